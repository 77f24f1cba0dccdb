"""What bookings, which come later in the order, do for contingents; `service.py` hands it in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registration.events.domain import Event
from services.registration.invitations.domain import Usage
from shared.database.pool import Connection

PlacesChanged = Callable[[Connection, Event, datetime], Awaitable[None]]
"""Takes over what contingents keep now and lets in who waits and fits; the event is locked."""

Used = Callable[[Connection, UUID], Awaitable[Usage]]
"""What bookings of an event say of its contingents and invitations."""


async def nothing_to_do(_connection: Connection, _event: Event, _now: datetime) -> None:
    """For tests of invitations alone."""


async def nothing_used(_connection: Connection, _event_id: UUID) -> Usage:
    """For tests of invitations alone."""
    return Usage()


@dataclass(frozen=True, slots=True)
class InvitationHooks:
    """What happens besides."""

    places_changed: PlacesChanged = nothing_to_do
    used: Used = nothing_used
