"""One person of a booking is replaced by another: the place moves, the old data goes."""

from __future__ import annotations

import asyncpg

from services.registration.bookings import announce
from services.registration.bookings.domain.booking import Booking, Person
from services.registration.bookings.domain.replacing import put_instead
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

    Raises AlreadyRegistered.
    """
    new = put_instead(change.places, booking, old, request, change.now)
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
