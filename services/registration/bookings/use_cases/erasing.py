"""Parts of a transaction that erases people; the slice `erasure` puts them together."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from services.registration.bookings.domain.booking import Booking, Person
from services.registration.bookings.domain.erasing import erase, forget_contact, is_contact
from services.registration.bookings.store.correcting import drop_former_of
from services.registration.bookings.store.erasing import erase_contacts, erase_people
from services.registration.bookings.store.waitlist import delete_waiting_of, requeue
from services.registration.bookings.use_cases.change import Change
from shared.database.pool import Connection
from shared.messaging.erasure import erase_contacts as forget_addresses

ERASED = "erased"


@dataclass(slots=True)
class Farewell:
    """Who leaves which bookings. `ids` are those of people and contacts, as other places know
    them."""

    people: list[Person] = field(default_factory=list)
    contactless: list[Booking] = field(default_factory=list)
    ids: set[UUID] = field(default_factory=set)

    def take(
        self,
        change: Change,
        booking: Booking,
        people: list[Person],
        came: Collection[UUID],
        *,
        contact: bool,
    ) -> None:
        """Take these people (not erased yet) out of a locked booking, and its contact if wished.

        The contact goes with the last person, and with the one it is. Nothing is written yet.
        """
        goes = contact or any(is_contact(booking, person) for person in people)
        erase(change.event, change.places, booking, people, came=came, now=change.now)
        if goes or booking.erased_at is not None:
            gone = forget_contact(booking)
            self.contactless.append(booking)
            self.ids |= {gone} if gone is not None else set()
        self.people += people
        self.ids |= {person.id for person in people}
        change.touch(booking, ERASED)


async def write(lent: Connection, change: Change, farewell: Farewell) -> None:
    """Empty the rows, and form anew what still waits; the caller finishes the change."""
    await erase_people(lent, farewell.people, change.now)
    await erase_contacts(lent, farewell.contactless)
    former = await drop_former_of(lent, list(change.bookings))
    await forget_addresses(lent, former, now=change.now)
    for booking in change.bookings.values():
        if booking.erased_at is None:
            await requeue(lent, booking)
        else:
            await delete_waiting_of(lent, booking.id)
