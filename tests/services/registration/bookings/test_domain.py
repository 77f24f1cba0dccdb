"""Decisions about places, for any events and any crowds."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import product
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from services.registration.bookings.domain.admission import (
    Admitted,
    Decision,
    Replay,
    State,
    decide,
)
from services.registration.bookings.domain.booking import Fill, Status
from services.registration.bookings.domain.choice import choice_faults
from services.registration.bookings.domain.event import Session
from services.registration.bookings.domain.places import demand_of, fits, give_back, take
from services.registration.bookings.domain.refusal import Refusal, Why
from services.registration.bookings.domain.request import BookingRequest, PersonRequest
from services.registration.bookings.domain.units import units
from services.registration.bookings.domain.waitlist import Waiting, fill
from shared.ids import new_id
from tests.services.registration.bookings.crowds import (
    DAY,
    EVENT_ID,
    IDS,
    NOW,
    capacities,
    empty_places,
    held,
    make_event,
    requests,
)


@given(capacities, st.lists(requests, max_size=12), st.booleans())
@settings(max_examples=150, deadline=None)
def test_no_batch_gives_away_more_than_there_is(
    limits: list[int | None], batch: list[BookingRequest], waitlist: bool
) -> None:
    """I1 as a property: confirmed seats never exceed a capacity, and state is left alone."""
    event = make_event(limits, waitlist=waitlist)
    state = State(event, empty_places(event))
    decisions = decide(state, batch, NOW)
    seats = held(decisions)
    for id_, capacity in event.capacities().items():
        assert capacity is None or seats[id_] <= capacity
    assert all(place.taken == 0 for place in state.places.values())
    if not waitlist:
        assert all(isinstance(d, Refusal) or not d.waiting for d in decisions)  # type: ignore[union-attr]  # no replays here


@given(capacities, st.lists(requests, max_size=12))
@settings(max_examples=100, deadline=None)
def test_a_party_comes_together_or_waits_together(
    limits: list[int | None], batch: list[BookingRequest]
) -> None:
    """All or none: one status for all people of a party."""
    event = make_event(limits)
    for decision in decide(State(event, empty_places(event)), batch, NOW):
        if isinstance(decision, Admitted) and decision.request.fill is Fill.ALL_OR_NONE:
            assert len(set(decision.statuses)) == 1


@given(capacities, st.lists(requests, max_size=12), st.integers(0, 11))
@settings(max_examples=100, deadline=None)
def test_a_batch_decides_as_its_requests_one_by_one_would(
    limits: list[int | None], batch: list[BookingRequest], cut: int
) -> None:
    """Batching is about speed only: cutting a batch in two changes no decision."""
    event = make_event(limits)
    whole = decide(State(event, empty_places(event)), batch, NOW)
    first = decide(State(event, empty_places(event)), batch[:cut], NOW)
    places = empty_places(event)
    for id_, seats in held(first).items():
        places[id_].taken = seats
    second = decide(State(event, places), batch[cut:], NOW)
    assert [_outcome(d) for d in whole] == [_outcome(d) for d in first + second]


def _outcome(decision: Decision) -> object:
    return decision.statuses if isinstance(decision, Admitted) else decision


@given(capacities, st.lists(st.dictionaries(st.sampled_from(IDS), st.integers(1, 3)), max_size=8))
@settings(max_examples=100, deadline=None)
def test_filling_up_is_greedy_in_order_and_leaves_nobody_who_fits(
    limits: list[int | None], demands: list[dict[UUID, int]]
) -> None:
    """First come first served among those who fit; running it again promotes nobody."""
    places = empty_places(make_event(limits))
    waiting = [Waiting(n, new_id(), (), demand) for n, demand in enumerate(demands)]
    promoted = fill(EVENT_ID, places, waiting)
    assert all(p.capacity is None or p.taken <= p.capacity for p in places.values())
    left = [unit for unit in waiting if unit not in promoted]
    assert all(not fits(places, unit.demand) for unit in left)
    assert fill(EVENT_ID, places, left) == []


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 6)), min_size=1, max_size=6))
@settings(max_examples=150, deadline=None)
def test_overlap_is_found_if_and_only_if_two_sessions_share_time(
    spans: list[tuple[int, int]],
) -> None:
    """Compared with the definition, pair by pair; touching ends don't clash."""
    made = [
        Session(new_id(), f"S{i}", DAY + timedelta(minutes=a), DAY + timedelta(minutes=a + b))
        for i, (a, b) in enumerate(spans)
    ]
    event = make_event([None] * 4, sessions={s.id: s for s in made})
    faults = choice_faults(event, [s.id for s in made], NOW, "sessions")
    clash = any(
        a.starts_at < b.ends_at and b.starts_at < a.ends_at
        for i, a in enumerate(made)
        for b in made[i + 1 :]
    )
    assert bool(faults) == clash
    assert all(f.code == "overlap" and len(f.names) == 2 for f in faults)


def test_twins_within_one_batch_are_one_booking() -> None:
    """The second request with a key replays the first of the same batch."""
    event = make_event([None] * 4)
    twins = [BookingRequest(new_id(), (PersonRequest(new_id()),), key=b"k", body=b"b")] * 2
    other = BookingRequest(new_id(), (PersonRequest(new_id()),), key=b"k", body=b"other")
    first, second, third = decide(State(event, empty_places(event)), [*twins, other], NOW)
    assert isinstance(first, Admitted)
    assert second == Replay(twins[0].id)
    assert third == Refusal(Why.KEY_REUSED)


class Waitlist(RuleBasedStateMachine):
    """An event lived through: register, cancel, raise a capacity; a model of three places."""

    def __init__(self) -> None:
        super().__init__()
        self.event = make_event([None, 2, 2, None])
        self.places = empty_places(self.event)
        self.confirmed: dict[UUID, dict[UUID, int]] = {}
        self.waiting: list[Waiting] = []
        self.number = 0

    @rule(request=requests)
    def register(self, request: BookingRequest) -> None:
        """Somebody asks."""
        (decision,) = decide(State(self.event, self.places), [request], NOW)
        assert isinstance(decision, Admitted)
        options = [p.options for p in request.people]
        sessions = [p.sessions for p in request.people]
        for unit in units(EVENT_ID, request.fill, sessions, options):
            id_ = request.people[unit.indexes[0]].id
            if decision.statuses[unit.indexes[0]] is Status.CONFIRMED:
                demand = demand_of(EVENT_ID, [decision.sessions[i] for i in unit.indexes])
                take(self.places, demand)
                self.confirmed[id_] = demand
            else:
                self.number += 1
                waiting = Waiting(self.number, id_, (id_,), unit.demand, options=unit.options)
                self.waiting.append(waiting)

    @precondition(lambda self: self.confirmed)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        """Somebody gives a place back."""
        id_ = data.draw(st.sampled_from(list(self.confirmed)))
        give_back(self.places, self.confirmed.pop(id_))
        self._fill()

    @rule(id_=st.sampled_from(IDS[1:3]))
    def raise_capacity(self, id_: UUID) -> None:
        """The organizer finds a larger room."""
        place = self.places[id_]
        place.capacity = (place.capacity or 0) + 1
        self._fill()

    def _fill(self) -> None:
        for unit in fill(EVENT_ID, self.places, self.waiting):
            self.waiting = [w for w in self.waiting if w.number != unit.number]
            demand = demand_of(EVENT_ID, unit.chosen) if unit.chosen else unit.demand
            self.confirmed[unit.booking_id] = dict(demand)

    @invariant()
    def the_counters_are_the_confirmed(self) -> None:
        """What is taken is what the confirmed hold, within the capacities."""
        seats: Counter[UUID] = Counter()
        for demand in self.confirmed.values():
            seats.update(demand)
        for id_, place in self.places.items():
            assert place.taken == seats[id_]
            assert place.capacity is None or place.taken <= place.capacity

    @invariant()
    def nobody_waits_who_fits(self) -> None:
        """New requests get only what no waiting unit fits: there is none that does."""
        for unit in self.waiting:
            if unit.options:
                for chosen in product(*unit.options):
                    assert not fits(self.places, demand_of(EVENT_ID, chosen))
            else:
                assert not fits(self.places, unit.demand)


TestWaitlist = Waitlist.TestCase
TestWaitlist.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
