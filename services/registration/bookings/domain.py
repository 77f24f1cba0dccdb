"""Who gets a place: pure decisions about places, waiting and promotion.

Words: a *place* is one seat, in the event as a whole or in one of its sessions; both are counted
under the id of the event or session. A *unit* is what is admitted together: a whole booking
(`all_or_none`) or one of its people (`as_many_as_fit`). A unit is confirmed or waits as a whole and
holds nothing while it waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

OFFER_LASTS = timedelta(hours=24)


class Fill(StrEnum):
    """What is admitted together."""

    ALL_OR_NONE = "all_or_none"
    AS_MANY_AS_FIT = "as_many_as_fit"


class Status(StrEnum):
    """Of a person; a booking may also be `partly`."""

    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    CANCELLED = "cancelled"
    PARTLY = "partly"


HOLDING = frozenset({Status.CONFIRMED, Status.OFFERED})
"""Statuses that hold a place."""


class Identity(StrEnum):
    """How much an event knows of its visitors."""

    NONE = "none"
    CODE = "code"
    NAMED = "named"


class Why(StrEnum):
    """Reasons to refuse; each is a problem type in errors.py."""

    UNKNOWN_EVENT = "not-found"
    NOT_OPEN = "registration-not-open"
    CLOSED = "registration-closed"
    FULL = "full"
    ALREADY_REGISTERED = "already-registered"
    KEY_REUSED = "idempotency-key-reused"
    ERASED = "erased"
    INVALID = "invalid-fields"


@dataclass(frozen=True, slots=True)
class Fault:
    """A field of the request that can't be accepted; `names` belong into the sentence of `code`."""

    field: str
    reason: str
    code: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """The request is not done, and why."""

    why: Why
    detail: str = ""
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Session:
    """What admission must know of a session. `slotted`: people book one of its slots instead."""

    id: UUID
    title: str
    starts_at: datetime
    ends_at: datetime
    capacity: int | None = None
    drop_in: bool = False
    confidential: bool = False
    slotted: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """What admission must know of an event, as it stood under the lock."""

    id: UUID
    version: int
    status: str
    capacity: int | None
    waitlist: bool
    promotion: str
    identity: str
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime | None
    closes_at: datetime
    sessions: Mapping[UUID, Session]

    def capacities(self) -> dict[UUID, int | None]:
        """Capacity of the event and of each session, by id."""
        return {self.id: self.capacity} | {s.id: s.capacity for s in self.sessions.values()}


@dataclass(slots=True)
class Place:
    """How many seats there are (None: unlimited) and how many are taken."""

    capacity: int | None
    taken: int = 0


Places = dict[UUID, Place]
Demand = Mapping[UUID, int]


@dataclass(slots=True)
class PersonRequest:
    """One attendee asked for. `duplicate`: the keyed hash of address and name, if there is one."""

    id: UUID
    sessions: tuple[UUID, ...] = ()
    duplicate: bytes | None = None
    name: str | None = None
    email: str | None = None
    answers: str | None = None


@dataclass(slots=True)
class BookingRequest:
    """A registration as it was asked for, normalised and with its ids already drawn.

    `key` is the hash of the idempotency key with its scope, `body` the keyed hash of what was sent.
    """

    id: UUID
    people: tuple[PersonRequest, ...]
    fill: Fill = Fill.ALL_OR_NONE
    contact_id: UUID | None = None
    contact_name: str | None = None
    contact_email: str | None = None
    locale: str = "de"
    organisation_id: UUID | None = None
    code_lookup: bytes = b""
    key: bytes | None = None
    body: bytes | None = None

    def emails(self) -> set[str]:
        """Every address that may get mail because of this request."""
        return {e for e in (self.contact_email, *(p.email for p in self.people)) if e}


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What an idempotency key in force has answered before."""

    body: bytes
    booking_id: UUID
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Replay:
    """The request was answered before: with this booking."""

    booking_id: UUID


@dataclass(slots=True)
class Unit:
    """People admitted together: their indexes in the booking and the seats they need."""

    indexes: tuple[int, ...]
    demand: dict[UUID, int]


@dataclass(slots=True)
class Admitted:
    """The decision for a booking: a status for each person, and the units that wait."""

    request: BookingRequest
    statuses: list[Status]
    waiting: list[Unit] = field(default_factory=list)
    positions: dict[int, int] = field(default_factory=dict)

    @property
    def status(self) -> Status:
        """The status of the booking as a whole; `partly` also when some of a list were left out."""
        if len(set(self.statuses)) > 1:
            return Status.PARTLY
        return self.statuses[0]


Decision = Admitted | Replay | Refusal


@dataclass(slots=True)
class State:
    """What is true under the lock, before the batch."""

    event: Event
    places: Places
    registered: set[bytes] = field(default_factory=set)
    answered: dict[bytes, KeptAnswer] = field(default_factory=dict)
    organisations: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A unit on the waitlist; `number` orders the list. `reachable`: an offer can be mailed."""

    number: int
    booking_id: UUID
    person_ids: tuple[UUID, ...]
    demand: Mapping[UUID, int]
    reachable: bool = True


@dataclass(slots=True)
class Person:
    """One attendee of a kept booking; `number` counts from 1 as entered."""

    id: UUID
    number: int
    status: Status
    sessions: tuple[UUID, ...]
    changed_at: datetime
    name: str | None = None
    email: str | None = None
    answers: str | None = None
    generation: int = 1
    offer_expires_at: datetime | None = None
    position: int | None = None


@dataclass(slots=True)
class Booking:
    """A kept booking with its people."""

    id: UUID
    event_id: UUID
    version: int
    fill: Fill
    locale: str
    created_at: datetime
    changed_at: datetime
    people: list[Person]
    status: Status = Status.CONFIRMED
    generation: int = 1
    contact_id: UUID | None = None
    contact_name: str | None = None
    contact_email: str | None = None
    organisation_id: UUID | None = None

    def person(self, id_: UUID) -> Person | None:
        """The person of that id, if it is one of this booking."""
        return next((p for p in self.people if p.id == id_), None)

    def revised(self, now: datetime) -> None:
        """Count a change of state: next version, status as its people make it."""
        self.version += 1
        self.changed_at = now
        self.status = booking_status([p.status for p in self.people])


@dataclass(frozen=True, slots=True)
class Wish:
    """What should become of one person of a booking: other sessions, or no part in it any more."""

    person_id: UUID
    sessions: tuple[UUID, ...] | None = None
    cancelled: bool = False


def decide(state: State, requests: Sequence[BookingRequest], now: datetime) -> list[Decision]:
    """Decide every request in arrival order; each sees what the ones before it took.

    Precondition: no unit on the waitlist fits into what is free (`fill` has run). So a new request
    may take whatever it finds free. Doesn't change `state`.
    """
    batch = _Batch(state, now)
    return [batch.decide(request) for request in requests]


def fill(places: Places, waiting: Iterable[Waiting]) -> list[Waiting]:
    """The waiting units that fit now, first come first; takes their seats in `places`.

    Who doesn't fit keeps the position and doesn't stop those behind.
    """
    promoted = []
    for unit in waiting:
        if fits(places, unit.demand):
            take(places, unit.demand)
            promoted.append(unit)
    return promoted


def fits(places: Places, demand: Demand) -> bool:
    """Whether every seat asked for is free."""
    for place_id, seats in demand.items():
        place = places[place_id]
        if place.capacity is not None and place.taken + seats > place.capacity:
            return False
    return True


def take(places: Places, demand: Demand) -> None:
    """Take the seats."""
    for place_id, seats in demand.items():
        places[place_id].taken += seats


def give_back(places: Places, demand: Demand) -> None:
    """Free the seats."""
    for place_id, seats in demand.items():
        places[place_id].taken -= seats


def demand_of(event_id: UUID, people: Iterable[Sequence[UUID]]) -> dict[UUID, int]:
    """The seats for people with these sessions: one in the event each, one in each session."""
    demand: dict[UUID, int] = {event_id: 0}
    for sessions in people:
        demand[event_id] += 1
        for session_id in sessions:
            demand[session_id] = demand.get(session_id, 0) + 1
    return demand


def booking_status(statuses: Sequence[Status]) -> Status:
    """What a booking is called, given its people."""
    active = set(statuses) - {Status.CANCELLED}
    if not active:
        return Status.CANCELLED
    return active.pop() if len(active) == 1 else Status.PARTLY


def positions(
    event: Event, places: Places, ahead: Mapping[frozenset[UUID], int], admitted: Iterable[Admitted]
) -> None:
    """Write the positions of newly waiting units into their decisions.

    `ahead` counts units already waiting, by what they want. A position (1 is next) counts those
    ahead that want a limited session in common, or everyone when the event itself is full.
    """
    counts = dict(ahead)
    for decision in admitted:
        for unit in decision.waiting:
            wanted = frozenset(unit.demand)
            rivals = contended(event, places, wanted)
            position = 1 + sum(n for other, n in counts.items() if not rivals.isdisjoint(other))
            counts[wanted] = counts.get(wanted, 0) + 1
            for index in unit.indexes:
                decision.positions[index] = position


def contended(event: Event, places: Places, wanted: Iterable[UUID]) -> frozenset[UUID]:
    """Those of the wanted places for which a waiting unit competes with others.

    Limited sessions always; the event only once it is full (or when nothing else is limited).
    """
    limited = {id_ for id_ in wanted if places[id_].capacity is not None}
    whole = places[event.id]
    full = whole.capacity is not None and whole.taken >= whole.capacity
    if len(limited) > 1 and not full:
        limited.discard(event.id)
    return frozenset(limited)


def choice_faults(
    event: Event, sessions: Sequence[UUID], now: datetime, path: str
) -> tuple[Fault, ...]:
    """What is wrong with one person's choice of sessions; `path` is where the list stands."""
    faults: list[Fault] = []
    chosen: list[tuple[int, Session]] = []
    for index, session_id in enumerate(sessions):
        where = f"{path}[{index}]"
        session = event.sessions.get(session_id)
        if session is None:
            faults.append(Fault(where, "unknown session of this event", "unknown-session"))
        elif session.confidential:
            reason = "confidential sessions can't be booked"
            faults.append(Fault(where, reason, "confidential-session", (session.title,)))
        elif session.slotted:
            reason = f"choose one of the time slots of “{session.title}”"
            faults.append(Fault(where, reason, "choose-slot", (session.title,)))
        elif session.ends_at <= now:
            reason = f"“{session.title}” is over"
            faults.append(Fault(where, reason, "session-over", (session.title,)))
        elif not session.drop_in:
            chosen.append((index, session))
    return tuple(faults) + _clashes(chosen, path)


def _clashes(chosen: list[tuple[int, Session]], path: str) -> tuple[Fault, ...]:
    """Each session that starts before an earlier one of the same person has ended."""
    faults = []
    latest: Session | None = None
    for index, session in sorted(chosen, key=lambda item: (item[1].starts_at, item[1].ends_at)):
        if latest is not None and session.starts_at < latest.ends_at:
            reason = f"“{session.title}” overlaps with “{latest.title}”"
            names = (session.title, latest.title)
            faults.append(Fault(f"{path}[{index}]", reason, "overlap", names))
        if latest is None or session.ends_at > latest.ends_at:
            latest = session
    return tuple(faults)


def window_refusal(event: Event, now: datetime) -> Refusal | None:
    """Why nobody may register now, if so."""
    if event.status == "draft":
        return Refusal(Why.UNKNOWN_EVENT)
    if event.status != "published":
        return Refusal(Why.CLOSED, f"The event is {event.status}.")
    if event.opens_at is not None and now < event.opens_at:
        return Refusal(Why.NOT_OPEN, f"Registration opens at {event.opens_at.isoformat()}.")
    if now >= event.closes_at:
        return Refusal(Why.CLOSED, f"Registration closed at {event.closes_at.isoformat()}.")
    return None


def change_refusal(event: Event) -> Refusal | None:
    """Why a booking of this event can't be changed or cancelled any more, if so."""
    if event.status == "published":
        return None
    return Refusal(Why.CLOSED, f"The event is {event.status}.")


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
        if person is None or person.status is Status.CANCELLED:
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


def waiting_units(booking: Booking) -> list[Unit]:
    """The units of a booking that wait, as its people stand now."""
    waiting = [i for i, p in enumerate(booking.people) if p.status is Status.WAITLISTED]
    if not waiting:
        return []
    if booking.fill is Fill.ALL_OR_NONE:
        sessions = [booking.people[i].sessions for i in waiting]
        return [Unit(tuple(waiting), demand_of(booking.event_id, sessions))]
    return [Unit((i,), demand_of(booking.event_id, [booking.people[i].sessions])) for i in waiting]


def offer_expiry(event: Event, now: datetime) -> datetime:
    """Until when an offered place is held: a day, but not into the event."""
    return min(now + OFFER_LASTS, max(event.starts_at, now))


class _Batch:
    """The running state while a batch is decided; copies what it changes."""

    def __init__(self, state: State, now: datetime) -> None:
        self._event = state.event
        self._now = now
        self._places = {id_: Place(p.capacity, p.taken) for id_, p in state.places.items()}
        self._registered = set(state.registered)
        self._answered = dict(state.answered)
        self._organisations = state.organisations
        self._window = window_refusal(state.event, now)
        self._faultless: set[tuple[UUID, ...]] = set()

    def decide(self, request: BookingRequest) -> Decision:
        if request.key is not None and (kept := self._answered.get(request.key)):
            return _replay(kept, request)
        refusal = self._refusal(request)
        if refusal is not None:
            return refusal
        decision = self._admit(request)
        if isinstance(decision, Admitted):
            self._remember(request, decision)
        return decision

    def _refusal(self, request: BookingRequest) -> Refusal | None:
        if self._window is not None:
            return self._window
        faults = self._faults(request)
        if faults:
            return Refusal(Why.INVALID, faults=faults)
        if any(p.duplicate in self._registered for p in request.people):
            return Refusal(Why.ALREADY_REGISTERED)
        return None

    def _faults(self, request: BookingRequest) -> tuple[Fault, ...]:
        faults: tuple[Fault, ...] = ()
        organisation = request.organisation_id
        if organisation is not None and organisation not in self._organisations:
            faults += (
                Fault("contact.organisation_id", "unknown organisation", "unknown-organisation"),
            )
        for index, person in enumerate(request.people):
            if self._event.identity == Identity.NAMED and not person.name:
                faults += (
                    Fault(f"people[{index}].name", "this event asks for a name", "required"),
                )
            if person.sessions in self._faultless:
                continue
            path = f"people[{index}].sessions"
            found = choice_faults(self._event, person.sessions, self._now, path)
            if found:
                faults += found
            else:
                self._faultless.add(person.sessions)
        return faults

    def _admit(self, request: BookingRequest) -> Decision:
        decision = Admitted(request, [Status.CONFIRMED] * len(request.people))
        for unit in units(self._event.id, request.fill, [p.sessions for p in request.people]):
            if fits(self._places, unit.demand):
                take(self._places, unit.demand)
                continue
            if self._event.waitlist:
                decision.waiting.append(unit)
            status = Status.WAITLISTED if self._event.waitlist else Status.CANCELLED
            for index in unit.indexes:
                decision.statuses[index] = status
        if decision.status is Status.CANCELLED:
            return Refusal(Why.FULL)
        return decision

    def _remember(self, request: BookingRequest, decision: Admitted) -> None:
        for person, status in zip(request.people, decision.statuses, strict=True):
            if person.duplicate is not None and status is not Status.CANCELLED:
                self._registered.add(person.duplicate)
        if request.key is not None:
            self._answered[request.key] = KeptAnswer(request.body or b"", request.id)


def units(event_id: UUID, fill_: Fill, sessions: Sequence[Sequence[UUID]]) -> list[Unit]:
    """How a booking whose people chose these sessions is admitted."""
    if fill_ is Fill.ALL_OR_NONE or len(sessions) == 1:
        return [Unit(tuple(range(len(sessions))), demand_of(event_id, sessions))]
    return [Unit((i,), demand_of(event_id, [chosen])) for i, chosen in enumerate(sessions)]


def _replay(kept: KeptAnswer, request: BookingRequest) -> Decision:
    if kept.body != request.body:
        return Refusal(Why.KEY_REUSED)
    if kept.erased:
        return Refusal(Why.ERASED)
    return Replay(kept.booking_id)
