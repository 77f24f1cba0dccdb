"""What the organizing team does with registrations beyond what their owners can do themselves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from services.registration.access.trail.domain import Entry as Deed
from services.registration.bookings.announce import link_again
from services.registration.bookings.domain.booking import Booking
from services.registration.bookings.intake import BookingWish
from services.registration.bookings.use_cases import Bookings
from services.registration.bookings.use_cases.noting import Note
from services.registration.desk import store
from services.registration.desk.domain import Count, Filter
from services.registration.desk.errors import NobodyToWriteTo, VisitorsStayUnknown
from services.registration.desk.use_cases.acting import Acting
from services.registration.desk.use_cases.calling import Calling
from services.registration.desk.use_cases.giving import GivingPlaces
from services.registration.desk.use_cases.messages import Messages
from services.registration.desk.use_cases.seeing import Seen
from services.registration.desk.use_cases.taking_away import TakingAway
from services.registration.events.policy import require_at_event
from services.registration.questions.use_cases import Asking
from shared.clock import Clock
from shared.database.pool import Pool, connection, transaction
from shared.errors import NotFound
from shared.messaging.outbox import put
from shared.web.principal import Principal

ON_A_PAGE = 50
Erase = Callable[[UUID, frozenset[UUID], Note], Awaitable[None]]
"""Forget these people of a booking (none named: everybody); handed in, for that slice is above."""


class Desk:
    """The use cases, with what they need. One for each process."""

    def __init__(
        self, pool: Pool, clock: Clock, bookings: Bookings, asking: Asking, erase: Erase
    ) -> None:
        self._pool = pool
        self._clock = clock
        self._bookings = bookings
        self.erase = erase
        self.acting = Acting(pool, bookings)
        self.calling = Calling(pool, bookings)
        self.giving = GivingPlaces(pool, bookings)
        self.messages = Messages(pool, clock)
        self.taking_away = TakingAway(pool, bookings, asking)

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

    async def counts(self, seen: Seen, wanted: Filter) -> dict[str, Count]:
        """People by status, whichever is asked for, as the rest of the filter limits them."""
        codes = self._bookings.intake.code_lookups(wanted.search)
        async with connection(self._pool) as lent:
            return await store.count_people(
                lent, seen.event.id, wanted, codes, by_name=seen.with_names
            )

    async def organisations(self, seen: Seen) -> list[tuple[UUID, str]]:
        """Where those registered come from."""
        async with connection(self._pool) as lent:
            return await store.organisations_of(lent, seen.event.id)

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

    async def write_link_again(self, seen: Seen, booking: Booking) -> None:
        """Send the link to a registration once more; nothing about it changes.

        Raises NobodyToWriteTo.
        """
        if booking.contact_id is None or booking.contact_email is None:
            raise NobodyToWriteTo
        mail = link_again(booking.contact_id, booking.id, booking.generation)
        async with transaction(self._pool) as lent:
            await put(lent, [mail], now=self._clock())
            await seen.note.write(lent, "bookings.link-sent", booking.id)

    async def history(
        self, seen: Seen, after: store.Place, limit: int
    ) -> list[tuple[Deed, str | None]]:
        """Who changed what at the event and its registrations, latest first."""
        async with connection(self._pool) as lent:
            return await store.history(lent, seen.event.id, after, limit)


__all__ = ["ON_A_PAGE", "Desk", "Erase", "Seen"]
