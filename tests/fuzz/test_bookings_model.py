"""Any sequence of acts leaves the real database as the plain model says: statuses, order, seats."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from services.registration.bookings.domain.changes import Wish
from services.registration.bookings.intake import BookingWish, PersonWish
from services.registration.bookings.limits import Limits
from services.registration.bookings.use_cases import Bookings
from services.registration.bookings.use_cases.noting import Note
from services.registration.bookings.use_cases.planned import (
    event_closed,
    event_moved,
    event_postponed,
)
from services.registration.erasure.domain import Wanted
from services.registration.erasure.use_cases import Erasures
from services.registration.events.domain import Event, Promotion
from services.registration.events.domain import Status as EventStatus
from shared.database.pool import Pool, open_pool
from shared.errors import Refused as RealRefusal
from shared.web.principal import Principal
from tests.conftest import Database
from tests.fuzz.bookings_model import EVENT, Model, Options, Refused
from tests.services.registration.bookings.conftest import (
    TestClock,
    assert_books_balance,
    event,
    keys,
    plan,
    register,
    replan,
    session,
)

LONG = bool(os.environ.get("AUFTAKT_LONG"))
RUNS, STEPS = (2_000, 50) if LONG else (40, 40)
EMAILS = ("ada@example.org", "ben@example.org", "eda@example.org")
NAMES = ("early", "late", "noon")
"""`early` and `late` overlap."""
CHOICES = st.lists(st.sampled_from(NAMES), unique=True, max_size=3).map(tuple)
OPTIONS = CHOICES.map(lambda c: (c,)) | st.lists(
    CHOICES, min_size=1, max_size=3, unique_by=frozenset
).map(tuple)
"""Mostly one choice; sometimes the first free of several."""
SEATS = st.sampled_from((1, 2, 3, None))


class House:
    """A database with the use cases of one process, and a loop to run them in."""

    def __init__(self, dsn: str) -> None:
        self.runner = asyncio.Runner()
        self.clock = TestClock()
        self.pool: Pool = self.run(open_pool(dsn, name="model"))
        self.bookings = Bookings(self.pool, self.clock, keys(), Limits(enabled=False))
        self.erasures = Erasures(self.pool, self.clock)
        self.staff_id = uuid4()

    def run(self, doing: Awaitable[Any]) -> Any:
        """Wait for it."""

        async def wait() -> Any:
            return await doing

        return self.runner.run(wait())

    def close(self) -> None:
        """End everything."""
        self.run(self.bookings.close())
        self.pool.terminate()
        self.runner.close()


class Machine(RuleBasedStateMachine):
    """The same acts to model and database."""

    def __init__(self, house: House) -> None:
        super().__init__()
        self.house = house
        self.ids: list[tuple[UUID, list[UUID]]] = []
        self.came: dict[UUID, datetime] = {}

    @initialize(
        seats=st.tuples(SEATS, SEATS, SEATS, SEATS),
        waitlist=st.sampled_from((True, True, False)),
        promotion=st.sampled_from(Promotion),
    )
    def open(self, seats: tuple[int | None, ...], waitlist: bool, promotion: Promotion) -> None:
        """A new event."""
        self.house.clock.now = TestClock().now
        sessions = [
            session(2, 2, title="early", capacity=seats[1]),
            session(3, 2, title="late", capacity=seats[2]),
            session(6, 1, title="noon", capacity=seats[3]),
        ]
        self.sessions = {s.title: s.id for s in sessions}
        self.planned: Event = self.house.run(
            plan(
                self.house.pool,
                event(
                    *sessions,
                    capacity=seats[0],
                    waitlist=waitlist,
                    promotion=promotion,
                ),
                told=True,
            )
        )
        self.model = Model(
            dict(zip((EVENT, *NAMES), seats, strict=True)),
            (("early", "late"),),
            waitlist,
            promotion is Promotion.OFFER,
            promotion is Promotion.BY_HAND,
            self.planned.starts_at,
            now=self.house.clock.now,
        )

    @rule(
        options=st.lists(OPTIONS, min_size=1, max_size=3),
        together=st.booleans(),
        email=st.one_of(st.none(), st.sampled_from(EMAILS)),
    )
    def book(
        self,
        options: list[Options],
        together: bool,
        email: str | None,
    ) -> None:
        """Somebody registers one or more people."""
        wish = BookingWish(
            people=[PersonWish(sessions_any=[self._ids(c) for c in each]) for each in options],
            contact_email=email,
            fill="all_or_none" if together else "as_many_as_fit",
        )
        booking = self._both(
            lambda: self.model.register(options, together=together, email=email),
            lambda: register(self.house.bookings, self.planned.id, wish),
        )
        if booking is not None:
            self.ids.append((booking.id, [p.id for p in booking.people]))
            self.came[booking.id] = booking.created_at

    @precondition(lambda self: self.ids)
    @rule(which=st.integers(0, 50))
    def cancel(self, which: int) -> None:
        """A whole booking is cancelled, perhaps again."""
        number = which % len(self.ids)
        self._both(
            lambda: self.model.cancel(number),
            lambda: self.house.bookings.changing.cancel(self.ids[number][0]),
        )

    @precondition(lambda self: self.ids)
    @rule(
        which=st.integers(0, 50),
        wishes=st.dictionaries(st.integers(0, 3), st.one_of(st.none(), OPTIONS), min_size=1),
    )
    def change(self, which: int, wishes: dict[int, Options | None]) -> None:
        """People choose anew or leave."""
        number = which % len(self.ids)
        booking_id, people = self.ids[number]
        wished = {index % len(people): chosen for index, chosen in wishes.items()}
        asked = [self._asked(people[i], chosen) for i, chosen in wished.items()]
        self._both(
            lambda: self.model.change(number, wished),
            lambda: self.house.bookings.changing.change(booking_id, asked),
        )

    @precondition(lambda self: len(self.ids) > 1)
    @rule(
        which=st.dictionaries(
            st.integers(0, 50), st.one_of(st.none(), OPTIONS), min_size=2, max_size=4
        ),
        index=st.integers(0, 3),
    )
    def change_together(self, which: dict[int, Options | None], index: int) -> None:
        """The team moves or cancels somebody of several bookings at once, in order of arrival."""
        numbers = {number % len(self.ids): chosen for number, chosen in which.items()}
        in_order = sorted(numbers, key=lambda n: (self.came[self.ids[n][0]], self.ids[n][0]))
        wished = {n: {index % len(self.ids[n][1]): numbers[n]} for n in in_order}
        asked = {
            self.ids[n][0]: [self._asked(self.ids[n][1][i], chosen)]
            for n, wish in wished.items()
            for i, chosen in wish.items()
        }
        expected: list[tuple[int, int]] = []
        outcome = self._both(
            lambda: expected.append(self.model.change_together(wished)),
            lambda: self.house.bookings.together.change(self.planned.id, asked, by=self._team()),
        )
        if outcome is not None:
            refused = sum((outcome.refused or {}).values())
            assert [(outcome.changed, refused)] == expected

    @precondition(lambda self: self.ids)
    @rule(which=st.integers(0, 50), takes=st.booleans())
    def answer_offer(self, which: int, takes: bool) -> None:
        """An offer is taken or left."""
        number = which % len(self.ids)
        now, offers = self.house.clock.now, self.house.bookings.offers
        self._both(
            lambda: (self.model.accept if takes else self.model.decline)(number, now),
            lambda: (offers.accept if takes else offers.decline)(self.ids[number][0]),
        )

    @precondition(lambda self: self.model.queue)
    @rule(
        which=st.integers(0, 50),
        whom=st.sets(st.integers(0, 3), min_size=1),
        deed=st.sampled_from(("give", "give", "decline", "let_first")),
    )
    def decide(self, which: int, whom: set[int], deed: str) -> None:
        """The team gives places to who waits, has none for them, or lets them go first."""
        queue = self.model.queue
        number = queue[which % len(queue)].booking
        people = self.ids[number][1]
        chosen = sorted({index % len(people) for index in whom})
        model, giving = self.model, self.house.bookings.giving
        expect = {"give": model.give, "decline": model.turn_down, "let_first": model.let_first}
        do: dict[str, Any] = {
            "give": giving.give,
            "decline": giving.decline,
            "let_first": giving.let_first,
        }
        by = self._team()
        self._both(
            lambda: expect[deed](number, chosen),
            lambda: do[deed](self.planned.id, [people[i] for i in chosen], by=by),
        )

    @precondition(lambda self: self.house.clock.now - TestClock().now < timedelta(days=6))
    @rule(hours=st.integers(1, 30), sweeps=st.booleans())
    def pass_time(self, hours: int, sweeps: bool) -> None:
        """Time passes; the worker may come around."""
        self.house.clock.now += timedelta(hours=hours)
        self.model.now = self.house.clock.now
        if sweeps:
            self.model.expire(self.house.clock.now)
            while self.house.run(self.house.bookings.offers.expire()):
                pass

    @precondition(lambda self: self.ids)
    @rule(which=st.integers(0, 50), whom=st.sets(st.integers(0, 3)))
    def erase(self, which: int, whom: set[int]) -> None:
        """Some of a booking are erased; an empty set means all."""
        number = which % len(self.ids)
        booking_id, people = self.ids[number]
        chosen = {index % len(people) for index in whom} or set(range(len(people)))
        wanted = Wanted(frozenset(people[i] for i in chosen) if whom else frozenset())
        self._both(
            lambda: self.model.erase(number, sorted(chosen)),
            lambda: self.house.erasures.erase(booking_id, wanted),
        )

    @precondition(lambda self: not (self.model.closed or self.model.postponed))
    @rule(place=st.sampled_from((EVENT, *NAMES)), more=SEATS)
    def resize(self, place: str, more: int | None) -> None:
        """The organizer changes how many seats there are, never below what is taken."""
        capacity = None if more is None else max(self.model.taken(place) + more - 1, 1)
        self.model.resize(place, capacity)
        if place == EVENT:
            values: dict[str, Any] = {"capacity": capacity}
        else:
            sessions = [
                session_with(s, capacity) if s.id == self.sessions[place] else s
                for s in self.planned.sessions
            ]
            values = {"sessions": tuple(sessions)}
        self.planned = self.house.run(replan(self.house.pool, self.planned, **values))

    @precondition(lambda self: not self.model.closed and self.ids)
    @rule(really=st.integers(0, 3))
    def lose_or_find_a_day(self, really: int) -> None:
        """Now and then the event is postponed with its bookings kept, or gets its new day."""
        if really:
            return
        if self.model.postponed:
            self.model.move()
            self._become(EventStatus.PUBLISHED, event_moved)
        else:
            self.model.postpone()
            self._become(EventStatus.CANCELLED, event_postponed)

    @precondition(lambda self: not (self.model.closed or self.model.postponed))
    @precondition(lambda self: len(self.ids) > 5)
    @rule(really=st.integers(0, 9))
    def close(self, really: int) -> None:
        """Once in a while the event is closed: offers end, and nothing moves any more."""
        if really:
            return
        self.model.close()
        self._become(EventStatus.CLOSED, event_closed)

    @invariant()
    def the_same(self) -> None:
        """Statuses, choices and order of the queue equal the model's; the books balance."""
        if not hasattr(self, "model"):
            return
        rows = self.house.run(
            self.house.pool.fetch(
                "SELECT id, status, session_ids, erased_at FROM booked_people WHERE event_id = $1",
                self.planned.id,
            )
        )
        real = {
            r["id"]: (r["status"], frozenset(r["session_ids"]), r["erased_at"] is not None)
            for r in rows
        }
        expected = {
            id_: (p.status, frozenset(self._ids(p.sessions)), p.erased)
            for (_, people), booking in zip(self.ids, self.model.bookings, strict=True)
            for id_, p in zip(people, booking.people, strict=True)
        }
        assert real == expected
        waiting = self.house.run(
            self.house.pool.fetch(
                "SELECT person_ids FROM waitlist WHERE event_id = $1 ORDER BY number",
                self.planned.id,
            )
        )
        queue = [frozenset(self.ids[w.booking][1][i] for i in w.people) for w in self.model.queue]
        assert [frozenset(r["person_ids"]) for r in waiting] == queue
        self.house.run(assert_books_balance(self.house.pool, self.planned))

    def _become(self, status: EventStatus, told: Callable[..., Awaitable[None]]) -> None:
        """The event changes its status, and its bookings follow."""
        self.planned = self.house.run(replan(self.house.pool, self.planned, status=status))

        async def tell() -> None:
            async with self.house.pool.acquire() as lent, lent.transaction():
                await told(lent, self.planned, self.house.clock.now)

        self.house.run(tell())

    def _team(self) -> Note:
        """Somebody of the team does it now."""
        return Note(Principal(self.house.staff_id, (), "token"), self.planned, self.house.clock.now)

    def _asked(self, person_id: UUID, chosen: Options | None) -> Wish:
        if chosen is None:
            return Wish(person_id, cancelled=True)
        return self._wish(person_id, chosen)

    def _wish(self, person_id: UUID, options: Options) -> Wish:
        choices = tuple(tuple(self._ids(c)) for c in options)
        return Wish(person_id, choices[0], options=choices if len(choices) > 1 else ())

    def _ids(self, names: tuple[str, ...]) -> list[UUID]:
        return [self.sessions[name] for name in names]

    def _both(self, expect: Callable[[], Any], do: Callable[[], Awaitable[Any]]) -> Any:
        """The model refuses what the database refuses, and for the same reason."""
        wanted = ""
        try:
            expect()
        except Refused as refused:
            wanted = str(refused)
        try:
            done = self.house.run(do())
        except RealRefusal as refused:
            done, found = None, str(refused.problem_type)
        else:
            found = ""
        assert found == wanted
        return done


def session_with(planned: Any, capacity: int | None) -> Any:
    """The session with other seats."""
    return replace(planned, capacity=capacity)


@pytest_asyncio.fixture
async def dsn(database: Database) -> str:
    """A fresh database of registration."""
    return await database("registration")


@pytest.mark.timeout(7_200 if LONG else 120)
def test_whatever_people_do_the_bookings_are_what_the_model_says(dsn: str) -> None:
    """I1, I2 and I3 after every step; promotion in the model's order."""
    house = House(dsn)
    try:
        run_state_machine_as_test(
            partial(Machine, house),  # type: ignore[arg-type]
            settings=settings(
                max_examples=RUNS,
                stateful_step_count=STEPS,
                deadline=None,
                derandomize=not LONG,
                database=None,
                phases=(Phase.explicit, Phase.generate, Phase.shrink),
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        house.close()
