"""Many bookings of an event changed by staff in one transaction, each as a whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.registration.bookings.domain.booking import Booking, Status
from services.registration.bookings.domain.changes import Wish, rebook
from services.registration.bookings.domain.refusal import Refusal, Why
from services.registration.bookings.store.bookings import lock_bookings
from services.registration.bookings.store.events import LockedEvents
from services.registration.bookings.store.waitlist import delete_waiting_of, requeue
from services.registration.bookings.use_cases.change import Change, begin, check_open, finish
from services.registration.bookings.use_cases.noting import Note, deed_of, note_by
from shared.clock import Clock
from shared.database.pool import Pool, transaction
from shared.errors import NotFound

CHANGED_TOGETHER_MAX = 100
"""Bookings in one transaction: the event is locked meanwhile, and whoever registers waits."""


@dataclass(slots=True)
class Outcome:
    """How many people were changed, and how many were not, by the code of the reason."""

    changed: int = 0
    refused: dict[str, int] | None = None

    def refuse(self, reason: str, people: int) -> None:
        """These people stay as they are."""
        self.refused = self.refused or {}
        self.refused[reason] = self.refused.get(reason, 0) + people

    def add(self, other: Outcome) -> None:
        """Both together."""
        self.changed += other.changed
        for reason, people in (other.refused or {}).items():
            self.refuse(reason, people)


class Together:
    """What staff do to many at once. A booking that can't be changed doesn't hold up the others."""

    def __init__(self, pool: Pool, clock: Clock, events: LockedEvents) -> None:
        self._pool = pool
        self._clock = clock
        self._events = events

    async def change(
        self, event_id: UUID, wishes: Mapping[UUID, Sequence[Wish]], *, by: Note
    ) -> Outcome:
        """Do what is wished for the people of these bookings, in order of their arrival.

        At most CHANGED_TOGETHER_MAX bookings, all of this event; strangers are left out, as is who
        has been cancelled or erased meanwhile. Raises NotFound, RegistrationClosed.
        """
        assert len(wishes) <= CHANGED_TOGETHER_MAX  # noqa: S101 - callers go on in batches
        now, outcome = self._clock(), Outcome()
        async with transaction(self._pool) as lent:
            event = await self._events.lock(lent, event_id)
            if event is None:
                raise NotFound
            check_open(event)
            change = await begin(lent, event, now)
            found = [b for b in await lock_bookings(lent, wishes) if b.event_id == event_id]
            noted: list[tuple[Booking, Sequence[Wish]]] = []
            for booking in sorted(found, key=lambda b: (b.created_at, b.id)):
                meant = _present(booking, wishes[booking.id])
                if not meant:
                    continue
                waits = any(p.status is Status.WAITLISTED for p in booking.people)
                refusal = _try(change, booking, meant, now)
                if refusal is not None:
                    outcome.refuse(_code(refusal), len(meant))
                    continue
                outcome.changed += len(meant)
                noted.append((booking, meant))
                gone = all(p.status is Status.CANCELLED for p in booking.people)
                change.touch(booking, "cancelled" if gone else "changed")
                if waits:
                    await (delete_waiting_of(lent, booking.id) if gone else requeue(lent, booking))
            await finish(lent, change)
            for changed, done in noted:
                await note_by(by, lent, deed_of(done), changed, len(done))
        return outcome


def _present(booking: Booking, wishes: Sequence[Wish]) -> list[Wish]:
    active = {
        p.id for p in booking.people if p.status is not Status.CANCELLED and p.erased_at is None
    }
    return [wish for wish in wishes if wish.person_id in active]


def _try(change: Change, booking: Booking, wishes: Sequence[Wish], now: datetime) -> Refusal | None:
    """Do it on a copy of the places first: what doesn't fit leaves no trace there, and the booking,
    half changed, isn't written."""
    places = {id_: replace(place) for id_, place in change.places.items()}
    refusal = rebook(change.event, places, booking, wishes, now)
    if refusal is None:
        for id_, place in places.items():
            change.places[id_].taken = place.taken
    return refusal


def _code(refusal: Refusal) -> str:
    return refusal.faults[0].code if refusal.why is Why.INVALID else refusal.why.value
