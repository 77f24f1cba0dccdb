"""Offers accepted by code, and the list of those who have to be called."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.registration.bookings.domain.booking import Booking
from services.registration.bookings.use_cases import Bookings
from services.registration.desk import store
from services.registration.desk.domain import CALLS_MAX, Call
from services.registration.desk.errors import NothingToTell
from services.registration.desk.use_cases.seeing import Seen
from shared.database.pool import Pool, connection
from shared.errors import InvalidFields


class Calling:
    """What staff and people without an address tell each other by telephone."""

    def __init__(self, pool: Pool, bookings: Bookings) -> None:
        self._pool = pool
        self._bookings = bookings

    async def accept_by_code(self, seen: Seen, typed: str) -> Booking:
        """Take the place on offer for whoever has this booking code.

        Raises InvalidFields (`booking_code`) if no registration of this event has it, NoOffer.
        """
        booking = await self._bookings.reading.by_code(typed)
        if booking is None or booking.event_id != seen.event.id:
            raise InvalidFields.one("booking_code", "is no code of this event", "unknown-code")
        return await self._bookings.offers.accept(booking.id, by=seen.note)

    async def calls(self, seen: Seen) -> tuple[list[Call], bool]:
        """Who has to be called, not yet called first, and whether there are more than fit a page.

        Nobody where the team may read no names.
        """
        if not seen.with_names:
            return [], False
        async with connection(self._pool) as lent:
            found = await store.list_calls(lent, seen.event.id, CALLS_MAX + 1)
        return found[:CALLS_MAX], len(found) > CALLS_MAX

    async def owed(self, seen: Seen) -> int:
        """How many calls nobody has made yet."""
        if not seen.with_names:
            return 0
        async with connection(self._pool) as lent:
            return await store.count_calls(lent, seen.event.id)

    async def tick(self, seen: Seen, booking_id: UUID, since: datetime, *, called: bool) -> None:
        """Keep that somebody was called, or not after all. Raises NothingToTell."""
        if not await self._bookings.calling.tick(booking_id, since, called=called, by=seen.note):
            raise NothingToTell
