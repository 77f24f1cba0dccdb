"""When an edition is due, and when a correction may go out."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.reporting.editions.figures import EventFigures

__all__ = ["EventFigures", "due_at"]

NOON = time(12)
SATURDAY = 5


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
