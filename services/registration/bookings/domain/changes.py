"""Changing what is kept: other sessions, fewer people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registration.bookings.domain.alternatives import Options, first_free, too_many
from services.registration.bookings.domain.booking import HOLDING, Booking, Fill, Person, Status
from services.registration.bookings.domain.choice import choice_faults, option_faults
from services.registration.bookings.domain.event import Event
from services.registration.bookings.domain.places import Places, demand_of, give_back, take, within
from services.registration.bookings.domain.refusal import Fault, Refusal, Why


@dataclass(frozen=True, slots=True)
class Wish:
    """What should become of one person of a booking: other sessions, or no part in it any more.

    `options`: several choices in order, of which `sessions` is the first.
    """

    person_id: UUID
    sessions: tuple[UUID, ...] | None = None
    cancelled: bool = False
    options: Options = ()


def release(places: Places, event_id: UUID, people: Iterable[Person], now: datetime) -> None:
    """Cancel these people and free the seats they hold."""
    for person in people:
        if person.status in HOLDING:
            with within(places, event_id, person.contingent_id):
                give_back(places, demand_of(event_id, [person.sessions]))
        person.status = Status.CANCELLED
        person.offer_expires_at = None
        person.position = None
        person.options = ()
        person.changed_at = now


def leave_sessions(
    places: Places, booking: Booking, gone: Set[UUID], now: datetime, *, keep: bool
) -> tuple[UUID, ...]:
    """Take the people of a booking out of sessions that don't take place; returns which of these.

    Who waits for the first of several choices waits for those that are left. Who has nothing left
    keeps the place at the event if `keep`, else loses it. The caller forms the units on the
    waitlist anew.
    """
    left: dict[UUID, None] = {}
    for person in booking.people:
        options = person.options or (person.sessions,)
        mine = [s for choice in options for s in choice if s in gone]
        if person.status is Status.CANCELLED or not mine:
            continue
        left.update(dict.fromkeys(mine))
        if person.status in HOLDING:
            give_back(places, {s: 1 for s in person.sessions if s in gone})
        rest = [tuple(s for s in choice if s not in gone) for choice in options]
        others = tuple(dict.fromkeys(choice for choice in rest if choice))
        person.sessions = others[0] if others else ()
        person.options = others if len(others) > 1 else ()
        person.changed_at = now
        if not others and not keep:
            release(places, booking.event_id, [person], now)
    return tuple(left)


def rebook(
    event: Event, places: Places, booking: Booking, wishes: Sequence[Wish], now: datetime
) -> Refusal | None:
    """Give people of a booking other sessions, all wishes or none; changes booking and places.

    Whoever holds a place keeps it unless the new choice fits. Who waits goes on waiting; the caller
    forms the units on the waitlist anew.
    """
    faults: list[Fault] = []
    seen: set[UUID] = set()
    for index, wish in enumerate(wishes):
        person = booking.person(wish.person_id)
        if person is None or person.erased_at or person.status is Status.CANCELLED:
            faults.append(Fault(f"people[{index}].id", "nobody of this booking", "unknown-person"))
        elif person.id in seen:
            faults.append(Fault(f"people[{index}].id", "is named twice", "repeated"))
        elif wish.sessions is not None:
            faults += _wish_faults(event, person, wish, now, f"people[{index}].sessions")
        seen.add(wish.person_id)
    if not faults and _too_many(booking, wishes):
        faults.append(Fault("people", "too many alternatives together", "too-long"))
    if faults:
        return Refusal(Why.INVALID, faults=tuple(faults))
    return _apply_wishes(event, places, booking, wishes, now)


def _wish_faults(event: Event, person: Person, wish: Wish, now: datetime, path: str) -> list[Fault]:
    """A session that is over may stay, but can't be added."""
    if wish.options:
        return list(option_faults(event, wish.options, now, path))
    sessions = wish.sessions or ()
    added = [s for s in sessions if s not in person.sessions]
    found = choice_faults(event, sessions, now, path)
    return [f for f in found if f.code != "session-over" or added]


def _too_many(booking: Booking, wishes: Sequence[Wish]) -> bool:
    """Whether those who wait together, or those who move, would have too many combinations."""
    wished = {w.person_id: w.options for w in wishes if not w.cancelled and w.options}
    if not wished:
        return False
    waiting = [p for p in booking.people if p.status is Status.WAITLISTED]
    kept = [wished.get(p.id, p.options) for p in waiting if booking.fill is Fill.ALL_OR_NONE]
    moving = [wished[p.id] for p in booking.people if p.id in wished and p.status in HOLDING]
    return too_many(each for each in kept if each) or too_many(moving)


def _apply_wishes(
    event: Event, places: Places, booking: Booking, wishes: Sequence[Wish], now: datetime
) -> Refusal | None:
    moving: list[Person] = []
    options: list[Options] = []
    for wish in wishes:
        person = booking.person(wish.person_id)
        if person is None:
            continue
        if wish.cancelled:
            release(places, event.id, [person], now)
        elif wish.sessions is not None:
            if person.status in HOLDING:
                give_back(places, demand_of(event.id, [person.sessions]))
                moving.append(person)
                options.append(wish.options or (wish.sessions,))
            else:
                person.options = wish.options
            person.sessions = wish.sessions
            person.changed_at = now
    chosen = first_free(places, event.id, options)
    if chosen is None:
        return Refusal(Why.FULL)
    for person, choice in zip(moving, chosen, strict=True):
        person.sessions = choice
    take(places, demand_of(event.id, chosen))
    return None
