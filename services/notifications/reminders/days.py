"""Who is reminded, and of which day: pure decisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from services.notifications.mails.beginning import beginnings, begins_at
from shared.contracts.bookings import BookedPerson, BookingChanged
from shared.contracts.events import EventChanged

REMINDED_AT = time(10)
"""On the clocks at the event, the day before."""

TOLD_WITHIN = timedelta(hours=24)
"""Who had a mail with the date this recently needs no other."""

MOVES = frozenset({"event_moved", "session_moved"})


@dataclass(frozen=True, slots=True)
class Reminder:
    """Somebody is to be reminded of a booking; old news once it has begun."""

    booking: BookingChanged
    person_id: UUID
    begins_at: datetime


def days_of(event: EventChanged, now: datetime) -> list[date]:
    """Days still to come on which the event begins for somebody; none if nobody is reminded."""
    if not is_reminded(event):
        return []
    zone = ZoneInfo(event.time_zone)
    return sorted({i.astimezone(zone).date() for i in beginnings(event) if i > now})


def is_reminded(event: EventChanged) -> bool:
    """Whether it takes place as planned and its organizers want people reminded."""
    return event.status == "published" and event.reminder


def due_at(event: EventChanged, day: date) -> datetime:
    """When people are reminded of that day."""
    return datetime.combine(day - timedelta(days=1), REMINDED_AT, tzinfo=ZoneInfo(event.time_zone))


def reminders(
    event: EventChanged, booking: BookingChanged, day: date, now: datetime
) -> list[Reminder]:
    """Who of a booking is reminded of that day: the contact of all, each of the others of theirs.

    Nobody who registered, got the place or was told of another time within the last day, and
    nobody for whom it has begun. Whether somebody has an address is not known here.
    """
    if not is_reminded(event):
        return []
    zone = ZoneInfo(event.time_zone)
    found = []
    for person_id, people in _audience(booking):
        begins = begins_at(event, people)
        if begins is None or begins <= now or begins.astimezone(zone).date() != day:
            continue
        if now - _told_at(booking, people) >= TOLD_WITHIN:
            found.append(Reminder(booking, person_id, begins))
    return found


def _audience(booking: BookingChanged) -> Iterable[tuple[UUID, list[BookedPerson]]]:
    comes = [p for p in booking.people if p.status == "confirmed" and not p.erased]
    if booking.contact_id is not None:
        yield booking.contact_id, comes
    for person in comes:
        if person.id != booking.contact_id:
            yield person.id, [person]


def _told_at(booking: BookingChanged, people: Iterable[BookedPerson]) -> datetime:
    """When the last mail told these people what they have and when."""
    told = [booking.created_at, *(p.changed_at for p in people if p.changed_at is not None)]
    return max([*told, booking.changed_at] if booking.reason in MOVES else told)
