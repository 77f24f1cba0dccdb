"""Whether somebody was there, for those who may be told: the person themselves."""

from __future__ import annotations

from uuid import UUID

from services.registration.attendance import store
from shared.database.pool import Connection


async def was_in(lent: Connection, event_id: UUID, person_id: UUID) -> bool:
    """Whether the person's ticket was read at the entrance or a station of this event.

    A scan that was taken back doesn't count; leaving later changes nothing.
    """
    return await store.was_in(lent, event_id, person_id)


async def was_used(lent: Connection, event_id: UUID, sessions: frozenset[UUID]) -> bool:
    """Whether anybody was counted at one of these sessions."""
    return await store.was_used(lent, event_id, sessions)
