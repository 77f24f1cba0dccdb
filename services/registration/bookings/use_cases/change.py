"""One transaction that changes the bookings of an event: open it, change, finish it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.registration.bookings import announce
from services.registration.bookings.domain.booking import Booking, Status
from services.registration.bookings.domain.changes import Wish
from services.registration.bookings.domain.choice import number_faults
from services.registration.bookings.domain.event import (
    Event,
    change_refusal,
    offer_refusal,
    own_change_refusal,
)
from services.registration.bookings.domain.offers import offered_until
from services.registration.bookings.domain.places import Places
from services.registration.bookings.domain.refusal import Fault, Refusal, Why
from services.registration.bookings.domain.waitlist import Waiting, fill
from services.registration.bookings.errors import refused
from services.registration.bookings.store.bookings import (
    event_of_booking,
    lock_bookings,
    update_bookings,
)
from services.registration.bookings.store.calls import owe_calls
from services.registration.bookings.store.events import LockedEvents
from services.registration.bookings.store.places import (
    change_places,
    places_outdated,
    read_places,
    sync_places,
)
from services.registration.bookings.store.waitlist import (
    add_positions,
    delete_waiting,
    read_waiting,
)
from shared.database.pool import Connection
from shared.errors import NotFound
from shared.messaging.outbox import put

TOLD_BY_TELEPHONE = frozenset(
    {"promoted", "declined", "session_moved", "session_cancelled", "event_moved", "event_cancelled"}
)
"""What people without an address can't know; other changes they or the team have asked for."""


@dataclass(slots=True)
class Change:
    """What one transaction does to the bookings of an event.

    `event_version`: the event as people are told of it, where the change follows from its own;
    `noted`: its organizer says something besides. `cancelled_sessions`: by booking, those that its
    people had chosen and that do not take place.
    """

    event: Event
    places: Places
    now: datetime
    before: dict[UUID, int]
    bookings: dict[UUID, Booking] = field(default_factory=dict)
    reasons: dict[UUID, str] = field(default_factory=dict)
    event_version: int | None = None
    noted: bool = False
    cancelled_sessions: dict[UUID, tuple[UUID, ...]] = field(default_factory=dict)

    def touch(self, booking: Booking, reason: str) -> None:
        """The booking is not what it was; the first reason in a transaction is the one told."""
        self.bookings.setdefault(booking.id, booking)
        self.reasons.setdefault(booking.id, reason)


async def open_booking(
    lent: Connection, events: LockedEvents, booking_id: UUID, now: datetime
) -> tuple[Change, Booking]:
    """Lock event and booking in the agreed order, and read both after that. Raises NotFound."""
    event_id = await event_of_booking(lent, booking_id)
    event = await events.lock(lent, event_id) if event_id else None
    if event is None:
        raise NotFound
    change = await begin(lent, event, now)
    found = await lock_bookings(lent, [booking_id])
    if not found:
        raise NotFound
    return change, found[0]


def check_open(event: Event) -> None:
    """Raises RegistrationClosed when bookings of this event stay as they are."""
    refusal = change_refusal(event)
    if refusal is not None:
        raise refused(refusal)


def check_own_change(event: Event, now: datetime) -> None:
    """Raises ChangesOver when only the team changes bookings of this event now."""
    refusal = own_change_refusal(event, now)
    if refusal is not None:
        raise refused(refusal)


def check_numbers(event: Event, booking: Booking, wishes: Sequence[Wish]) -> None:
    """Raises InvalidFields for new choices of too few or too many sessions."""
    faults: list[Fault] = []
    for index, wish in enumerate(wishes):
        person = booking.person(wish.person_id)
        if wish.cancelled or wish.sessions is None or person is None:
            continue
        options = wish.options or (wish.sessions,)
        if options != (person.options or (person.sessions,)):
            path, several = f"people[{index}].sessions", bool(wish.options)
            faults += number_faults(event, options, path, several=several)
    if faults:
        raise refused(Refusal(Why.INVALID, faults=tuple(faults)))


def check_takes_place(event: Event) -> None:
    """Raises RegistrationClosed when nobody takes places on offer."""
    refusal = offer_refusal(event)
    if refusal is not None:
        raise refused(refusal)


async def begin(lent: Connection, event: Event, now: datetime) -> Change:
    """Start a change of the locked event, with capacities as they are planned now."""
    places = await read_places(lent, event.id)
    if places_outdated(event, places):
        places = await sync_places(lent, event)
    return Change(event, places, now, {id_: p.taken for id_, p in places.items()})


async def finish(lent: Connection, change: Change) -> None:
    """Let in who fits now, count versions, write everything and tell it."""
    event, now = change.event, change.now
    if event.fills_itself(now):
        waiting = [w for w in await read_waiting(lent, event.id) if not event.called_off(w.demand)]
        promoted = fill(event.id, change.places, waiting)
        if promoted:
            await promote(lent, change, promoted)
    if not change.bookings:
        return
    for booking in change.bookings.values():
        booking.revised(now)
    await change_places(
        lent, {id_: p.taken - change.before[id_] for id_, p in change.places.items()}
    )
    await update_bookings(lent, list(change.bookings.values()), now)
    for booking in change.bookings.values():
        await add_positions(lent, event, booking)
    told = {b.id: change.reasons[b.id] for b in change.bookings.values() if b.unreachable}
    whys = {id_: reason for id_, reason in told.items() if reason in TOLD_BY_TELEPHONE}
    await owe_calls(lent, event.id, whys, now)
    messages = [
        announce.changed(
            b,
            change.reasons[b.id],
            event_version=change.event_version,
            noted=change.noted,
            cancelled_sessions=change.cancelled_sessions.get(b.id, ()),
        )
        for b in change.bookings.values()
    ]
    await put(lent, messages, now=now)


async def plan_places(lent: Connection, event: Event, now: datetime) -> Places:
    """Take over new capacities and let in those who wait and fit now."""
    places = await sync_places(lent, event)
    change = Change(event, places, now, {id_: p.taken for id_, p in places.items()})
    await finish(lent, change)
    return places


async def promote(lent: Connection, change: Change, promoted: Sequence[Waiting]) -> None:
    """Give these units the seats that `fill` has taken for them."""
    event, now = change.event, change.now
    new = {unit.booking_id for unit in promoted} - change.bookings.keys()
    for booking in await lock_bookings(lent, new):
        change.bookings[booking.id] = booking
    for unit in promoted:
        expires_at = offered_until(event, now, unproven=unit.unproven, reachable=unit.reachable)
        booking = change.bookings[unit.booking_id]
        for index, person_id in enumerate(unit.person_ids):
            person = booking.person(person_id)
            if person is None:
                continue
            if unit.chosen:
                person.sessions, person.options = unit.chosen[index], ()
            person.status = Status.OFFERED if expires_at else Status.CONFIRMED
            person.offer_expires_at = expires_at
            person.changed_at = now
        change.reasons[booking.id] = "offered" if expires_at else "promoted"
    await delete_waiting(lent, event.id, [unit.number for unit in promoted])
