"""Forgetting people of a kept booking, so that the figures stay right."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from services.registration.bookings.domain.booking import Booking, Person, Status
from services.registration.bookings.domain.changes import release
from services.registration.bookings.domain.event import Event
from services.registration.bookings.domain.places import Places


def is_over(event: Event, now: datetime) -> bool:
    """Whether an event's figures stand: what is erased from now on leaves them as they are."""
    return event.status != "published" or now >= event.ends_at


def leaving(
    event: Event, people: Sequence[Person], came: Collection[UUID], now: datetime
) -> list[Person]:
    """Those who give up what they hold or wait for, when they are erased now.

    Until the event is over everybody does who hasn't come (`came`: ids of who has). Who was there
    stays counted, under a random id.
    """
    if is_over(event, now):
        return []
    return [p for p in people if p.status is not Status.CANCELLED and p.id not in came]


def erase(
    event: Event,
    places: Places,
    booking: Booking,
    people: Sequence[Person],
    *,
    came: Collection[UUID],
    now: datetime,
) -> None:
    """Forget these people of a booking; with the last of them the booking itself.

    Every ticket of theirs, and with the booking its manage link, is dead: generations rise.
    """
    release(places, event.id, leaving(event, people, came, now), now)
    for person in people:
        person.name = person.email = person.answers = None
        person.generation += 1
        person.erased_at = now
    if all(person.erased_at is not None for person in booking.people):
        booking.generation += 1
        booking.erased_at = now


def forget_contact(booking: Booking) -> UUID | None:
    """Nobody is written to about this booking any more; the id that stood for the contact."""
    gone = booking.contact_id
    booking.contact_id = booking.contact_name = None
    booking.contact_email = booking.contact_phone = None
    return gone


def is_contact(booking: Booking, person: Person) -> bool:
    """Whether a person is the one who made the booking, as far as one can tell.

    A party's contact has an id of its own, but is often one of the people: then it has that
    person's name, or, where nobody is named, the address.
    """
    if booking.contact_id == person.id:
        return True
    if booking.contact_name and person.name:
        return booking.contact_name.casefold() == person.name.casefold()
    if booking.contact_email and person.email:
        return booking.contact_email.casefold() == person.email.casefold()
    return False
