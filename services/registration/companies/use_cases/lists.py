"""Lists of company contacts: made, longer, found again by their link, forgotten."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from services.registration.bookings.domain.request import BookingRequest
from services.registration.bookings.intake import BookingWish, PersonWish
from services.registration.bookings.store.bookings import read_bookings
from services.registration.bookings.use_cases import Bookings
from services.registration.companies import announce, store
from services.registration.companies.domain import (
    EMPLOYEES_MAX,
    LISTS_MAX,
    Company,
    Employee,
    Standing,
    employees_of,
)
from services.registration.companies.links import LinkKeys
from services.registration.companies.use_cases.wishes import (
    CompanyWish,
    check_named,
    company_of,
    list_faults,
    with_contact,
)
from shared.clock import Clock
from shared.database.pool import Connection, Pool, connection, transaction
from shared.errors import InvalidFields, NotFound, NotSignedIn
from shared.messaging.erasure import erase_contacts
from shared.messaging.outbox import put
from shared.tokens import ParsedToken

EMPTY_KEPT = timedelta(hours=1)
"""How long a contact without anybody is kept: its first list may just be on its way."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A company's list as its contact may see it. `claimed`: whose link to hand on is dead."""

    company: Company
    employees: list[Employee]
    claimed: frozenset[UUID]

    def count(self, standing: Standing) -> int:
        """How many stand so."""
        return sum(1 for employee in self.employees if employee.standing is standing)

    def employee(self, person_id: UUID) -> Employee | None:
        """The colleague of that id, if it is one of this list."""
        return next((e for e in self.employees if e.id == person_id), None)

    def handed_on(self, employee: Employee) -> bool:
        """Whether there is a link of this colleague to pass on."""
        gone = employee.standing is Standing.NOT_REGISTERED
        return not gone and employee.id not in self.claimed


class Lists:
    """A contact's list as a whole."""

    def __init__(self, pool: Pool, clock: Clock, bookings: Bookings, keys: LinkKeys) -> None:
        self._pool = pool
        self._clock = clock
        self._bookings = bookings
        self._keys = keys

    async def register(self, event_id: UUID, wish: CompanyWish, *, network: str | None) -> Kept:
        """Register a list in one booking, on places of a contingent if its link was used.

        Raises InvalidFields, NamesNotKept, InvitationInvalid, what bookings do.
        """
        now = self._clock()
        check_named(await self._bookings.reading.event(event_id))
        company = company_of(event_id, wish, now)
        wanted = wish.booking()
        request = self._bookings.intake.request(
            event_id, wanted, key=wish.key, people_max=EMPLOYEES_MAX
        )
        await self._bookings.registering.invite(event_id, wanted, request, kept=False)
        company = replace(
            with_contact(company, request.contact_name, request.contact_email),
            organisation_id=request.organisation_id,
        )
        emails = {*request.emails(), wish.contact_email or ""}
        self._bookings.registering.limits.check_list(network, emails, now, len(request.people))
        _register_by(request, company.id)
        async with transaction(self._pool) as lent:
            await store.insert_company(lent, company)
            await put(lent, [announce.contact_known(company)], now=now)
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

    async def add(
        self, company_id: UUID, people: list[PersonWish], fill: str, *, network: str | None
    ) -> Kept:
        """Register more people for the same contact, behind everybody who came before.

        Raises InvalidFields, NamesNotKept, TooManyRequests, what bookings do.
        """
        kept = await self.of(company_id)
        company = kept.company
        check_named(await self._bookings.reading.event(company.event_id))
        if faults := list_faults(people, kept.employees):
            raise InvalidFields(faults)
        wish = BookingWish(
            people=people,
            locale=company.locale,
            organisation_id=company.organisation_id,
            fill=fill,
        )
        request = self._bookings.intake.request(company.event_id, wish, people_max=EMPLOYEES_MAX)
        _register_by(request, company.id)
        async with connection(self._pool) as lent:
            ids = await store.bookings_of(lent, company_id)
            before = await read_bookings(lent, ids[:1])
        if len(ids) >= LISTS_MAX:
            raise InvalidFields.one("people", "too many lists of one contact", "too-many-lists")
        by_contingent = any(booking.contingent_id is not None for booking in before)
        await self._bookings.registering.invite(company.event_id, wish, request, kept=by_contingent)
        now, count = self._clock(), len(request.people)
        self._bookings.registering.limits.check_list(network, request.emails(), now, count)
        await self._bookings.registering.submit(company.event_id, request, network=None)
        return await self.of(company_id)

    async def of(self, company_id: UUID) -> Kept:
        """The contact with its list; raises NotFound."""
        async with connection(self._pool) as lent:
            company = await store.read_company(lent, company_id)
            if company is None or company.erased_at is not None:
                raise NotFound
            ids = await store.bookings_of(lent, company_id)
            found = {booking.id: booking for booking in await read_bookings(lent, ids)}
            employees = employees_of(found[id_] for id_ in ids if id_ in found)
            claimed = await store.claimed(lent, [e.id for e in employees])
        return Kept(company, employees, claimed)

    async def for_token(self, token: ParsedToken) -> Kept:
        """The list a contact's link opens; raises NotSignedIn when it is not (any longer) good."""
        try:
            kept = await self.of(token.id)
        except NotFound:
            raise NotSignedIn from None
        if not self._keys.company.matches(token, kept.company.generation):
            raise NotSignedIn
        return kept

    async def renew_link(self, company_id: UUID) -> Kept:
        """Make the contact's present link dead; the new one also goes to the contact by mail."""
        async with transaction(self._pool) as lent:
            await store.renew_link(lent, company_id)
            company = await store.read_company(lent, company_id)
            if company is None or company.erased_at is not None:
                raise NotFound
            await put(lent, announce.link_renewed(company), now=self._clock())
        return await self.of(company_id)

    async def forget(self, company_id: UUID) -> None:
        """Forget who the contact is, at its own wish: its link is dead, its people keep places."""
        now = self._clock()
        async with transaction(self._pool) as lent:
            await store.erase_companies(lent, [company_id], now)
            await erase_contacts(lent, [company_id], now=now)


def _register_by(request: BookingRequest, company_id: UUID) -> None:
    request.registered_by = company_id
    request.contact_id = request.contact_name = request.contact_email = None


async def forget_contacts(lent: Connection, now: datetime, limit: int) -> int:
    """Erase contacts who have nobody to manage any more: a sweep of the slice erasure."""
    ids = await store.nobody_left(lent, now - EMPTY_KEPT, limit)
    if ids:
        await store.erase_companies(lent, ids, now)
        await erase_contacts(lent, ids, now=now)
    return len(ids)
