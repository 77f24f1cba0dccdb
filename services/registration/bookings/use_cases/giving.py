"""The team gives places to who waits, says that there is none for them, or lets them go first.

The rules are those of everybody: the event's lock, the capacities, the order of the waitlist.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.registration.bookings import announce
from services.registration.bookings.domain.booking import Booking, Status
from services.registration.bookings.domain.changes import release
from services.registration.bookings.domain.event import Event
from services.registration.bookings.domain.waitlist import Waiting, fill
from services.registration.bookings.errors import NobodyMovesUp, RegistrationClosed
from services.registration.bookings.store.bookings import lock_bookings
from services.registration.bookings.store.events import LockedEvents
from services.registration.bookings.store.waitlist import (
    delete_waiting_of,
    let_first,
    read_waiting,
    requeue,
)
from services.registration.bookings.use_cases.change import begin, check_open, finish, promote
from services.registration.bookings.use_cases.noting import Note, note_by
from shared.clock import Clock
from shared.database.pool import Connection, Pool, connection, transaction
from shared.errors import NotFound
from shared.messaging.outbox import put

GIVEN_TOGETHER_MAX = 100
"""Registrations in one transaction: the event is locked meanwhile, and whoever registers waits."""


@dataclass(slots=True)
class Given:
    """How many people were helped, and who still waits of those who were meant, by booking."""

    people: int = 0
    full: dict[UUID, tuple[UUID, ...]] = field(default_factory=dict)


class Giving:
    """What staff decide about people on the waitlist. People who don't wait are left out."""

    def __init__(self, pool: Pool, clock: Clock, events: LockedEvents) -> None:
        self._pool = pool
        self._clock = clock
        self._events = events

    async def waiting(self, event_id: UUID) -> list[Waiting]:
        """Who waits, in order."""
        async with connection(self._pool) as lent:
            return await read_waiting(lent, event_id)

    async def give(self, event_id: UUID, people: Collection[UUID], *, by: Note) -> Given:
        """Give places to these people and to who waits together with them, in the waitlist's order.

        Whoever doesn't fit goes on waiting and is named. Where places are offered, they get an
        offer. Raises NotFound, RegistrationClosed.
        """
        given = Given()
        while True:
            done, given.full = await self._give_some(event_id, people, by)
            given.people += done
            if done == 0 or not given.full:
                return given

    async def _give_some(
        self, event_id: UUID, people: Collection[UUID], by: Note
    ) -> tuple[int, dict[UUID, tuple[UUID, ...]]]:
        now = self._clock()
        async with transaction(self._pool) as lent:
            event = await self._lock(lent, event_id, now)
            change = await begin(lent, event, now)
            meant = await _meant(lent, event, people)
            fit = fill(event.id, change.places, meant, GIVEN_TOGETHER_MAX)
            await promote(lent, change, fit)
            await finish(lent, change)
            for unit in fit:
                booking = change.bookings[unit.booking_id]
                await note_by(by, lent, "bookings.place-given", booking, len(unit.person_ids))
        numbers = {unit.number for unit in fit}
        full: dict[UUID, tuple[UUID, ...]] = {}
        for unit in meant:
            if unit.number not in numbers:
                full[unit.booking_id] = (*full.get(unit.booking_id, ()), *unit.person_ids)
        return sum(len(unit.person_ids) for unit in fit), full

    async def let_first(self, event_id: UUID, people: Collection[UUID], *, by: Note) -> int:
        """The next free places are for these people, in their order so far; how many they are.

        Raises NotFound, RegistrationClosed, NobodyMovesUp where places are given by hand.
        """
        now = self._clock()
        async with transaction(self._pool) as lent:
            event = await self._lock(lent, event_id, now)
            if event.by_hand:
                raise NobodyMovesUp
            meant = await _meant(lent, event, people)
            await let_first(lent, event.id, [unit.number for unit in meant])
            for booking in await lock_bookings(lent, {unit.booking_id for unit in meant}):
                count = sum(len(u.person_ids) for u in meant if u.booking_id == booking.id)
                await note_by(by, lent, "bookings.let-first", booking, count)
        return sum(len(unit.person_ids) for unit in meant)

    async def decline(
        self, event_id: UUID, people: Collection[UUID], words: str = "", *, by: Note
    ) -> int:
        """There is no place for these people; a mail says so, with `words` if any. How many.

        Who has a place isn't meant: they are cancelled. Raises NotFound, RegistrationClosed.
        """
        told, meant = 0, sorted(people)
        while meant:
            now = self._clock()
            async with transaction(self._pool) as lent:
                event = await self._events.lock(lent, event_id)
                if event is None:
                    raise NotFound
                check_open(event)
                waiting = await _meant(lent, event, meant)
                ids = list(dict.fromkeys(unit.booking_id for unit in waiting))
                found = await lock_bookings(lent, ids[:GIVEN_TOGETHER_MAX])
                told += await self._decline_these(lent, event, found, meant, words, by, now)
            done = {person.id for booking in found for person in booking.people}
            meant = [id_ for id_ in meant if id_ not in done] if found else []
        return told

    async def _decline_these(  # noqa: PLR0917 - the parts of one transaction
        self,
        lent: Connection,
        event: Event,
        bookings: list[Booking],
        people: Collection[UUID],
        words: str,
        by: Note,
        now: datetime,
    ) -> int:
        change = await begin(lent, event, now)
        change.noted = bool(words)
        told = 0
        for booking in bookings:
            gone = [p for p in booking.people if p.id in people and p.status is Status.WAITLISTED]
            release(change.places, event.id, gone, now)
            if any(p.status is Status.WAITLISTED for p in booking.people):
                await requeue(lent, booking)
            else:
                await delete_waiting_of(lent, booking.id)
            change.touch(booking, "declined")
            await note_by(by, lent, "bookings.declined", booking, len(gone))
            told += len(gone)
        await finish(lent, change)
        if words:
            await put(lent, [announce.words_to(b, words) for b in bookings], now=now)
        return told

    async def _lock(self, lent: Connection, event_id: UUID, now: datetime) -> Event:
        event = await self._events.lock(lent, event_id)
        if event is None:
            raise NotFound
        if event.status != "published" or now >= event.ends_at:
            raise RegistrationClosed
        return event


async def _meant(lent: Connection, event: Event, people: Collection[UUID]) -> list[Waiting]:
    """The waiting units with somebody of these people, in order."""
    return [
        unit
        for unit in await read_waiting(lent, event.id)
        if not event.called_off(unit.demand) and any(id_ in people for id_ in unit.person_ids)
    ]
