"""What a contact does with single people of its list, until the event begins."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from uuid import UUID

from services.registration.bookings.domain.booking import Booking, Person, Status
from services.registration.bookings.domain.changes import Wish
from services.registration.bookings.intake import PersonWish
from services.registration.bookings.store.events import LockedEvents
from services.registration.bookings.use_cases import Bookings
from services.registration.bookings.use_cases.change import check_open, open_booking
from services.registration.bookings.use_cases.replacing import replace as replace_person
from services.registration.companies import store
from services.registration.companies.errors import HasBegun
from services.registration.companies.use_cases.lists import Kept, Lists
from services.registration.companies.use_cases.wishes import check_named, list_faults
from shared.clock import Clock
from shared.database.pool import Connection, Pool, connection, transaction
from shared.errors import FieldError, InvalidFields, NotFound

Forget = Callable[[Connection, Sequence[UUID], datetime], Awaitable[None]]
"""Removes what a slice holds of people, as when they are erased."""


class Managing:
    """Taking people out and putting others in their place."""

    def __init__(
        self,
        pool: Pool,
        clock: Clock,
        bookings: Bookings,
        lists: Lists,
        forget: Sequence[Forget],
    ) -> None:
        self._pool = pool
        self._clock = clock
        self._bookings = bookings
        self._lists = lists
        self._forget = tuple(forget)
        self._events = LockedEvents()

    async def take_out(self, company_id: UUID, person_id: UUID) -> None:
        """Give up a colleague's place; a second time changes nothing.

        Raises NotFound for people of others, HasBegun, RegistrationClosed.
        """
        booking, person = await self._of_company(company_id, person_id)
        if person.status is Status.CANCELLED:
            return
        event = await self._bookings.reading.event(booking.event_id)
        self._check_before(event.starts_at)
        await self._bookings.changing.change(booking.id, [Wish(person_id, cancelled=True)])

    async def replace(self, company_id: UUID, person_id: UUID, wish: PersonWish) -> Kept:
        """Let another colleague have the place; the old one's data and links are gone.

        The new person is checked like all who are registered; what the event asks, it asks by their
        own link.
        Raises NotFound, HasBegun, RegistrationClosed, NamesNotKept, InvalidFields,
        AlreadyRegistered, TooManyRequests.
        """
        now = self._clock()
        found, _ = await self._of_company(company_id, person_id)
        check_named(await self._bookings.reading.event(found.event_id))
        others = (await self._lists.of(company_id)).employees
        if faults := list_faults([wish], [e for e in others if e.id != person_id]):
            raise InvalidFields([_of_person(fault) for fault in faults])
        request = self._bookings.intake.person(found.event_id, wish, "person")
        emails = (request.email,) if request.email else ()
        self._bookings.registering.limits.check(None, emails, now)
        async with transaction(self._pool) as lent:
            change, booking = await open_booking(lent, self._events, found.id, now)
            check_open(change.event)
            self._check_before(change.event.starts_at)
            old = booking.person(person_id)
            if old is None or old.erased_at is not None or old.status is Status.CANCELLED:
                raise NotFound
            await replace_person(lent, change, booking, old, request)
            for forget in self._forget:
                await forget(lent, [person_id], now)
        return await self._lists.of(company_id)

    async def _of_company(self, company_id: UUID, person_id: UUID) -> tuple[Booking, Person]:
        async with connection(self._pool) as lent:
            booking_id = await store.booking_of_person(lent, person_id)
        booking = await self._bookings.reading.booking(booking_id) if booking_id else None
        person = booking.person(person_id) if booking else None
        if (
            booking is None
            or person is None
            or booking.registered_by != company_id
            or person.erased_at is not None
        ):
            raise NotFound
        return booking, person

    def _check_before(self, starts_at: datetime) -> None:
        if self._clock() >= starts_at:
            raise HasBegun


def _of_person(fault: FieldError) -> FieldError:
    return FieldError("person.name", fault.reason, fault.code)
