"""Changing what is kept: other sessions, fewer people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registration.bookings.domain.booking import HOLDING, Booking, Person, Status
from services.registration.bookings.domain.choice import choice_faults
from services.registration.bookings.domain.event import Event
from services.registration.bookings.domain.places import Places, demand_of, fits, give_back, take
from services.registration.bookings.domain.refusal import Fault, Refusal, Why


@dataclass(frozen=True, slots=True)
class Wish:
    """What should become of one person of a booking: other sessions, or no part in it any more."""

    person_id: UUID
    sessions: tuple[UUID, ...] | None = None
    cancelled: bool = False


def release(places: Places, event_id: UUID, people: Iterable[Person], now: datetime) -> None:
    """Cancel these people and free the seats they hold."""
    for person in people:
        if person.status in HOLDING:
            give_back(places, demand_of(event_id, [person.sessions]))
        person.status = Status.CANCELLED
        person.offer_expires_at = None
        person.position = None
        person.changed_at = now


def rebook(
    event: Event, places: Places, booking: Booking, wishes: Sequence[Wish], now: datetime
) -> Refusal | None:
    """Give people of a booking other sessions, all wishes or none; changes booking and places.

    Whoever holds a place keeps it unless the new choice fits. Who waits goes on waiting; the caller
    forms the units on the waitlist anew.
    """
    faults: list[Fault] = []
    for index, wish in enumerate(wishes):
        person = booking.person(wish.person_id)
        if person is None or person.erased_at or person.status is Status.CANCELLED:
            faults.append(Fault(f"people[{index}].id", "nobody of this booking", "unknown-person"))
        elif wish.sessions is not None:
            added = [s for s in wish.sessions if s not in person.sessions]
            found = choice_faults(event, wish.sessions, now, f"people[{index}].sessions")
            faults += [f for f in found if f.code != "session-over" or added]
    if faults:
        return Refusal(Why.INVALID, faults=tuple(faults))
    return _apply_wishes(event, places, booking, wishes, now)


def _apply_wishes(
    event: Event, places: Places, booking: Booking, wishes: Sequence[Wish], now: datetime
) -> Refusal | None:
    needed: dict[UUID, int] = {}
    for wish in wishes:
        person = booking.person(wish.person_id)
        if person is None:
            continue
        if wish.cancelled:
            release(places, event.id, [person], now)
        elif wish.sessions is not None:
            if person.status in HOLDING:
                give_back(places, demand_of(event.id, [person.sessions]))
                for id_, seats in demand_of(event.id, [wish.sessions]).items():
                    needed[id_] = needed.get(id_, 0) + seats
            person.sessions = wish.sessions
            person.changed_at = now
    if not fits(places, needed):
        return Refusal(Why.FULL)
    take(places, needed)
    return None
