"""An event on another day: a copy of it, or the event itself."""

from __future__ import annotations

import dataclasses
from datetime import datetime

from services.registration.events.bodies.moving import CopyBody, RescheduleBody
from services.registration.events.domain import (
    Event,
    Status,
    faults_of_dates,
    faults_of_event,
    in_order,
)
from services.registration.events.domain.shifting import shifted
from services.registration.events.planning.sessions import NewId
from services.registration.events.planning.texts import cleaned_notices
from shared.web.faults import Faults


def copied_event(event: Event, body: CopyBody, now: datetime, new_id: NewId) -> Event:
    """A new draft like the event, on another day; raises InvalidFields.

    Without its join link: whoever was there last time knows it. Bookings stay where they are. A
    registration that opened so many weeks before opens so many weeks before again; one that was
    open from the first draft on is open at once.
    """
    faults = Faults()
    title = faults.line(body.title, "title", needed=True) if body.title else event.title
    starts_at = faults.instant(body.starts_at, "starts_at")
    faults.raise_any()
    ids = {session.id: new_id() for session in event.sessions}
    moved = shifted(event, starts_at, now, stays_open=False)
    sessions = tuple(
        dataclasses.replace(
            s, id=ids[s.id], slot_of=ids[s.slot_of] if s.slot_of else None, cancelled=False
        )
        for s in moved.sessions
    )
    was_given = event.registration_opens_at != event.created_at
    opens_at = max(moved.registration_opens_at, now) if was_given else now
    closes_at = moved.registration_closes_at
    copy = dataclasses.replace(
        moved,
        id=new_id(),
        version=1,
        status=Status.DRAFT,
        title=title,
        join_url=None,
        notice={},
        allowed_overlaps=in_order((ids[a], ids[b]) for a, b in event.allowed_overlaps),
        registration_opens_at=opens_at,
        registration_closes_at=closes_at if closes_at > opens_at else moved.ends_at,
        created_at=now,
        published_at=None,
        closed_at=None,
        reported_at=None,
        sessions=sessions,
    )
    _check_dates(copy, faults, now)
    return copy


def moved_event(event: Event, body: RescheduleBody, now: datetime) -> Event:
    """The event on another day, version not yet raised; raises InvalidFields."""
    faults = Faults()
    starts_at = faults.instant(body.starts_at, "starts_at")
    ends_at = faults.instant(body.ends_at, "ends_at") if body.ends_at else None
    notice = cleaned_notices(body.note, "note", faults)
    faults.raise_any()
    moved = dataclasses.replace(shifted(event, starts_at, now), notice=notice)
    if ends_at is None:
        _check_dates(moved, faults, now)
        return moved
    return _ending(moved, ends_at, faults, now)


def _ending(event: Event, ends_at: datetime, faults: Faults, now: datetime) -> Event:
    """The event with another end; its sessions have to fit. Raises InvalidFields."""
    closes_with_end = event.registration_closes_at == event.ends_at
    closes_at = ends_at if closes_with_end else min(event.registration_closes_at, ends_at)
    ending = dataclasses.replace(event, ends_at=ends_at, registration_closes_at=closes_at)
    faults.extend(faults_of_dates(ending.starts_at, ends_at, now))
    faults.extend(f for f in faults_of_event(ending) if f.field == "ends_at")
    late = [s for s in event.sessions if s.ends_at > ends_at]
    if late and not faults.errors:
        last = max(s.ends_at for s in late).isoformat()
        faults.add("ends_at", f"is before the last session ends ({last})", "before_sessions")
    faults.raise_any()
    return ending


def _check_dates(event: Event, faults: Faults, now: datetime) -> None:
    """What is wrong is the start that was asked for: all else follows from it."""
    for fault in faults_of_dates(event.starts_at, event.ends_at, now):
        faults.add("starts_at", fault.reason, fault.code)
    faults.raise_any()
