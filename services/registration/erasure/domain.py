"""Who is forgotten, and when: pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

GONE_WITHIN = timedelta(hours=8)
"""The bound of invariant I7: from the erasure on until no dump, Kafka file, log or queue holds the
person. How it adds up stands in docs/erasure.md."""
RETENTION_DAYS_MIN = 1
RETENTION_DAYS_MAX = 730
USUAL_DAYS = {
    "health_day": 31,
    "health_week": 31,
    "kick_off_workshop": 90,
    "kick_off": 90,
    "exchange": 180,
    "cooperation_meeting": 180,
}
"""Days from the end of an event of a kind until its people are forgotten, unless it says otherwise.

Visitors a month, so that devices have delivered all their scans; who works on together, longer.
"""
OTHERWISE_DAYS = 31


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom of a booking to erase. `people` empty and no `contact`: everybody, with the contact."""

    people: frozenset[UUID] = frozenset()
    contact: bool = False

    @property
    def everybody(self) -> bool:
        """Whether the booking as a whole is meant."""
        return not self.people and not self.contact


@dataclass(frozen=True, slots=True)
class Retention:
    """How long an event's people are kept after its end, and whether that is its own choice."""

    days: int
    chosen: bool
    ends_at: datetime

    @property
    def erased_from(self) -> datetime:
        """From when on its people are erased."""
        return self.ends_at + timedelta(days=self.days)


def retention(kind: str, ends_at: datetime, days: int | None) -> Retention:
    """What applies to an event of this kind; `days` None: it has chosen nothing."""
    usual = USUAL_DAYS.get(kind, OTHERWISE_DAYS)
    return Retention(usual if days is None else days, days is not None, ends_at)
