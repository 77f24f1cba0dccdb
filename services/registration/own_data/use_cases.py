"""Gathering what is known about the people of a booking."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from services.registration.bookings.domain.booking import Booking
from services.registration.bookings.use_cases import Bookings
from services.registration.erasure.domain import Retention
from services.registration.events.domain import Event
from services.registration.events.store import read_organisation
from services.registration.own_data.domain import Account
from services.registration.own_data.sources import SOURCES, Source
from shared.clock import Clock
from shared.database.pool import Pool, connection

RetentionOf = Callable[[Event], Awaitable[Retention]]


class OwnData:
    """The use case, with what it needs. `sources`: what each part of registration tells."""

    def __init__(
        self,
        pool: Pool,
        clock: Clock,
        bookings: Bookings,
        retention_of: RetentionOf,
        sources: Sequence[Source] = SOURCES,
    ) -> None:
        self._pool = pool
        self._clock = clock
        self._bookings = bookings
        self._retention_of = retention_of
        self._sources = tuple(sources)

    async def account(self, booking: Booking) -> Account:
        """Everything, for whoever holds the registration."""
        event = await self._bookings.reading.event(booking.event_id)
        retention = await self._retention_of(event)
        async with connection(self._pool) as lent:
            organiser = await read_organisation(lent, event.organiser_id)
            told = [await source(lent, booking, event) for source in self._sources]
        return Account(
            booking=booking,
            event=event,
            organiser=organiser.name if organiser else "",
            as_of=self._clock(),
            kept_until=retention.erased_from,
            known=[each for each in told if each is not None and each.entries],
        )
