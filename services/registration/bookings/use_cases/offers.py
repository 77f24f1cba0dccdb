"""Places on offer: accepted, declined, run out."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.registration.bookings.domain.booking import Booking, Person, Status
from services.registration.bookings.domain.changes import release
from services.registration.bookings.domain.event import offer_refusal
from services.registration.bookings.domain.offers import has_expired, is_open
from services.registration.bookings.errors import NoOffer, NotProven
from services.registration.bookings.store.bookings import lock_bookings
from services.registration.bookings.store.events import LockedEvents
from services.registration.bookings.store.offers import due_offers, expired_offers
from services.registration.bookings.use_cases.change import (
    begin,
    check_open,
    check_takes_place,
    finish,
    open_booking,
)
from services.registration.bookings.use_cases.noting import Note, note_by
from shared.clock import Clock
from shared.database.pool import Pool, connection, transaction

OFFERS_EXPIRED_AT_ONCE = 50
PROVEN = "proven"


class Offers:
    """What becomes of a place that is held for somebody."""

    def __init__(self, pool: Pool, clock: Clock, events: LockedEvents) -> None:
        self._pool = pool
        self._clock = clock
        self._events = events

    async def accept(self, booking_id: UUID, *, by: Note | None = None) -> Booking:
        """Take the places on offer. Raises NotFound, NoOffer, RegistrationClosed while the event
        does not take place, and NotProven unless staff do it."""
        now = self._clock()
        async with transaction(self._pool) as lent:
            change, booking = await open_booking(lent, self._events, booking_id, now)
            check_takes_place(change.event)
            offered = _offered(booking, now)
            if booking.unproven and by is None:
                raise NotProven
            _confirm(booking, offered, now)
            change.touch(booking, "changed")
            await finish(lent, change)
            await note_by(by, lent, "bookings.offer-accepted", booking, len(offered))
        return booking

    async def prove(self, booking_id: UUID) -> Booking:
        """Somebody has followed the link in the mail: what was held is theirs; what waits, waits.

        A second time changes nothing. Raises NotFound, NoOffer when it was too late.
        """
        now = self._clock()
        async with transaction(self._pool) as lent:
            change, booking = await open_booking(lent, self._events, booking_id, now)
            if not booking.unproven:
                return booking
            check_open(change.event)
            if not any(p.status is Status.WAITLISTED for p in booking.people):
                _offered(booking, now)
            _confirm(booking, [p for p in booking.people if is_open(p, now)], now)
            change.touch(booking, PROVEN)
            await finish(lent, change)
        return booking

    async def decline(self, booking_id: UUID, *, by: Note | None = None) -> Booking:
        """Leave the places on offer to the next. Raises NotFound, NoOffer."""
        now = self._clock()
        async with transaction(self._pool) as lent:
            change, booking = await open_booking(lent, self._events, booking_id, now)
            check_open(change.event)
            offered = _offered(booking, now)
            release(change.places, change.event.id, offered, now)
            change.touch(booking, "cancelled")
            await finish(lent, change)
            await note_by(by, lent, "bookings.offer-declined", booking, len(offered))
        return booking

    async def expire(self) -> int:
        """Take back offers that nobody accepted in time; returns in how many events.

        Not of events that are closed, cancelled or postponed: their bookings stay as they are.
        """
        now = self._clock()
        async with connection(self._pool) as lent:
            due = await due_offers(lent, now, OFFERS_EXPIRED_AT_ONCE)
        for event_id in due:
            await self._expire_of(event_id, now)
        return len(due)

    async def _expire_of(self, event_id: UUID, now: datetime) -> None:
        async with transaction(self._pool) as lent:
            event = await self._events.lock(lent, event_id)
            if event is None or offer_refusal(event) is not None:
                return
            change = await begin(lent, event, now)
            ids = await expired_offers(lent, event_id, now)
            for booking in await lock_bookings(lent, ids):
                gone = [p for p in booking.people if has_expired(p, now)]
                release(change.places, event_id, gone, now)
                change.touch(booking, "offer_expired")
            await finish(lent, change)


def _confirm(booking: Booking, offered: list[Person], now: datetime) -> None:
    booking.unproven = False
    for person in offered:
        person.status = Status.CONFIRMED
        person.offer_expires_at = None
        person.changed_at = now


def _offered(booking: Booking, now: datetime) -> list[Person]:
    offered = [p for p in booking.people if is_open(p, now)]
    if not offered:
        raise NoOffer
    return offered
