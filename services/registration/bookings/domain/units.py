"""Who is admitted together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.registration.bookings.domain.booking import Booking, Fill, Status
from services.registration.bookings.domain.places import demand_of


@dataclass(slots=True)
class Unit:
    """People admitted together: their indexes in the booking and the seats they need."""

    indexes: tuple[int, ...]
    demand: dict[UUID, int]


def units(event_id: UUID, fill_: Fill, sessions: Sequence[Sequence[UUID]]) -> list[Unit]:
    """How a booking whose people chose these sessions is admitted."""
    if fill_ is Fill.ALL_OR_NONE or len(sessions) == 1:
        return [Unit(tuple(range(len(sessions))), demand_of(event_id, sessions))]
    return [Unit((i,), demand_of(event_id, [chosen])) for i, chosen in enumerate(sessions)]


def waiting_units(booking: Booking) -> list[Unit]:
    """The units of a booking that wait, as its people stand now."""
    waiting = [i for i, p in enumerate(booking.people) if p.status is Status.WAITLISTED]
    if not waiting:
        return []
    if booking.fill is Fill.ALL_OR_NONE:
        sessions = [booking.people[i].sessions for i in waiting]
        return [Unit(tuple(waiting), demand_of(booking.event_id, sessions))]
    return [Unit((i,), demand_of(booking.event_id, [booking.people[i].sessions])) for i in waiting]
