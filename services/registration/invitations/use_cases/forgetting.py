"""Who was invited is forgotten: soon after the event, and when somebody is erased."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.registration.invitations import store
from shared.database.pool import Connection
from shared.messaging.erasure import erase_contacts


async def sweep(lent: Connection, now: datetime, limit: int) -> int:
    """Forget who was invited to events that are over: a sweep of the slice erasure."""
    ids = await store.known_after(lent, now, limit)
    await forget(lent, ids, now)
    return len(ids)


async def forget(lent: Connection, invitation_ids: Sequence[UUID], now: datetime) -> None:
    """Forget these people; harmless when repeated. How many were invited is still counted."""
    if not invitation_ids:
        return
    await store.erase_invitations(lent, invitation_ids, now)
    await erase_contacts(lent, list(invitation_ids), now=now)
