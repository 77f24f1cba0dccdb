"""One person of a booking in the place of another."""

from __future__ import annotations

from datetime import datetime

from services.registration.bookings.domain.booking import HOLDING, Booking, Person
from services.registration.bookings.domain.changes import release
from services.registration.bookings.domain.places import Places, demand_of, take, within
from services.registration.bookings.domain.request import PersonRequest


def put_instead(
    places: Places, booking: Booking, old: Person, request: PersonRequest, now: datetime
) -> Person:
    """Give a new person the place at the event, or in the waitlist, of one who leaves it.

    The sessions of the old person are not handed on: they would tell what somebody had chosen.
    """
    new = Person(
        id=request.id,
        number=old.number,
        status=old.status,
        sessions=(),
        changed_at=now,
        name=request.name,
        email=request.email,
        offer_expires_at=old.offer_expires_at,
        contingent_id=booking.contingent_id,
    )
    release(places, booking.event_id, [old], now)
    if new.status in HOLDING:
        with within(places, booking.event_id, booking.contingent_id):
            take(places, demand_of(booking.event_id, [()]))
    booking.people.insert(booking.people.index(old), new)
    return new
