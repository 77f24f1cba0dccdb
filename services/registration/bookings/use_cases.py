"""All that can happen to bookings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import asyncpg

from services.registration.bookings import announce, domain, store
from services.registration.bookings.admission import Admission
from services.registration.bookings.domain import (
    Admitted,
    Booking,
    BookingRequest,
    Decision,
    Event,
    Fill,
    Person,
    Places,
    Refusal,
    State,
    Status,
    Waiting,
    Why,
    Wish,
)
from services.registration.bookings.errors import NoOffer, refused
from services.registration.bookings.intake import BookingWish, Intake, Keys
from services.registration.bookings.limits import Limits
from services.registration.events import domain as planning
from services.registration.events import store as events
from shared.clock import Clock
from shared.database.pool import Connection, Pool, connection, transaction
from shared.errors import NotFound
from shared.messaging.outbox import put
from shared.tokens import ParsedToken

CANCELLED_AT_ONCE = 1_000
KEYS_FORGOTTEN_AT_ONCE = 5_000
OFFERS_EXPIRED_AT_ONCE = 50
PAGE_MAX = 500
VISITOR_EVENTS = frozenset({planning.EventKind.HEALTH_DAY, planning.EventKind.HEALTH_WEEK})
MUST_NOT_LEARN_NAMES = frozenset(
    {
        planning.OrganisationKind.JOB_CENTRE,
        planning.OrganisationKind.EMPLOYMENT_AGENCY,
        planning.OrganisationKind.INSURER,
    }
)


@dataclass(slots=True)
class _Change:
    """What one transaction does to the bookings of an event."""

    event: Event
    places: Places
    now: datetime
    before: dict[UUID, int]
    bookings: dict[UUID, Booking] = field(default_factory=dict)
    reasons: dict[UUID, str] = field(default_factory=dict)

    def touch(self, booking: Booking, reason: str) -> None:
        self.bookings.setdefault(booking.id, booking)
        self.reasons.setdefault(booking.id, reason)


class Bookings:
    """The use cases, with what they need. One for each process."""

    def __init__(
        self,
        pool: Pool,
        clock: Clock,
        keys: Keys,
        limits: Limits,
        *,
        admission_pool: Pool | None = None,
    ) -> None:
        self.keys = keys
        self.intake = Intake(keys)
        self._pool = pool
        self._admission_pool = admission_pool or pool
        self._clock = clock
        self._limits = limits
        self._events = store.LockedEvents()
        self._admission = Admission(self.admit)

    async def close(self) -> None:
        """Answer what waits and take no more."""
        await self._admission.close()

    # --- registering ---

    async def register(
        self, event_id: UUID, wish: BookingWish, *, key: str | None, network: str | None
    ) -> Booking:
        """Register people; the booking as it is then. Raises what errors.py lists."""
        now = self._clock()
        request = self.intake.request(event_id, wish, key=key)
        self._limits.check(network, request.emails(), now)
        decision = await self._admission.submit(event_id, request)
        if isinstance(decision, Admitted):
            return _booking_of(event_id, decision, now)
        if isinstance(decision, Refusal):
            raise refused(decision)
        return await self.read(decision.booking_id)

    async def admit(self, event_id: UUID, requests: Sequence[BookingRequest]) -> list[Decision]:
        """Decide and write a batch for one event in one transaction, for the admission queue."""
        now = self._clock()
        async with transaction(self._admission_pool) as lent:
            event = await self._events.lock(lent, event_id)
            if event is None:
                return [Refusal(Why.UNKNOWN_EVENT) for _ in requests]
            state = await store.read_state(lent, event, requests, now)
            if store.places_outdated(event, state.places):
                state.places = await self._plan_places(lent, event, now)
            decisions = domain.decide(state, requests, now)
            admitted = [d for d in decisions if isinstance(d, Admitted)]
            if admitted:
                await _keep(lent, state, admitted, now)
        return decisions

    # --- reading ---

    async def read(self, booking_id: UUID) -> Booking:
        """The booking with present positions; raises NotFound."""
        async with connection(self._pool) as lent:
            found = await store.read_bookings(lent, [booking_id])
            if not found:
                raise NotFound
            booking = found[0]
            if any(p.status is Status.WAITLISTED for p in booking.people):
                event = await events.read_event(lent, booking.event_id)
                if event is not None:
                    await store.add_positions(lent, store.event_of(event), booking)
        return booking

    async def read_for_token(self, token: ParsedToken) -> Booking | None:
        """The booking a manage token opens, None if the token is not (or no longer) good."""
        try:
            booking = await self.read(token.id)
        except NotFound:
            return None
        return booking if self.keys.manage.matches(token, booking.generation) else None

    def check_network(self, network: str | None) -> None:
        """Brake whoever tries out booking codes; raises TooManyRequests."""
        self._limits.check(network, (), self._clock())

    async def find_by_code(self, typed: str) -> Booking | None:
        """The booking with this code, as typed by a person."""
        lookups = self.intake.code_lookups(typed)
        if not lookups:
            return None
        async with connection(self._pool) as lent:
            found = await store.booking_by_code(lent, lookups)
        return await self.read(found[0]) if found else None

    async def event(self, event_id: UUID) -> planning.Event:
        """The event with all its texts; raises NotFound."""
        async with connection(self._pool) as lent:
            found = await events.read_event(lent, event_id)
        if found is None:
            raise NotFound
        return found

    async def names_readable(self, event: planning.Event) -> bool:
        """Whether the organizing team may read names and addresses (design §4).

        Never where the event knows nobody by name; and a job centre, agency or insurer doesn't
        learn who visits its open days.
        """
        if event.identity is not planning.Identity.NAMED:
            return False
        if event.kind not in VISITOR_EVENTS:
            return True
        async with connection(self._pool) as lent:
            organiser = await events.read_organisation(lent, event.organiser_id)
        return organiser is not None and organiser.kind not in MUST_NOT_LEARN_NAMES

    async def organisations_to_choose(self, event_id: UUID) -> list[planning.Organisation]:
        """Where participants of the event may say they come from."""
        async with connection(self._pool) as lent:
            return await events.organisations_to_choose(lent, event_id)

    async def places(self, event_id: UUID) -> Places:
        """Seats of the event and its sessions, for showing."""
        async with connection(self._pool) as lent:
            return await store.read_places(lent, event_id)

    async def list(
        self, event_id: UUID, after: tuple[datetime, UUID] | None, limit: int
    ) -> list[Booking]:
        """A page of an event's bookings in order of arrival."""
        async with connection(self._pool) as lent:
            return await store.list_bookings(lent, event_id, after, min(limit, PAGE_MAX + 1))

    # --- changing ---

    async def cancel(self, booking_id: UUID) -> None:
        """Cancel a whole booking; a second time changes nothing.

        Raises NotFound, RegistrationClosed.
        """
        now = self._clock()
        async with transaction(self._pool) as lent:
            change, booking = await self._open(lent, booking_id, now)
            if booking.status is Status.CANCELLED:
                return
            _check_open(change.event)
            active = [p for p in booking.people if p.status is not Status.CANCELLED]
            domain.release(change.places, change.event.id, active, now)
            await store.delete_waiting_of(lent, booking.id)
            change.touch(booking, "cancelled")
            await self._finish(lent, change)

    async def change(self, booking_id: UUID, wishes: Sequence[Wish]) -> Booking:
        """Give people other sessions or take them out, all or nothing; the booking as it is then.

        Raises NotFound, InvalidFields, Full, RegistrationClosed.
        """
        now = self._clock()
        async with transaction(self._pool) as lent:
            change, booking = await self._open(lent, booking_id, now)
            _check_open(change.event)
            refusal = domain.rebook(change.event, change.places, booking, wishes, now)
            if refusal is not None:
                raise refused(refusal)
            await store.requeue(lent, booking)
            change.touch(booking, "changed")
            await self._finish(lent, change)
        return booking

    async def accept(self, booking_id: UUID) -> Booking:
        """Take the places on offer. Raises NotFound, NoOffer."""
        now = self._clock()
        async with transaction(self._pool) as lent:
            change, booking = await self._open(lent, booking_id, now)
            _check_open(change.event)
            for person in _offered(booking, now):
                person.status = Status.CONFIRMED
                person.offer_expires_at = None
                person.changed_at = now
            change.touch(booking, "changed")
            await self._finish(lent, change)
        return booking

    async def decline(self, booking_id: UUID) -> Booking:
        """Leave the places on offer to the next. Raises NotFound, NoOffer."""
        now = self._clock()
        async with transaction(self._pool) as lent:
            change, booking = await self._open(lent, booking_id, now)
            _check_open(change.event)
            domain.release(change.places, change.event.id, _offered(booking, now), now)
            change.touch(booking, "cancelled")
            await self._finish(lent, change)
        return booking

    # --- the clock ---

    async def expire_offers(self) -> int:
        """Take back offers that nobody accepted in time; returns in how many events."""
        now = self._clock()
        async with connection(self._pool) as lent:
            due = await store.due_offers(lent, now, OFFERS_EXPIRED_AT_ONCE)
        for event_id in due:
            await self._expire_offers_of(event_id, now)
        return len(due)

    async def _expire_offers_of(self, event_id: UUID, now: datetime) -> None:
        async with transaction(self._pool) as lent:
            event = await self._events.lock(lent, event_id)
            if event is None:
                return
            change = await self._begin(lent, event, now)
            ids = await store.expired_offers(lent, event_id, now)
            for booking in await store.lock_bookings(lent, ids):
                gone = [p for p in booking.people if _has_expired(p, now)]
                domain.release(change.places, event_id, gone, now)
                change.touch(booking, "offer_expired")
            await self._finish(lent, change)

    async def forget_keys(self) -> int:
        """Drop idempotency keys older than a day; returns how many."""
        async with transaction(self._pool) as lent:
            return await store.forget_keys(lent, self._clock(), KEYS_FORGOTTEN_AT_ONCE)

    # --- hooks of planning (events/hooks.py); the event is locked and written ---

    async def places_taken(self, lent: Connection, event_ids: Sequence[UUID]) -> dict[UUID, int]:
        """Places taken by the id of event or session, for these events."""
        taken: dict[UUID, int] = {}
        for event_id in event_ids:
            places = await store.read_places(lent, event_id)
            taken.update({id_: place.taken for id_, place in places.items()})
        return taken

    async def event_changed(self, lent: Connection, event: planning.Event, now: datetime) -> None:
        """Take over new capacities and let in those who wait and fit now."""
        await self._plan_places(lent, store.event_of(event), now)

    async def event_cancelled(self, lent: Connection, event: planning.Event, now: datetime) -> None:
        """Nobody has a place or waits for one any more; each booking tells it once."""
        known = store.event_of(event)
        await store.delete_waitlist(lent, event.id)
        ids = await store.active_bookings(lent, event.id)
        for start in range(0, len(ids), CANCELLED_AT_ONCE):
            change = await self._begin(lent, known, now)
            for booking in await store.lock_bookings(lent, ids[start : start + CANCELLED_AT_ONCE]):
                active = [p for p in booking.people if p.status is not Status.CANCELLED]
                domain.release(change.places, event.id, active, now)
                change.touch(booking, "event_cancelled")
            await self._finish(lent, change)

    async def event_closed(self, lent: Connection, event: planning.Event, now: datetime) -> None:
        """Write the close barrier."""
        bookings, versions = await store.counts_at_close(lent, event.id)
        barrier = announce.closed(event.id, event.version, bookings, versions, now)
        await put(lent, [barrier], now=now)

    # --- parts of a transaction ---

    async def _open(
        self, lent: Connection, booking_id: UUID, now: datetime
    ) -> tuple[_Change, Booking]:
        """Lock event and booking in the agreed order, and read both after that."""
        event_id = await store.event_of_booking(lent, booking_id)
        event = await self._events.lock(lent, event_id) if event_id else None
        if event is None:
            raise NotFound
        change = await self._begin(lent, event, now)
        found = await store.lock_bookings(lent, [booking_id])
        if not found:
            raise NotFound
        return change, found[0]

    async def _begin(self, lent: Connection, event: Event, now: datetime) -> _Change:
        places = await store.read_places(lent, event.id)
        if store.places_outdated(event, places):
            places = await store.sync_places(lent, event)
        return _Change(event, places, now, {id_: p.taken for id_, p in places.items()})

    async def _plan_places(self, lent: Connection, event: Event, now: datetime) -> Places:
        places = await store.sync_places(lent, event)
        change = _Change(event, places, now, {id_: p.taken for id_, p in places.items()})
        await self._finish(lent, change)
        return places

    async def _finish(self, lent: Connection, change: _Change) -> None:
        """Let in who fits now, count versions, write everything and tell it."""
        event, now = change.event, change.now
        if event.status == "published" and now < event.ends_at:
            waiting = await store.read_waiting(lent, event.id)
            promoted = domain.fill(change.places, waiting)
            if promoted:
                await _promote(lent, change, promoted)
        if not change.bookings:
            return
        for booking in change.bookings.values():
            booking.revised(now)
        await store.change_places(
            lent, {id_: p.taken - change.before[id_] for id_, p in change.places.items()}
        )
        await store.update_bookings(lent, list(change.bookings.values()), now)
        for booking in change.bookings.values():
            await store.add_positions(lent, event, booking)
        messages = [announce.changed(b, change.reasons[b.id]) for b in change.bookings.values()]
        await put(lent, messages, now=now)


async def _keep(
    lent: Connection, state: State, admitted: Sequence[Admitted], now: datetime
) -> None:
    """Write what was admitted: bookings, people, seats, waitlist, keys, messages."""
    event = state.event
    held: dict[UUID, int] = {}
    units = []
    for decision in admitted:
        request = decision.request
        for person, status in zip(request.people, decision.statuses, strict=True):
            if status is Status.CONFIRMED:
                for place_id in (event.id, *person.sessions):
                    held[place_id] = held.get(place_id, 0) + 1
        for unit in decision.waiting:
            ids = [request.people[i].id for i in unit.indexes]
            units.append((request.id, ids, unit))
    written = await store.insert_admitted(lent, event, admitted, held, now)
    if written != sum(len(d.request.people) for d in admitted):
        raise asyncpg.UniqueViolationError("a person of this batch is registered already")
    if units:
        domain.take(state.places, held)
        ahead = await store.waiting_ahead(lent, event.id)
        domain.positions(event, state.places, ahead, admitted)
        await store.insert_waiting(lent, event.id, units)
    messages = [m for decision in admitted for m in announce.admitted(event, decision, now)]
    await put(lent, messages, now=now)


async def _promote(lent: Connection, change: _Change, promoted: Sequence[Waiting]) -> None:
    event, now = change.event, change.now
    new = {unit.booking_id for unit in promoted} - change.bookings.keys()
    for booking in await store.lock_bookings(lent, new):
        change.bookings[booking.id] = booking
    for unit in promoted:
        offer = event.promotion == "offer" and unit.reachable
        booking = change.bookings[unit.booking_id]
        for person_id in unit.person_ids:
            person = booking.person(person_id)
            if person is None:
                continue
            person.status = Status.OFFERED if offer else Status.CONFIRMED
            person.offer_expires_at = domain.offer_expiry(event, now) if offer else None
            person.changed_at = now
        change.reasons[booking.id] = "offered" if offer else "promoted"
    await store.delete_waiting(lent, event.id, [unit.number for unit in promoted])


def _booking_of(event_id: UUID, decision: Admitted, now: datetime) -> Booking:
    request = decision.request
    people = [
        Person(
            id=person.id,
            number=number,
            status=status,
            sessions=person.sessions,
            changed_at=now,
            name=person.name,
            email=person.email,
            position=decision.positions.get(number - 1),
        )
        for number, (person, status) in enumerate(
            zip(request.people, decision.statuses, strict=True), 1
        )
    ]
    return Booking(
        id=request.id,
        event_id=event_id,
        version=1,
        fill=Fill(request.fill),
        locale=request.locale,
        created_at=now,
        changed_at=now,
        people=people,
        status=decision.status,
        contact_id=request.contact_id,
        contact_email=request.contact_email,
        organisation_id=request.organisation_id,
    )


def _check_open(event: Event) -> None:
    refusal = domain.change_refusal(event)
    if refusal is not None:
        raise refused(refusal)


def _offered(booking: Booking, now: datetime) -> list[Person]:
    offered = [p for p in booking.people if p.status is Status.OFFERED and not _has_expired(p, now)]
    if not offered:
        raise NoOffer
    return offered


def _has_expired(person: Person, now: datetime) -> bool:
    expires_at = person.offer_expires_at
    return person.status is Status.OFFERED and expires_at is not None and expires_at <= now
