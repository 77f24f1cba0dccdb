"""Deciding new registrations: everything is confirmed, waits, is a replay or is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.registration.bookings.domain.alternatives import Choice, first_free
from services.registration.bookings.domain.booking import Status
from services.registration.bookings.domain.choice import choice_faults, number_faults, option_faults
from services.registration.bookings.domain.event import Event, Identity, window_refusal
from services.registration.bookings.domain.invited import Invited
from services.registration.bookings.domain.offers import hold_expiry
from services.registration.bookings.domain.places import (
    Place,
    Places,
    demand_of,
    fits,
    take,
    within,
)
from services.registration.bookings.domain.refusal import Fault, Refusal, Why
from services.registration.bookings.domain.request import BookingRequest
from services.registration.bookings.domain.units import Unit, units


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
class Admitted:
    """The decision for a booking: status and sessions of each person, and the units that wait.

    `repeats`: the booking that is there already, of those whose indexes are `repeating`.
    `held_until`: of places that are only held.
    """

    request: BookingRequest
    statuses: list[Status]
    waiting: list[Unit] = field(default_factory=list)
    positions: dict[int, int] = field(default_factory=dict)
    sessions: list[Choice] = field(default_factory=list)
    repeats: UUID | None = None
    repeating: frozenset[int] = frozenset()
    held_until: datetime | None = None

    def __post_init__(self) -> None:
        self.sessions = self.sessions or [p.sessions for p in self.request.people]

    @property
    def status(self) -> Status:
        """The status of the booking as a whole; `partly` also when some of a list were left out."""
        if len(set(self.statuses)) > 1:
            return Status.PARTLY
        return self.statuses[0]


Decision = Admitted | Replay | Refusal


@dataclass(slots=True)
class State:
    """What is true under the lock, before the batch. `registered`: in which booking somebody is."""

    event: Event
    places: Places
    registered: dict[bytes, UUID] = field(default_factory=dict)
    answered: dict[bytes, KeptAnswer] = field(default_factory=dict)
    organisations: frozenset[UUID] = frozenset()
    questions_version: int = 0
    invited: Invited = field(default_factory=Invited)


def decide(state: State, requests: Sequence[BookingRequest], now: datetime) -> list[Decision]:
    """Decide every request in arrival order; each sees what the ones before it took.

    Precondition: no unit on the waitlist fits into what is free (`waitlist.fill` has run). So a new
    request may take whatever it finds free; unless places are given by hand, then everybody waits.
    Doesn't change `state`.
    """
    batch = _Batch(state, now)
    return [batch.decide(request) for request in requests]


class _Batch:
    """The running state while a batch is decided; copies what it changes."""

    def __init__(self, state: State, now: datetime) -> None:
        self._event = state.event
        self._now = now
        self._places = {id_: Place(p.capacity, p.taken) for id_, p in state.places.items()}
        self._registered = dict(state.registered)
        self._answered = dict(state.answered)
        self._organisations = state.organisations
        self._invited = state.invited.copy()
        self._window = window_refusal(state.event, now)
        self._faultless: set[tuple[UUID, ...]] = set()

    def decide(self, request: BookingRequest) -> Decision:
        if request.key is not None and (kept := self._answered.get(request.key)):
            return _replay(kept, request)
        refusal = self._refusal(request)
        if refusal is not None:
            return refusal
        with within(self._places, self._event.id, request.contingent_id):
            decision = self._admit(request)
        if isinstance(decision, Admitted):
            self._remember(request, decision)
        return decision

    def _refusal(self, request: BookingRequest) -> Refusal | None:
        if self._window is not None:
            return self._window
        uninvited = self._invited.refusal(request, only_invited=self._event.by_invitation)
        if uninvited is not None:
            return uninvited
        faults = self._faults(request)
        if faults:
            return Refusal(Why.INVALID, faults=faults)
        if self._event.duplicates_told and self._repeating(request):
            return Refusal(Why.ALREADY_REGISTERED)
        return None

    def _faults(self, request: BookingRequest) -> tuple[Fault, ...]:
        faults = request.faults
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
            path = f"people[{index}].sessions"
            if request.registered_by is None:  # else they choose for themselves later
                options, several = person.options or (person.sessions,), bool(person.options)
                faults += number_faults(self._event, options, path, several=several)
            if not person.options and person.sessions in self._faultless:
                continue
            if person.options:
                faults += option_faults(self._event, person.options, self._now, path)
                continue
            found = choice_faults(self._event, person.sessions, self._now, path)
            if found:
                faults += found
            else:
                self._faultless.add(person.sessions)
        return faults

    def _repeating(self, request: BookingRequest) -> dict[int, UUID]:
        """Which of the people are registered already, and where."""
        known = (
            (i, self._registered.get(p.duplicate or b"")) for i, p in enumerate(request.people)
        )
        return {index: booking_id for index, booking_id in known if booking_id}

    def _admit(self, request: BookingRequest) -> Decision:
        granted = Status.OFFERED if request.unproven else Status.CONFIRMED
        decision = Admitted(request, [granted] * len(request.people))
        if request.unproven:
            decision.held_until = hold_expiry(self._event, self._now)
        if repeating := self._repeating(request):
            decision.repeats = next(iter(repeating.values()))
            decision.repeating = frozenset(repeating)
        options = [p.options for p in request.people]
        for unit in units(self._event.id, request.fill, decision.sessions, options):
            if self._event.by_hand:
                may_wait = self._event.waitlist or self._would_fit(unit)
            elif self._seat(unit, decision):
                continue
            else:
                may_wait = self._event.waitlist
            if may_wait:
                decision.waiting.append(unit)
            status = Status.WAITLISTED if may_wait else Status.CANCELLED
            for index in unit.indexes:
                decision.statuses[index] = status
        if decision.status is Status.CANCELLED:
            return Refusal(Why.FULL)
        return decision

    def _seat(self, unit: Unit, decision: Admitted) -> bool:
        """Take the seats of a unit if they are free; of several choices, the first that is."""
        if not unit.options:
            if free := fits(self._places, unit.demand):
                take(self._places, unit.demand)
            return free
        chosen = first_free(self._places, self._event.id, unit.options)
        if chosen is None:
            return False
        take(self._places, demand_of(self._event.id, chosen))
        for index, choice in zip(unit.indexes, chosen, strict=True):
            decision.sessions[index] = choice
        return True

    def _would_fit(self, unit: Unit) -> bool:
        """Whether there is room for a unit that the team decides about."""
        if not unit.options:
            return fits(self._places, unit.demand)
        return first_free(self._places, self._event.id, unit.options) is not None

    def _remember(self, request: BookingRequest, decision: Admitted) -> None:
        for person, status in zip(request.people, decision.statuses, strict=True):
            if person.duplicate is not None and status is not Status.CANCELLED:
                self._registered.setdefault(person.duplicate, request.id)
        self._invited.use(request.right)
        if request.key is not None:
            self._answered[request.key] = KeptAnswer(request.body or b"", request.id)


def _replay(kept: KeptAnswer, request: BookingRequest) -> Decision:
    if kept.body != request.body:
        return Refusal(Why.KEY_REUSED)
    if kept.erased:
        return Refusal(Why.ERASED)
    return Replay(kept.booking_id)
