"""When an edition is due, and what follows from looking at the facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

NOON = time(12)
SATURDAY = 5
BARRIER_WAIT = timedelta(seconds=1)
FAILURE_WAIT = timedelta(seconds=2)
FAILURE_WAIT_MAX = timedelta(minutes=30)


class State(StrEnum):
    """How far the reports of an event are."""

    WAITING = "waiting"
    PUBLISHED = "published"
    CORRECTIONS_PENDING = "corrections_pending"


@dataclass(frozen=True, slots=True)
class Duty:
    """What the clock owes an event; `changes` counts those of its facts when it was claimed."""

    event_id: UUID
    due_at: datetime
    failures: int
    changes: int


def due_at(closed_at: datetime, *, grace_seconds: int | None, time_zone: str) -> datetime:
    """When edition 1 is due: after the grace time, or the next working day at noon in the zone.

    Working days are Monday to Friday; public holidays count as working days.
    """
    if grace_seconds is not None:
        return closed_at + timedelta(seconds=grace_seconds)
    zone = ZoneInfo(time_zone)
    day = closed_at.astimezone(zone).date() + timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return datetime.combine(day, NOON, tzinfo=zone)


def wait_after_failure(failures: int) -> timedelta:
    """Longer each time, within bounds."""
    return min(FAILURE_WAIT * (1 << min(failures, 20)), FAILURE_WAIT_MAX)


@dataclass(frozen=True, slots=True)
class EditionHead:
    """An edition without its contents."""

    id: UUID
    event_id: UUID
    number: int
    digest: str
    published_at: datetime
    pdf_bytes: int
