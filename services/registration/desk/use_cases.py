"""What the organizing team does with registrations beyond what their owners can do themselves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.registration.access.trail.domain import Entry as Deed
from services.registration.bookings.domain.booking import Booking, Status
from services.registration.bookings.domain.changes import Wish
from services.registration.bookings.intake import BookingWish
from services.registration.bookings.use_cases import Bookings
from services.registration.bookings.use_cases.noting import Note
from services.registration.desk import announce, store
from services.registration.desk.domain import EXPORT_MAX, Filter
from services.registration.desk.errors import NobodyToWriteTo, VisitorsStayUnknown
from services.registration.desk.messages import Messages
from services.registration.events.domain import Event
from services.registration.events.policy import require_at_event
from shared.clock import Clock
from shared.database.pool import Pool, connection, transaction
from shared.errors import NotFound
from shared.messaging.outbox import put
from shared.web.principal import Principal

ON_A_PAGE = 50
Erase = Callable[[UUID, frozenset[UUID], Note], Awaitable[None]]
"""Forget these people of a booking (none named: everybody); handed in, for that slice is above."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An event as a member of its team sees it."""

    event: Event
    note: Note
    with_names: bool


class Desk:
    """The use cases, with what they need. One for each process."""

    def __init__(self, pool: Pool, clock: Clock, bookings: Bookings, erase: Erase) -> None:
        self._pool = pool
        self._clock = clock
        self._bookings = bookings
        self.erase = erase
        self.messages = Messages(pool, clock, bookings)

    async def see(self, principal: Principal, event_id: UUID, roles: frozenset[str]) -> Seen:
        """The event, if one of `roles` is held there. Raises NotFound, WrongRole."""
        event = await self._bookings.reading.event(event_id)
        now = self._clock()
        require_at_event(principal, event, roles, now)
        with_names = await self._bookings.reading.names_readable(event)
        return Seen(event, Note(principal, event, now), with_names)

    async def one(self, seen: Seen, booking_id: UUID) -> Booking:
        """A registration of this event; raises NotFound."""
        booking = await self._bookings.reading.booking(booking_id)
        if booking.event_id != seen.event.id:
            raise NotFound
        return booking

    async def page(
        self, seen: Seen, wanted: Filter, after: store.Place, limit: int
    ) -> list[Booking]:
        """A page of what was asked for. Where names aren't readable, nobody is found by name."""
        codes = self._bookings.intake.code_lookups(wanted.search)
        async with connection(self._pool) as lent:
            return await store.list_found(
                lent,
                seen.event.id,
                wanted,
                codes,
                by_name=seen.with_names,
                after=after,
                limit=limit,
            )

    async def counts(self, seen: Seen) -> dict[str, int]:
        """People by status."""
        async with connection(self._pool) as lent:
            return await store.count_people(lent, seen.event.id)

    async def organisations(self, seen: Seen) -> list[tuple[UUID, str]]:
        """Where those registered come from."""
        async with connection(self._pool) as lent:
            return await store.organisations_of(lent, seen.event.id)

    async def everything(self, seen: Seen, wanted: Filter, format_: str) -> list[Booking]:
        """All that was asked for, for a file; at most EXPORT_MAX. It is noted who took it away."""
        found = await self.page(seen, wanted, None, EXPORT_MAX)
        async with transaction(self._pool) as lent:
            await seen.note.write(
                lent, "bookings.exported", seen.event.id, count=len(found), format=format_
            )
        return found

    async def may_add(self, seen: Seen) -> bool:
        """Whether staff may register somebody at this event."""
        return not await self._bookings.reading.visitors_stay_unknown(seen.event)

    async def add(self, seen: Seen, wish: BookingWish, key: str | None = None) -> Booking:
        """Register somebody who calls or comes by, by the same rules as for everybody.

        Raises VisitorsStayUnknown, and what registering raises.
        """
        if not await self.may_add(seen):
            raise VisitorsStayUnknown
        return await self._bookings.registering.register(
            seen.event.id, wish, key=key, network=None, by=seen.note
        )

    async def chosen(self, seen: Seen, person_ids: Sequence[UUID]) -> list[Booking]:
        """The registrations of people who were ticked; strangers to the event are left out."""
        async with connection(self._pool) as lent:
            return await store.bookings_of_people(lent, seen.event.id, list(person_ids))

    async def cancel_people(self, seen: Seen, person_ids: Sequence[UUID]) -> int:
        """Cancel these people, one registration after the other; returns how many people."""
        ids, done = set(person_ids), 0
        for booking in await self.chosen(seen, person_ids):
            active = [p for p in booking.people if p.status is not Status.CANCELLED]
            leaving = [p.id for p in active if p.id in ids]
            if not leaving:
                continue
            if len(leaving) == len(active):
                await self._bookings.changing.cancel(booking.id, by=seen.note)
            else:
                wishes = [Wish(id_, cancelled=True) for id_ in leaving]
                await self._bookings.changing.change(booking.id, wishes, by=seen.note)
            done += len(leaving)
        return done

    async def write_link_again(self, seen: Seen, booking: Booking) -> None:
        """Send the link to a registration once more; nothing about it changes.

        Raises NobodyToWriteTo.
        """
        if booking.contact_id is None or booking.contact_email is None:
            raise NobodyToWriteTo
        mail = announce.link_again(booking.contact_id, booking.id, booking.generation)
        async with transaction(self._pool) as lent:
            await put(lent, [mail], now=self._clock())
            await seen.note.write(lent, "bookings.link-sent", booking.id)

    async def history(
        self, seen: Seen, after: store.Place, limit: int
    ) -> list[tuple[Deed, str | None]]:
        """Who changed what at the event and its registrations, latest first."""
        async with connection(self._pool) as lent:
            return await store.history(lent, seen.event.id, after, limit)
