"""The live figures as outside clients get them (design §9, row `attendance`)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from services.reporting.facts.counted import EventCount
from services.reporting.live.domain import confidential_figure, is_stale
from shared.contracts.events import EventChanged, SessionState


class Withheld(msgspec.Struct, frozen=True):
    """A cell that is not shown."""

    withheld: Literal[True] = True


class SessionAttendance(msgspec.Struct, frozen=True, kw_only=True):
    """One session: people with a place in it, and distinct attendees seen there."""

    id: UUID
    registered: int
    visits: int | Withheld


class Arrivals(msgspec.Struct, frozen=True, kw_only=True):
    """People whose first sign of presence fell into the 15 minutes from `from`."""

    start: datetime = msgspec.field(name="from")
    count: int


class Attendance(msgspec.Struct, frozen=True, kw_only=True):
    """The live figures of one event, in persons.

    `as_of`: until when all facts are in them. `degraded`: that is too long ago to be called live.
    `registered` counts confirmed people, `came` those of them with a scan plus `walk_ins`;
    `arrivals` sums to `came`. `in_house` is null where nobody counts it; `in_house_rule`: counted
    at the exits, estimated from a stated length of stay, or off.
    """

    as_of: datetime
    degraded: bool
    registered: int
    waitlisted: int
    came: int
    in_house: int | None
    in_house_rule: str
    walk_ins: int
    sessions: tuple[SessionAttendance, ...]
    arrivals: tuple[Arrivals, ...]

    def same_figures(self, other: Attendance) -> bool:
        """Whether nothing but the age differs."""
        return msgspec.structs.replace(self, as_of=other.as_of, degraded=other.degraded) == other


class Freshness(msgspec.Struct, frozen=True, kw_only=True):
    """How old the figures are, between two changes of them."""

    as_of: datetime | None
    degraded: bool


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """A line of an organizer's list of events."""

    id: UUID
    registered: int
    came: int
    in_house: int | None


class Summaries(msgspec.Struct, frozen=True, kw_only=True):
    """Those of the asked events that the signed-in person may watch."""

    as_of: datetime | None
    items: tuple[Summary, ...]


def attendance_of(found: EventCount, now: datetime) -> Attendance:
    """The figures in the event's zone, with what is withheld held back."""
    zone = zone_of(found.event)
    counts = found.counts
    as_of = min(found.current_at or now, now)
    return Attendance(
        as_of=as_of.astimezone(zone),
        degraded=is_stale(as_of, now),
        registered=counts.registered,
        waitlisted=counts.waitlisted,
        came=counts.came,
        in_house=counts.in_house,
        in_house_rule=found.event.in_house,
        walk_ins=counts.walk_ins,
        sessions=tuple(_session(session, found) for session in found.event.sessions),
        arrivals=tuple(
            Arrivals(start=start.astimezone(zone), count=n) for start, n in counts.arrivals.items()
        ),
    )


def freshness_of(current_at: datetime | None, now: datetime) -> Freshness:
    """The age alone."""
    return Freshness(
        as_of=current_at, degraded=current_at is None or is_stale(min(current_at, now), now)
    )


def zone_of(event: EventChanged) -> ZoneInfo:
    """The event's zone; UTC for a name this machine doesn't know."""
    try:
        return ZoneInfo(event.time_zone)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def _session(session: SessionState, found: EventCount) -> SessionAttendance:
    if not session.confidential:
        visits = found.counts.visits.get(session.id, 0)
        registered = found.counts.booked.get(session.id, 0)
        return SessionAttendance(id=session.id, registered=registered, visits=visits)
    figure = confidential_figure(
        found.totals.get(session.id),
        closed=found.event.status == "closed",
        min_cell=found.event.report.min_cell,
    )
    return SessionAttendance(
        id=session.id, registered=0, visits=Withheld() if figure is None else figure
    )
