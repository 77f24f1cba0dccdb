"""Places given, refused or promised next by staff, with the names of those who have to wait on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from services.registration.bookings.domain.booking import Booking, Person, Status
from services.registration.bookings.domain.places import Places
from services.registration.bookings.store.bookings import read_bookings
from services.registration.bookings.use_cases import Bookings
from services.registration.desk.domain import WORDS_MAX_CHARACTERS
from services.registration.desk.use_cases.seeing import Seen
from shared.database.pool import Pool, connection
from shared.web.text import clean_text

SHOWN_MAX = 200
"""Entries of the waitlist on one page; those behind come up as these are decided."""


@dataclass(frozen=True, slots=True)
class Waits:
    """People of a registration who wait together."""

    booking: Booking
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """How many people it was done for; `full`: who still waits, because they don't fit."""

    people: int
    full: tuple[Waits, ...] = ()


class GivingPlaces:
    """What the team decides about who waits."""

    def __init__(self, pool: Pool, bookings: Bookings) -> None:
        self._pool = pool
        self._bookings = bookings

    async def waiting(self, seen: Seen) -> tuple[list[Waits], int]:
        """Who waits, in order: as many as a page shows, and how many entries there are."""
        units = await self._bookings.giving.waiting(seen.event.id)
        shown = units[:SHOWN_MAX]
        return await self._named([(u.booking_id, u.person_ids) for u in shown]), len(units)

    async def places(self, seen: Seen) -> Places:
        """Seats as they are now."""
        return await self._bookings.reading.places(seen.event.id)

    async def give(self, seen: Seen, people: Collection[UUID]) -> Decided:
        """Give them places. Raises NotFound, RegistrationClosed."""
        given = await self._bookings.giving.give(seen.event.id, people, by=seen.note)
        return Decided(given.people, tuple(await self._named(list(given.full.items()))))

    async def let_first(self, seen: Seen, people: Collection[UUID]) -> Decided:
        """The next free places are theirs. Raises NotFound, RegistrationClosed, NobodyMovesUp."""
        return Decided(await self._bookings.giving.let_first(seen.event.id, people, by=seen.note))

    async def decline(self, seen: Seen, people: Collection[UUID], words: str = "") -> Decided:
        """Tell them that there is no place for them. Raises InvalidFields, RegistrationClosed."""
        said = clean_text(words, WORDS_MAX_CHARACTERS, "words") if words.strip() else ""
        told = await self._bookings.giving.decline(seen.event.id, people, said, by=seen.note)
        return Decided(told)

    async def _named(self, units: list[tuple[UUID, tuple[UUID, ...]]]) -> list[Waits]:
        async with connection(self._pool) as lent:
            ids = list(dict.fromkeys(booking_id for booking_id, _ in units))
            found = {b.id: b for b in await read_bookings(lent, ids)}
        return [
            Waits(booking, tuple(p for p in booking.people if p.id in person_ids))
            for booking_id, person_ids in units
            if (booking := found.get(booking_id)) is not None
        ]


def waiting_of(booking: Booking) -> list[UUID]:
    """Who of a registration waits."""
    return [p.id for p in booking.people if p.status is Status.WAITLISTED]
