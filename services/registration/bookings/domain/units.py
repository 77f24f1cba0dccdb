"""Who is admitted together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.registration.bookings.domain.alternatives import Options, wanted_of
from services.registration.bookings.domain.booking import Booking, Fill, Status
from services.registration.bookings.domain.places import demand_of


@dataclass(slots=True)
class Unit:
    """People admitted together: their indexes in the booking and the seats they need.

    `options`: of each of them, if somebody has several; `demand` is then the most they may take.
    """

    indexes: tuple[int, ...]
    demand: dict[UUID, int]
    options: tuple[Options, ...] = ()


def units(
    event_id: UUID,
    fill_: Fill,
    sessions: Sequence[tuple[UUID, ...]],
    options: Sequence[Options] = (),
) -> list[Unit]:
    """How a booking whose people chose these sessions is admitted.

    `options` (none, or for each person, empty for who has nothing to choose from): see Unit.
    """
    everybody = range(len(sessions))
    together = fill_ is Fill.ALL_OR_NONE or len(sessions) == 1
    groups = [tuple(everybody)] if together else [(i,) for i in everybody]
    return [_unit(event_id, group, sessions, options) for group in groups]


def _unit(
    event_id: UUID,
    indexes: tuple[int, ...],
    sessions: Sequence[tuple[UUID, ...]],
    options: Sequence[Options],
) -> Unit:
    if not options or not any(options[i] for i in indexes):
        return Unit(indexes, demand_of(event_id, [sessions[i] for i in indexes]))
    chosen = tuple(options[i] or (sessions[i],) for i in indexes)
    return Unit(indexes, wanted_of(event_id, chosen), chosen)


def waiting_units(booking: Booking) -> list[Unit]:
    """The units of a booking that wait, as its people stand now."""
    waiting = [i for i, p in enumerate(booking.people) if p.status is Status.WAITLISTED]
    if not waiting:
        return []
    together = booking.fill is Fill.ALL_OR_NONE
    groups = [tuple(waiting)] if together else [(i,) for i in waiting]
    sessions = [p.sessions for p in booking.people]
    options = [p.options for p in booking.people]
    return [_unit(booking.event_id, group, sessions, options) for group in groups]
