"""Sending somebody the links to their registrations once more, by nothing but their address."""

from __future__ import annotations

from services.registration.bookings import announce
from services.registration.bookings.intake import Intake
from services.registration.bookings.limits import Limits
from services.registration.bookings.store.bookings import bookings_of_address, read_bookings
from shared.clock import Clock
from shared.database.pool import Pool, transaction
from shared.messaging.outbox import put

LINKS_AT_ONCE = 10
"""Registrations of one address that are written about, the latest: one mail each."""


class LinksAgain:
    """Mails go to the address; the answer is the same whether it is known or not."""

    def __init__(self, pool: Pool, clock: Clock, intake: Intake, limits: Limits) -> None:
        self._pool = pool
        self._clock = clock
        self._intake = intake
        self._limits = limits

    async def send(self, email: str, *, network: str | None) -> None:
        """Write to the address about each of its registrations, if there are any.

        Raises InvalidFields for what is no address, TooManyRequests for too many of an address or
        of a network, known or not.
        """
        address, now = self._intake.address(email), self._clock()
        self._limits.check_codes(network, now)
        self._limits.check_crowd(network, [address], now)
        async with transaction(self._pool) as lent:
            ids = await bookings_of_address(lent, address, now, LINKS_AT_ONCE)
            mails = [
                announce.link_again(booking.contact_id, booking.id, booking.generation)
                for booking in await read_bookings(lent, ids)
                if booking.contact_id is not None
            ]
            await put(lent, mails, now=now)
