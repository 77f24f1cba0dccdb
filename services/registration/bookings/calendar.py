"""The calendar entry of a booking."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from icalendar import Calendar
from icalendar import Event as Entry

from services.registration.bookings.domain.booking import Booking, Status
from services.registration.bookings.errors import NotConfirmed
from services.registration.events.domain import Event, Session
from services.registration.events.domain import Status as EventStatus
from shared.web.localized import said


def booked_sessions(event: Event, booking: Booking) -> list[Session]:
    """Sessions in which somebody of the booking has a place, in order of time."""
    ids = {s for p in booking.people if p.status is Status.CONFIRMED for s in p.sessions}
    return sorted((s for s in event.sessions if s.id in ids), key=lambda s: s.starts_at)


def calendar_of(event: Event, booking: Booking, title: str, url: str, now: datetime) -> bytes:
    """One entry for each booked session, or one for the event; times are instants (UTC).

    `title` and the sessions' titles are in the language of the request. Raises NotConfirmed when
    nobody of the booking has a place, or the event has no day any more.
    """
    confirmed = any(p.status is Status.CONFIRMED for p in booking.people)
    if not confirmed or event.status is EventStatus.CANCELLED:
        raise NotConfirmed
    calendar = Calendar()
    calendar.add("prodid", "-//Auftakt//Anmeldung//DE")
    calendar.add("version", "2.0")
    for uid, name, starts_at, ends_at, room in _entries(event, booking, title):
        entry = Entry()
        entry.add("uid", f"{uid}@auftakt")
        entry.add("dtstamp", now)
        entry.add("sequence", booking.version)
        entry.add("summary", name)
        entry.add("dtstart", starts_at)
        entry.add("dtend", ends_at)
        place = ", ".join(part for part in (room, event.where) if part) or event.join_url
        if place:
            entry.add("location", place)
        if event.join_url and place != event.join_url:
            entry.add("description", event.join_url)
        entry.add("url", url)
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


def _entries(
    event: Event, booking: Booking, title: str
) -> Iterable[tuple[str, str, datetime, datetime, str | None]]:
    sessions = booked_sessions(event, booking)
    if not sessions:
        yield str(booking.id), title, event.starts_at, event.ends_at, None
    for s in sessions:
        name = said(s.texts, "title", original=s.title) or s.title
        yield f"{booking.id}-{s.id}", f"{name} ({title})", s.starts_at, s.ends_at, s.room
