"""What can be printed, by whom, about whom."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from services.registration.access import audit
from services.registration.bookings.domain.booking import Booking, Status
from services.registration.bookings.intake import shown_code
from services.registration.bookings.use_cases import Bookings
from services.registration.events.domain import Event, Organisation, Session
from services.registration.events.policy import PRINTS
from services.registration.events.store import read_event
from services.registration.events.use_cases import event_for
from services.registration.organisations.store import read_organisations
from services.registration.prints import organizer_lists, organizer_signs, paper, store
from services.registration.prints.domain import (
    PEOPLE_MAX,
    Attending,
    Listing,
    by_name,
    in_session,
    is_ones_own,
    lines_by_code,
    lines_by_name,
    listed_sessions,
    listing_of,
    part_of,
    parts,
    slots_of,
)
from services.registration.prints.errors import (
    NamesWithheld,
    NobodyListed,
    NotAttended,
    NothingToPrint,
    NotOnesOwn,
    TooManyPeople,
)
from services.registration.prints.wallet import wallet_cards
from shared.clock import Clock
from shared.database.pool import Connection, Pool, connection, transaction
from shared.errors import NotFound
from shared.web.languages import Locale
from shared.web.principal import Principal

WasIn = Callable[[Connection, UUID, UUID], Awaitable[bool]]
"""Whether a ticket was read at the entrance or a station: event, person. Of a later slice."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What can be printed of an event now. `badge_files` 0: no badges."""

    event: Event
    listing: Listing
    people: int
    badge_files: int
    sessions: Sequence[Session]


class Prints:
    """The use cases, with what they need. One for each process."""

    def __init__(
        self,
        pool: Pool,
        clock: Clock,
        bookings: Bookings,
        *,
        was_in: WasIn,
    ) -> None:
        self._pool = pool
        self._clock = clock
        self._bookings = bookings
        self._was_in = was_in

    async def overview(self, principal: Principal, event_id: UUID) -> Overview:
        """For the page; raises NotFound, WrongRole."""
        async with connection(self._pool) as lent:
            event = await self._event(lent, principal, event_id)
            listing = await self._listing(event)
            people = [] if listing is Listing.NOBODY else await self._people(lent, event)
        count = len(by_name(people)) if listing is Listing.NAMES else len(people)
        files = parts(count) if listing is Listing.NAMES and count else 0
        return Overview(event, listing, count, files, listed_sessions(event))

    async def badges(
        self, principal: Principal, event_id: UUID, part: int, locale: Locale
    ) -> bytes:
        """Name badges of everybody with a place, sorted by name.

        Raises NotFound (also for a part that isn't there), WrongRole, NamesWithheld,
        NothingToPrint, TooManyPeople.
        """
        async with transaction(self._pool) as lent:
            event = await self._event(lent, principal, event_id)
            if await self._listing(event) is not Listing.NAMES:
                raise NamesWithheld
            everybody = by_name(await self._people(lent, event))
            if not everybody:
                raise NothingToPrint
            people = part_of(everybody, part)
            if not people:
                raise NotFound
            organisations = await read_organisations(lent, [event.organiser_id])
            await self._note(lent, principal, event, "prints.badges", len(people))
        organiser = organisations[event.organiser_id].name
        return await asyncio.to_thread(organizer_lists.badges, event, people, organiser, locale)

    async def attendance_list(
        self, principal: Principal, event_id: UUID, session_id: UUID | None, locale: Locale
    ) -> bytes:
        """A list to sign, of the event or one session.

        Raises NotFound (also for a confidential session), WrongRole, NobodyListed, TooManyPeople.
        """
        async with transaction(self._pool) as lent:
            event = await self._event(lent, principal, event_id)
            session = _listed(event, session_id) if session_id else None
            listing = await self._listing(event)
            if listing is Listing.NOBODY:
                raise NobodyListed
            people = await self._people(lent, event)
            if session is not None:
                people = in_session(people, event, session)
            await self._note(lent, principal, event, "prints.attendance_list", len(people))
        slots = slots_of(event, session) if session is not None else {}
        in_order = lines_by_name if listing is Listing.NAMES else lines_by_code
        lines = in_order(people, slots)
        write = partial(organizer_lists.attendance_list, by_codes=listing is Listing.CODES)
        return await asyncio.to_thread(write, event, session, lines, locale)

    async def signs(self, principal: Principal, event_id: UUID, locale: Locale) -> bytes:
        """A sign for each session's door or table. Raises NotFound, WrongRole, NothingToPrint."""
        event, organisations = await self._planned(principal, event_id)
        sessions = [s for s in event.sessions if not (s.slot_of or s.cancelled)]
        if not sessions:
            raise NothingToPrint
        return await asyncio.to_thread(
            organizer_signs.signs, event, sessions, organisations, locale
        )

    async def poster(
        self, principal: Principal, event_id: UUID, base_url: str, locale: Locale
    ) -> bytes:
        """A poster with a QR code to the event's page. Raises NotFound, WrongRole."""
        event, organisations = await self._planned(principal, event_id)
        return await asyncio.to_thread(paper.poster, event, organisations, base_url, locale)

    async def certificate(self, booking: Booking, locale: Locale) -> bytes:
        """For whoever holds the registration, about this one person, once they were there.

        Raises NotOnesOwn, NotAttended.
        """
        event, organiser = await self.certifiable(booking)
        name = booking.people[0].name
        now = self._clock()
        return await asyncio.to_thread(paper.certificate, event, name, organiser, now, locale)

    async def wallet(self, booking: Booking, base_url: str, locale: Locale) -> bytes:
        """The tickets of a registration in the size of a bank card. Raises NothingToPrint."""
        if not any(p.status is Status.CONFIRMED and p.erased_at is None for p in booking.people):
            raise NothingToPrint
        event = await self._bookings.reading.event(booking.event_id)
        keys = self._bookings.keys
        code = shown_code(self._bookings.intake.code(booking.id, booking.generation))
        write = partial(wallet_cards, code=code, base_url=base_url, locale=locale)
        return await asyncio.to_thread(write, event, booking, keys)

    async def certifiable(self, booking: Booking) -> tuple[Event, str]:
        """The event and its organiser's name, if there is something to certify.

        Raises NotOnesOwn, NotAttended.
        """
        if not is_ones_own(booking):
            raise NotOnesOwn
        person = booking.people[0]
        async with connection(self._pool) as lent:
            event = await read_event(lent, booking.event_id)
            if event is None or person.status is Status.CANCELLED:
                raise NotAttended
            if not await self._was_in(lent, event.id, person.id):
                raise NotAttended
            organisations = await read_organisations(lent, [event.organiser_id])
        return event, organisations[event.organiser_id].name

    async def _planned(
        self, principal: Principal, event_id: UUID
    ) -> tuple[Event, Mapping[UUID, Organisation]]:
        async with connection(self._pool) as lent:
            event = await self._event(lent, principal, event_id)
            hosts = {s.host_organisation_id for s in event.sessions if s.host_organisation_id}
            return event, await read_organisations(lent, {*event.organisation_ids, *hosts})

    async def _event(self, lent: Connection, principal: Principal, event_id: UUID) -> Event:
        return await event_for(lent, principal, event_id, PRINTS, self._clock())

    async def _listing(self, event: Event) -> Listing:
        readable = await self._bookings.reading.names_readable(event)
        return listing_of(event, names_readable=readable)

    async def _people(self, lent: Connection, event: Event) -> list[Attending]:
        people = await store.attending(lent, event.id, self._bookings.intake.code, PEOPLE_MAX + 1)
        if len(people) > PEOPLE_MAX:
            raise TooManyPeople
        return people

    async def _note(
        self, lent: Connection, principal: Principal, event: Event, what: str, count: int
    ) -> None:
        """Names leave the house on paper: that is worth remembering."""
        await audit.note(
            lent,
            principal,
            what,
            now=self._clock(),
            about=event.id,
            organisation_id=event.organiser_id,
            changed={"count": count},
        )


def _listed(event: Event, session_id: UUID) -> Session:
    found = next((s for s in listed_sessions(event) if s.id == session_id), None)
    if found is None:
        raise NotFound
    return found
