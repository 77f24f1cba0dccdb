"""One person of a booking is replaced by another: the place moves, the old data goes."""

from __future__ import annotations

import asyncpg

from services.registration.bookings import announce
from services.registration.bookings.domain.booking import HOLDING, Booking, Person
from services.registration.bookings.domain.changes import release
from services.registration.bookings.domain.places import demand_of, take, within
from services.registration.bookings.domain.request import PersonRequest
from services.registration.bookings.errors import AlreadyRegistered
from services.registration.bookings.store.replacing import insert_person, wait_instead
from services.registration.bookings.use_cases.change import Change, finish
from services.registration.bookings.use_cases.erasing import Farewell, write
from shared.database.pool import Connection
from shared.messaging.erasure import erase_contacts
from shared.messaging.outbox import put


async def replace(
    lent: Connection, change: Change, booking: Booking, old: Person, request: PersonRequest
) -> Person:
    """Let a new person have the place at the event, or in the waitlist, of one who is erased.

    The sessions of the old person are not handed on: they would tell what somebody had chosen.
    Raises AlreadyRegistered.
    """
    new = Person(
        id=request.id,
        number=old.number,
        status=old.status,
        sessions=(),
        changed_at=change.now,
        name=request.name,
        email=request.email,
        offer_expires_at=old.offer_expires_at,
        contingent_id=booking.contingent_id,
    )
    release(change.places, change.event.id, [old], change.now)
    if new.status in HOLDING:
        with within(change.places, change.event.id, booking.contingent_id):
            take(change.places, demand_of(change.event.id, [()]))
    booking.people.insert(booking.people.index(old), new)
    await wait_instead(lent, booking.id, old.id, new.id)
    farewell = Farewell()
    farewell.take(change, booking, [old], (), contact=False)
    try:
        await insert_person(lent, booking, new, request.duplicate)
    except asyncpg.UniqueViolationError as error:
        raise AlreadyRegistered from error
    change.reasons[booking.id] = "changed"
    await put(lent, announce.joined(booking, new), now=change.now)
    await write(lent, change, farewell)
    await finish(lent, change)
    await erase_contacts(lent, sorted(farewell.ids), now=change.now)
    return new
