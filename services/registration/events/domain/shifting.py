"""An event on another day: every time moves by the clock on the wall, not by elapsed hours.

A session at ten is at ten again, also where summer time began or ended in between.
"""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from services.registration.events.domain.event import Event, Session


def shifted(event: Event, starts_at: datetime, now: datetime, *, stays_open: bool = True) -> Event:
    """The event with its sessions, window and day of decision from `starts_at` on.

    A window that has opened stays open, if it shall. Where a clock that is put forward leaves no
    time for a session, it keeps its length instead.
    """

    def move(instant: datetime) -> datetime:
        return moved_along(instant, event, starts_at)

    def session(each: Session) -> Session:
        first, last = max(move(each.starts_at), starts_at), move(each.ends_at)
        if last <= first:
            last = first + (each.ends_at - each.starts_at)
        return dataclasses.replace(each, starts_at=first, ends_at=last)

    sessions = tuple(session(each) for each in event.sessions)
    ends_at = max([move(event.ends_at), *(each.ends_at for each in sessions)])
    if ends_at <= starts_at:
        ends_at = starts_at + (event.ends_at - event.starts_at)
    opened = event.registration_opens_at
    opens_at = opened if stays_open and opened <= now < ends_at else move(opened)
    closes_with_end = event.registration_closes_at == event.ends_at
    closes_at = ends_at if closes_with_end else move(event.registration_closes_at)
    return dataclasses.replace(
        event,
        starts_at=starts_at,
        ends_at=ends_at,
        registration_opens_at=opens_at,
        registration_closes_at=closes_at if closes_at > opens_at else ends_at,
        changes_until=min(move(event.changes_until), ends_at) if event.changes_until else None,
        decide_by=min(move(event.decide_by), starts_at) if event.decide_by else None,
        sessions=sessions,
    )


def moved_along(instant: datetime, event: Event, starts_at: datetime) -> datetime:
    """An instant as far from the new start as it was from the event's, by the clock on the wall."""
    zone = ZoneInfo(event.time_zone)
    by = _wall(starts_at, zone) - _wall(event.starts_at, zone)
    return (_wall(instant, zone) + by).replace(tzinfo=zone).astimezone(UTC)


def _wall(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None)
