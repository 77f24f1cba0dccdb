"""Places and times: what the public learns of them, and slots of a session."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from services.registration.events.domain.words import Availability

FEW_PLACES_SHARE = 0.2
"""Fewer free places than this share of the capacity are shown as "few"."""


def slot_times(
    starts_at: datetime, ends_at: datetime, every: timedelta
) -> list[tuple[datetime, datetime]]:
    """Whole time slots between start and end; a remainder shorter than `every` is left out."""
    count = int((ends_at - starts_at) / every)
    return [(starts_at + i * every, starts_at + (i + 1) * every) for i in range(count)]


def availability_of_slots(found: Sequence[Availability]) -> Availability:
    """What the public is told about a session divided into slots: how many of them are left.

    Slots for one person are never more than "few" by themselves, a day full of them is.
    """
    if len(found) == 1:
        return found[0]
    return availability(len(found), sum(each is Availability.FULL for each in found))


def availability(capacity: int | None, taken: int) -> Availability:
    """What the public is told about the places of an event or a session."""
    if capacity is None:
        return Availability.FREE
    if taken >= capacity:
        return Availability.FULL
    few = capacity - taken < max(1.0, capacity * FEW_PLACES_SHARE)
    return Availability.FEW if few or capacity - taken == 1 else Availability.FREE
