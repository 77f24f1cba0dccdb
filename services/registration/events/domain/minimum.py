"""How many people an event needs to take place, and by when that must be known."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

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


def minimum_of(event: Event, taken: int, now: datetime) -> Minimum | None:
    """None where no minimum is set or nothing is left to decide.

    `taken`: places confirmed and offered. Without a day of decision it is the event's start.
    """
    if event.minimum_participants is None or event.status is not Status.PUBLISHED:
        return None
    if taken >= event.minimum_participants:
        return Minimum.REACHED
    return Minimum.MISSED if now >= (event.decide_by or event.starts_at) else Minimum.OPEN
