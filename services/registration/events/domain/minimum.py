"""How many people an event needs to take place, and by when that must be known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from services.registration.events.domain.event import Event
from services.registration.events.domain.words import Status


class Minimum(StrEnum):
    """How an event stands to its minimum number of participants.

    `missed`: the day of the decision has come and there are fewer. The event goes on unless the
    organizer decides otherwise.
    """

    OPEN = "open"
    REACHED = "reached"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Fewer people than needed. `days`: until the decision, by the calendar at the event."""

    taken: int
    minimum: int
    decide_by: datetime
    days: int
    missed: bool


def shortfall_of(event: Event, taken: int, now: datetime, within: timedelta) -> Shortfall | None:
    """What a team has to know: too few, and the decision is near or overdue. None otherwise."""
    standing = minimum_of(event, taken, now)
    decide_by, minimum = event.decision_at, event.minimum_participants
    if minimum is None or standing not in {Minimum.OPEN, Minimum.MISSED}:
        return None
    if now < decide_by - within or now >= event.ends_at:
        return None
    zone = ZoneInfo(event.time_zone)
    days = (decide_by.astimezone(zone).date() - now.astimezone(zone).date()).days
    return Shortfall(taken, minimum, decide_by, max(days, 0), standing is Minimum.MISSED)


def minimum_of(event: Event, taken: int, now: datetime) -> Minimum | None:
    """None where no minimum is set or nothing is left to decide.

    `taken`: places confirmed and offered. Without a day of decision it is the event's start.
    """
    if event.minimum_participants is None or event.status is not Status.PUBLISHED:
        return None
    if taken >= event.minimum_participants:
        return Minimum.REACHED
    return Minimum.MISSED if now >= event.decision_at else Minimum.OPEN
