"""Events that repeat: a yearly health day, meetings to exchange experience."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from shared.errors import FieldError

COMING_DAYS_MAX = 366


@dataclass(frozen=True, slots=True)
class Coming:
    """The next of a series while its day is not fixed: "Frühjahr 2027", between two dates."""

    label: str
    earliest: date
    latest: date


@dataclass(frozen=True, slots=True)
class Series:
    """A series of an organisation. `titles`: the title in other languages."""

    id: UUID
    version: int
    organisation_id: UUID
    title: str
    created_at: datetime
    titles: Mapping[str, str] = field(default_factory=dict)
    coming: Coming | None = None


def faults_of_coming(coming: Coming, now: datetime) -> list[FieldError]:
    """What is wrong with announcing the next of a series for these dates now."""
    if coming.latest < coming.earliest:
        return [FieldError("coming.latest", "must not be before earliest", "ends_before_start")]
    if coming.latest - coming.earliest > timedelta(days=COMING_DAYS_MAX):
        reason = f"at most {COMING_DAYS_MAX} days after earliest"
        return [FieldError("coming.latest", reason, "too_long")]
    if coming.latest < now.date():
        return [FieldError("coming.latest", "is in the past", "past")]
    return []
