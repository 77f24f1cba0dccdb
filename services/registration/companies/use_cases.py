"""What a company contact and the colleagues it registered can make happen.

The contact's link and the colleagues' links are tokens of purposes of their own, derived from the
keys of manage tokens: a booking's manage token would show tickets and sessions of everybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from services.registration.bookings.domain.booking import Booking, Person, Status
from services.registration.bookings.domain.changes import Wish
from services.registration.bookings.intake import BookingWish, PersonWish
from services.registration.bookings.store.bookings import read_bookings
from services.registration.bookings.store.events import LockedEvents
from services.registration.bookings.use_cases import Bookings
from services.registration.bookings.use_cases.change import check_open, open_booking
from services.registration.bookings.use_cases.replacing import replace as replace_person
from services.registration.companies import store
from services.registration.companies.domain import (
    EMPLOYEES_MAX,
    LISTS_MAX,
    Company,
    Employee,
    Standing,
    employees_of,
)
from services.registration.companies.errors import AlreadyTakenOver, HasBegun, NamesNotKept
from services.registration.events.domain import Event, Identity
from shared.clock import Clock
from shared.contracts.contacts import CONTACTS, Contact
from shared.database.pool import Connection, Pool, connection, transaction
from shared.errors import FieldError, InvalidFields, NotFound, NotSignedIn
from shared.ids import new_id
from shared.messaging.erasure import erase_contacts
from shared.messaging.outbox import OutgoingMessage, put
from shared.tokens import Keyring, ParsedToken
from shared.web.text import clean_line

COMPANY_NAME_MAX = 120
EMPTY_KEPT = timedelta(hours=1)
"""How long a contact without anybody is kept: its first list may just be on its way."""


@dataclass(frozen=True, slots=True)
class CompanyWish:
    """A list as sent. `key`: an idempotency key, if there is one."""

    company: str
    contact_name: str | None
    contact_email: str | None
    people: list[PersonWish]
    fill: str = "as_many_as_fit"
    locale: str = "de"
    organisation_id: UUID | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A company's list as its contact may see it."""

    company: Company
    employees: list[Employee]
    claimed: frozenset[UUID]

    def count(self, standing: Standing) -> int:
        """How many stand so."""
        return sum(1 for employee in self.employees if employee.standing is standing)


class Companies:
    """The use cases, with what they need."""

    def __init__(self, pool: Pool, clock: Clock, bookings: Bookings) -> None:
        keys = bookings.keys.manage.keys
        self.company_keys = Keyring("manage-company", keys)
        self.person_keys = Keyring("manage-person", keys)
        self.claim_keys = Keyring("claim-person", keys)
        self._pool = pool
        self._clock = clock
        self._bookings = bookings
        self._events = LockedEvents()

    async def register(self, event_id: UUID, wish: CompanyWish, *, network: str | None) -> Kept:
        """Register a list in one booking. Raises InvalidFields, NamesNotKept, what bookings do."""
        now = self._clock()
        event = await self._bookings.reading.event(event_id)
        _check_named(event)
        company = _company(event_id, wish, now)
        request = self._bookings.intake.request(
            event_id, _booking_wish(wish), key=wish.key, people_max=EMPLOYEES_MAX
        )
        company = replace(
            company, contact_name=request.contact_name, contact_email=request.contact_email
        )
        self._bookings.registering.limits.check(network, {wish.contact_email or ""}, now)
        request.registered_by = company.id
        request.contact_id = request.contact_name = request.contact_email = None
        async with transaction(self._pool) as lent:
            await store.insert_company(lent, company)
            await put(lent, [_contact(company)], now=now)
        kept = None
        try:
            booking = await self._bookings.registering.submit(event_id, request, network=None)
            kept = booking.registered_by
        finally:
            if kept != company.id:
                await self._take_back(company.id, now)
        if kept is None:
            raise NotFound
        return await self.of(kept)

    async def _take_back(self, company_id: UUID, now: datetime) -> None:
        async with transaction(self._pool) as lent:
            await store.delete_company(lent, company_id)
            await erase_contacts(lent, [company_id], now=now)

    async def add(self, company_id: UUID, people: list[PersonWish], fill: str) -> Kept:
        """Register more people for the same contact, behind everybody who came before."""
        company = (await self.of(company_id)).company
        wish = BookingWish(
            people=people,
            locale=company.locale,
            organisation_id=company.organisation_id,
            fill=fill,
        )
        _check_names(people)
        request = self._bookings.intake.request(company.event_id, wish, people_max=EMPLOYEES_MAX)
        request.registered_by = company.id
        request.contact_id = request.contact_name = request.contact_email = None
        async with connection(self._pool) as lent:
            if len(await store.bookings_of(lent, company_id)) >= LISTS_MAX:
                raise InvalidFields.one("people", "too many lists of one contact", "too-long")
        await self._bookings.registering.submit(company.event_id, request, network=None)
        return await self.of(company_id)

    async def of(self, company_id: UUID) -> Kept:
        """The contact with its list; raises NotFound."""
        async with connection(self._pool) as lent:
            company = await store.read_company(lent, company_id)
            if company is None or company.erased_at is not None:
                raise NotFound
            bookings = await read_bookings(lent, await store.bookings_of(lent, company_id))
            employees = employees_of(bookings)
            claimed = await store.claimed(lent, [e.id for e in employees])
        return Kept(company, employees, claimed)

    async def for_token(self, token: ParsedToken) -> Kept:
        """The list a contact's link opens; raises NotSignedIn when it is not (any longer) good."""
        try:
            kept = await self.of(token.id)
        except NotFound:
            raise NotSignedIn from None
        if not self.company_keys.matches(token, kept.company.generation):
            raise NotSignedIn
        return kept

    async def renew_link(self, company_id: UUID) -> Kept:
        """Make the contact's present link dead and return what a new one is made of."""
        async with transaction(self._pool) as lent:
            await store.renew_link(lent, company_id)
        return await self.of(company_id)

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

        Raises NotFound, HasBegun, RegistrationClosed, InvalidFields, AlreadyRegistered.
        """
        now = self._clock()
        found, _ = await self._of_company(company_id, person_id)
        _check_names([wish])
        request = self._bookings.intake.person(found.event_id, wish, "person")
        async with transaction(self._pool) as lent:
            change, booking = await open_booking(lent, self._events, found.id, now)
            check_open(change.event)
            self._check_before(change.event.starts_at)
            old = booking.person(person_id)
            if old is None or old.erased_at is not None or old.status is Status.CANCELLED:
                raise NotFound
            await replace_person(lent, change, booking, old, request)
        return await self.of(company_id)

    async def take_over(self, token: ParsedToken) -> Person:
        """A colleague makes a handed-on link their own: from then on it opens nothing.

        Raises NotSignedIn, AlreadyTakenOver.
        """
        _, person = await self._of_token(token, self.claim_keys)
        async with transaction(self._pool) as lent:
            if not await store.claim(lent, person.id, self._clock()):
                raise AlreadyTakenOver
        return person

    async def offered(self, token: ParsedToken) -> Company:
        """Who has registered the holder of a handed-on link; raises NotSignedIn."""
        booking, person = await self._of_token(token, self.claim_keys)
        async with connection(self._pool) as lent:
            if await store.claimed(lent, [person.id]):
                raise AlreadyTakenOver
        return await self._registrant(booking)

    async def place(self, token: ParsedToken) -> tuple[Booking, Person, Company]:
        """A colleague's own place and who registered them; raises NotSignedIn."""
        booking, person = await self._of_token(token, self.person_keys)
        return booking, person, await self._registrant(booking)

    async def choose(self, token: ParsedToken, sessions: Sequence[UUID]) -> None:
        """A colleague chooses sessions; raises what changing a booking raises."""
        booking, person = await self._of_token(token, self.person_keys)
        wish = Wish(person.id, tuple(dict.fromkeys(sessions)))
        await self._bookings.changing.change(booking.id, [wish])

    async def decline(self, token: ParsedToken, *, handed_on: bool = False) -> None:
        """A colleague doesn't come; the place goes to who waits. A second time changes nothing."""
        keys = self.claim_keys if handed_on else self.person_keys
        booking, person = await self._of_token(token, keys)
        if person.status is not Status.CANCELLED:
            await self._bookings.changing.change(booking.id, [Wish(person.id, cancelled=True)])

    async def _of_token(self, token: ParsedToken, keys: Keyring) -> tuple[Booking, Person]:
        async with connection(self._pool) as lent:
            booking_id = await store.booking_of_person(lent, token.id)
        if booking_id is None:
            raise NotSignedIn
        booking = await self._bookings.reading.booking(booking_id)
        person = booking.person(token.id)
        if person is None or not keys.matches(token, person.generation):
            raise NotSignedIn
        return booking, person

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

    async def _registrant(self, booking: Booking) -> Company:
        async with connection(self._pool) as lent:
            company = await store.read_company(lent, booking.registered_by or new_id())
        if company is None:
            raise NotSignedIn
        return company

    def _check_before(self, starts_at: datetime) -> None:
        if self._clock() >= starts_at:
            raise HasBegun


async def forget_contacts(lent: Connection, now: datetime, limit: int) -> int:
    """Erase contacts who have nobody to manage any more: a sweep of the slice erasure."""
    ids = await store.nobody_left(lent, now - EMPTY_KEPT, limit)
    if ids:
        await store.erase_companies(lent, ids, now)
        await erase_contacts(lent, ids, now=now)
    return len(ids)


def _company(event_id: UUID, wish: CompanyWish, now: datetime) -> Company:
    faults = [
        FieldError(field, "is missing", "required")
        for field, text in (
            ("company", wish.company),
            ("contact.name", wish.contact_name),
            ("contact.email", wish.contact_email),
        )
        if not (text or "").strip()
    ]
    if faults:
        raise InvalidFields(faults)
    _check_names(wish.people)
    return Company(
        id=new_id(),
        event_id=event_id,
        company=clean_line(wish.company, COMPANY_NAME_MAX, "company"),
        contact_name=wish.contact_name,
        contact_email=wish.contact_email,
        locale=wish.locale,
        organisation_id=wish.organisation_id,
        generation=1,
        created_at=now,
    )


def _booking_wish(wish: CompanyWish) -> BookingWish:
    return BookingWish(
        people=wish.people,
        contact_name=wish.contact_name,
        contact_email=wish.contact_email,
        locale=wish.locale,
        organisation_id=wish.organisation_id,
        fill=wish.fill,
    )


def _check_names(people: Sequence[PersonWish]) -> None:
    """Raises InvalidFields for who has no name, or the same name and address as another."""
    faults, seen = [], set()
    for index, person in enumerate(people):
        name, email = (person.name or "").strip(), (person.email or "").strip()
        who = (name.casefold(), email.casefold())
        if not name:
            faults.append(FieldError(f"people[{index}].name", "is missing", "required"))
        elif who in seen:
            reason = "is named twice in this list"
            faults.append(FieldError(f"people[{index}].name", reason, "repeated"))
        seen.add(who)
    if faults:
        raise InvalidFields(faults)


def _check_named(event: Event) -> None:
    if not event.is_public:
        raise NotFound
    if event.identity is not Identity.NAMED:
        raise NamesNotKept


def _contact(company: Company) -> OutgoingMessage:
    body = Contact(
        person_id=company.id,
        kind="participant",
        name=company.contact_name,
        email=company.contact_email,
        locale=company.locale,
    )
    return OutgoingMessage(CONTACTS, str(company.id), body)
