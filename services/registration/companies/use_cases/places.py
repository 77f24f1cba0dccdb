"""What colleagues do with the place somebody of their company got for them.

Nothing of it reaches the contact but that a place was given up.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from services.registration.bookings.domain.booking import Booking, Fill, Person, Status
from services.registration.bookings.domain.changes import Wish, rebook
from services.registration.bookings.errors import refused
from services.registration.bookings.store.events import LockedEvents
from services.registration.bookings.store.waitlist import requeue
from services.registration.bookings.use_cases import Bookings
from services.registration.bookings.use_cases.change import (
    check_numbers,
    check_open,
    check_own_change,
    finish,
    open_booking,
)
from services.registration.companies import announce, store
from services.registration.companies.domain import Company
from services.registration.companies.errors import AlreadyTakenOver, StillWaiting
from services.registration.companies.links import LinkKeys
from services.registration.companies.use_cases.answering import change_answers, change_support
from services.registration.questions.domain import Answer
from services.registration.questions.domain.support import SupportWish
from services.registration.questions.use_cases import Asking
from shared.clock import Clock
from shared.database.pool import Pool, connection, transaction
from shared.errors import NotSignedIn
from shared.ids import new_id
from shared.messaging.outbox import put
from shared.tokens import ParsedToken

ErasePerson = Callable[[UUID, UUID], Awaitable[None]]
"""Forgets a person (second) of a booking (first) everywhere, at their own wish."""


@dataclass(frozen=True, slots=True)
class Place:
    """A colleague's own place, and who registered them."""

    booking: Booking
    person: Person
    company: Company
    by_mail: bool

    @property
    def own(self) -> Booking:
        """The registration as if it were this colleague's alone: nothing of the others is in it."""
        return replace(
            self.booking,
            people=[self.person],
            status=self.person.status,
            changed_at=self.person.changed_at,
            fill=Fill.ALL_OR_NONE,
            contact_id=self.person.id if self.person.email else None,
            contact_name=self.person.name,
            contact_email=self.person.email,
        )


class Places:
    """A colleague's own place. Every method raises NotSignedIn for a link that isn't good."""

    def __init__(
        self,
        pool: Pool,
        clock: Clock,
        bookings: Bookings,
        keys: LinkKeys,
        *,
        asking: Asking,
        erase: ErasePerson,
    ) -> None:
        self._pool = pool
        self._clock = clock
        self._bookings = bookings
        self._keys = keys
        self._asking = asking
        self._erase = erase
        self._events = LockedEvents()

    async def offered(self, token: ParsedToken) -> Place:
        """Whose link was handed on, before it is used; raises AlreadyTakenOver after that."""
        booking, person = await self._found(token)
        if not self._keys.handed_on.matches(token, person.generation):
            raise NotSignedIn
        async with connection(self._pool) as lent:
            if await store.claim_of(lent, person.id) is not None:
                raise AlreadyTakenOver
        return Place(booking, person, await self._registrant(booking), by_mail=False)

    async def take_over(self, token: ParsedToken) -> Person:
        """A colleague makes a handed-on link their own: from then on it opens nothing.

        Raises AlreadyTakenOver.
        """
        place = await self.offered(token)
        async with transaction(self._pool) as lent:
            if not await store.claim(lent, place.person.id, self._clock(), by_mail=False):
                raise AlreadyTakenOver
        return place.person

    async def place(self, token: ParsedToken) -> Place:
        """The place; raises AlreadyTakenOver for a mailed link after one that was handed on."""
        booking, person = await self._found(token)
        async with connection(self._pool) as lent:
            claimed_by_mail = await store.claim_of(lent, person.id)
        own = self._keys.own.matches(token, person.generation)
        mailed = self._keys.mailed.matches(token, person.generation)
        if not own and not mailed:
            raise NotSignedIn
        if mailed and claimed_by_mail is False:
            raise AlreadyTakenOver
        return Place(booking, person, await self._registrant(booking), by_mail=mailed)

    async def choose(
        self,
        token: ParsedToken,
        sessions: Sequence[UUID],
        answers: Mapping[str, Answer] | None = None,
        support: SupportWish | None = None,
    ) -> None:
        """Choose sessions, answer what the event asks, say what support is needed.

        `answers`, `support` None: as they were.

        Raises StillWaiting, AlreadyTakenOver, InvalidFields, Full, RegistrationClosed,
        ChangesOver.
        """
        place = await self.place(token)
        now, person_id = self._clock(), place.person.id
        wish = Wish(person_id, tuple(dict.fromkeys(sessions)))
        async with transaction(self._pool) as lent:
            change, booking = await open_booking(lent, self._events, place.booking.id, now)
            check_open(change.event)
            person = booking.person(person_id)
            if person is None:
                raise NotSignedIn
            if person.status is Status.WAITLISTED:
                raise StillWaiting
            if place.by_mail:
                await store.claim(lent, person_id, now, by_mail=True)
                if not await store.claim_of(lent, person_id):
                    raise AlreadyTakenOver
            if set(sessions) != set(person.sessions):
                check_own_change(change.event, now)
                check_numbers(change.event, booking, [wish])
            refusal = rebook(change.event, change.places, booking, [wish], now)
            if refusal is not None:
                raise refused(refusal)
            await change_answers(lent, change.event, person, answers, now)
            if support is not None:
                await change_support(lent, change.event, person, support, now)
            await requeue(lent, booking)
            change.touch(booking, "changed")
            await finish(lent, change)

    async def decline(self, token: ParsedToken, *, handed_on: bool = False) -> None:
        """A colleague doesn't come; the place goes to who waits. A second time changes nothing.

        The contact is told that somebody has declined, and nothing of what they had chosen.
        Raises AlreadyTakenOver, RegistrationClosed, ChangesOver.
        """
        place = await (self.offered(token) if handed_on else self.place(token))
        now, wish = self._clock(), Wish(place.person.id, cancelled=True)
        async with transaction(self._pool) as lent:
            change, booking = await open_booking(lent, self._events, place.booking.id, now)
            person = booking.person(place.person.id)
            if person is None or person.status is Status.CANCELLED:
                return
            check_open(change.event)
            check_own_change(change.event, now)
            refusal = rebook(change.event, change.places, booking, [wish], now)
            if refusal is not None:
                raise refused(refusal)
            await requeue(lent, booking)
            change.touch(booking, "changed")
            await finish(lent, change)
            if place.company.contact_email is not None:
                await put(lent, [announce.declined(place.company)], now=now)

    async def erase(self, token: ParsedToken, *, handed_on: bool = False) -> None:
        """A colleague wants to be forgotten."""
        place = await (self.offered(token) if handed_on else self.place(token))
        await self._erase(place.booking.id, place.person.id)

    async def _found(self, token: ParsedToken) -> tuple[Booking, Person]:
        async with connection(self._pool) as lent:
            booking_id = await store.booking_of_person(lent, token.id)
        if booking_id is None:
            raise NotSignedIn
        booking = await self._bookings.reading.booking(booking_id)
        person = booking.person(token.id)
        if person is None or person.erased_at is not None:
            raise NotSignedIn
        return booking, person

    async def _registrant(self, booking: Booking) -> Company:
        async with connection(self._pool) as lent:
            company = await store.read_company(lent, booking.registered_by or new_id())
        if company is None:
            raise NotSignedIn
        return company
