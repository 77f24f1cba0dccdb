"""“The first of these that is free”: chosen at once, waited for, changed."""

from __future__ import annotations

from itertools import product
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.registration.bookings.domain.alternatives import COMBINATIONS_MAX, first_free
from services.registration.bookings.domain.changes import Wish
from services.registration.bookings.errors import Full
from services.registration.bookings.intake import ALTERNATIVES_MAX, BookingWish, PersonWish
from services.registration.bookings.use_cases import Bookings
from services.registration.events.domain import Promotion, Session
from shared.database.pool import Pool
from shared.errors import InvalidFields
from shared.ids import new_id
from tests.services.registration.bookings.conftest import (
    announced,
    assert_books_balance,
    event,
    plan,
    register,
    session,
    statuses,
    wish,
)
from tests.services.registration.bookings.crowds import (
    EVENT_ID,
    capacities,
    empty_places,
    make_event,
    options,
)
from tests.services.registration.house import House, answer, faults


def either(*people: list[list[Session]], **values: Any) -> BookingWish:
    """For each person a list of choices, the best first."""
    return BookingWish(
        people=[PersonWish(sessions_any=[[s.id for s in c] for c in each]) for each in people],
        **values,
    )


@given(capacities, st.lists(options, min_size=1, max_size=3))
@settings(max_examples=200, deadline=None)
def test_the_first_free_combination_is_the_first_of_all_that_fit(
    limits: list[int | None], of_each: list[tuple[tuple[UUID, ...], ...]]
) -> None:
    """Compared with the definition: every combination in order, counted seat by seat."""
    event_ = make_event(limits)
    places = empty_places(event_)
    found = first_free(places, EVENT_ID, of_each)
    expected = next((c for c in product(*of_each) if _all_fit(event_.capacities(), c)), None)
    assert found == expected
    assert all(place.taken == 0 for place in places.values())


def _all_fit(limits: dict[UUID, int | None], chosen: tuple[tuple[UUID, ...], ...]) -> bool:
    seats = [EVENT_ID for _ in chosen] + [id_ for choice in chosen for id_ in choice]
    return all(limit is None or seats.count(id_) <= limit for id_, limit in limits.items())


async def test_the_first_free_of_several_is_booked_and_told(
    bookings: Bookings, registration_pool: Pool
) -> None:
    """The next best when the best is full; nothing of the choice is left once it is decided."""
    best, second = session(2, capacity=1), session(2, capacity=1)
    planned = await plan(registration_pool, event(best, second))
    first = await register(bookings, planned.id, either([[best], [second]]))
    assert first.people[0].sessions == (best.id,)
    other = await register(bookings, planned.id, either([[best], [second]]))
    assert statuses(other) == ["confirmed"]
    kept = await bookings.reading.booking(other.id)
    assert (kept.people[0].sessions, kept.people[0].options) == ((second.id,), ())
    [_, told] = await announced(registration_pool, planned.id)
    assert told.people[0].session_ids == (second.id,)
    await assert_books_balance(registration_pool, planned)


@pytest.mark.parametrize("promotion", [Promotion.AUTOMATIC, Promotion.OFFER])
async def test_who_waits_for_any_of_several_gets_the_first_that_becomes_free(
    bookings: Bookings, registration_pool: Pool, promotion: Promotion
) -> None:
    """The alternatives stay with the waiting entry, also when a place is only offered."""
    best, second = session(2, capacity=1), session(2, capacity=1)
    planned = await plan(registration_pool, event(best, second, promotion=promotion))
    await register(bookings, planned.id, wish([best]))
    holder = await register(bookings, planned.id, wish([second]))
    waiting = await register(
        bookings, planned.id, either([[best], [second]], contact_email="mia@example.org")
    )
    assert statuses(waiting) == ["waitlisted"]
    assert waiting.people[0].options == ((best.id,), (second.id,))
    behind = await register(bookings, planned.id, wish([second]))
    assert (await bookings.reading.booking(behind.id)).people[0].position == 2
    await bookings.changing.cancel(holder.id)
    moved = await bookings.reading.booking(waiting.id)
    assert statuses(moved) == ["offered" if promotion is Promotion.OFFER else "confirmed"]
    assert (moved.people[0].sessions, moved.people[0].options) == ((second.id,), ())
    assert statuses(await bookings.reading.booking(behind.id)) == ["waitlisted"]
    await assert_books_balance(registration_pool, planned)


async def test_a_party_that_comes_together_finds_the_combination_that_fits_all(
    bookings: Bookings, registration_pool: Pool
) -> None:
    """The first person gives way to the second, who has no alternative."""
    one, two = session(2, capacity=1), session(2, capacity=1)
    planned = await plan(registration_pool, event(one, two))
    pair = await register(bookings, planned.id, either([[one], [two]], [[one]]))
    assert [p.sessions for p in pair.people] == [(two.id,), (one.id,)]
    await assert_books_balance(registration_pool, planned)


async def test_a_kept_booking_moves_to_the_first_that_is_free_or_stays(
    bookings: Bookings, registration_pool: Pool
) -> None:
    """Whoever holds a place keeps it when none of the wishes is free."""
    now, full, free = session(2, capacity=1), session(2, capacity=1), session(2, capacity=1)
    planned = await plan(registration_pool, event(now, full, free))
    mine = await register(bookings, planned.id, wish([now]))
    await register(bookings, planned.id, wish([full]))
    person = mine.people[0].id
    wished = Wish(person, (full.id,), options=((full.id,), (free.id,)))
    changed = await bookings.changing.change(mine.id, [wished])
    assert changed.people[0].sessions == (free.id,)
    await register(bookings, planned.id, wish([now]))
    again = Wish(person, (full.id,), options=((full.id,), (now.id,)))
    with pytest.raises(Full):
        await bookings.changing.change(mine.id, [again])
    assert (await bookings.reading.booking(mine.id)).people[0].sessions == (free.id,)
    await assert_books_balance(registration_pool, planned)


async def test_nobody_is_named_twice_in_one_change(
    bookings: Bookings, registration_pool: Pool
) -> None:
    """Moved and taken out at once would count a seat that nobody has."""
    one, two = session(2, capacity=5), session(4, capacity=5)
    planned = await plan(registration_pool, event(one, two))
    mine = await register(bookings, planned.id, wish([one]))
    person = mine.people[0].id
    with pytest.raises(InvalidFields):
        await bookings.changing.change(
            mine.id, [Wish(person, (two.id,)), Wish(person, cancelled=True)]
        )
    await assert_books_balance(registration_pool, planned)


async def test_alternatives_of_people_who_come_together_are_bounded(
    bookings: Bookings, registration_pool: Pool
) -> None:
    """Each may have several, all of them together only so many combinations."""
    sessions = [session(2, capacity=1) for _ in range(5)]
    planned = await plan(registration_pool, event(*sessions))
    choices = [[s] for s in sessions]
    people = [choices] * 3
    assert len(choices) ** len(people) > COMBINATIONS_MAX
    with pytest.raises(InvalidFields) as told:
        await register(bookings, planned.id, either(*people))
    assert [e.field for e in told.value.errors] == ["people"]
    alone = await register(bookings, planned.id, either(*people, fill="as_many_as_fit"))
    assert [p.sessions for p in alone.people] == [(s.id,) for s in sessions[:3]]
    with pytest.raises(InvalidFields) as told:
        await register(bookings, planned.id, either([[sessions[0]]] * (ALTERNATIVES_MAX + 1)))
    assert [e.field for e in told.value.errors] == ["people[0].sessions_any"]


async def test_a_waiting_party_can_not_grow_its_alternatives_bit_by_bit(
    bookings: Bookings, registration_pool: Pool
) -> None:
    """The bound holds for what stands on the waitlist in the end, not only for one request."""
    full = [session(2, capacity=1) for _ in range(5)]
    planned = await plan(registration_pool, event(*full, capacity=1))
    await register(bookings, planned.id, wish([]))
    party = await register(bookings, planned.id, wish(*[[full[0]]] * 3))
    options_ = tuple((s.id,) for s in full)
    for person in party.people[:2]:
        wished = Wish(person.id, options_[0], options=options_)
        await bookings.changing.change(party.id, [wished])
    last = Wish(party.people[2].id, options_[0], options=options_)
    with pytest.raises(InvalidFields):
        await bookings.changing.change(party.id, [last])


async def test_the_api_takes_lists_in_order_and_names_what_is_wrong_in_them(house: House) -> None:
    """`sessions_any` beside `sessions`: additive to POST and PATCH."""
    organiser = await house.organisation("Initiative Innenstadt")
    planned = await house.event(organiser["id"], identity="none")
    workshop, secret = (s["id"] for s in planned["sessions"])
    path = f"/api/v1/events/{planned['id']}/registrations"
    async with house.client() as client:
        body = {"people": [{"sessions_any": [[workshop], []]}]}
        made = await answer(await client.post(path, json=body), 201)
        assert made["people"][0]["sessions"] == [workshop]
        assert made["people"][0]["sessions_any"] == []
        wrong = {"people": [{"sessions_any": [[workshop], [secret], [str(new_id())]]}]}
        told = await client.post(path, json=wrong)
        assert told.status_code == 422
        assert set(faults(told)) == {"people[0].sessions_any[1]", "people[0].sessions_any[2]"}
    async with house.client(made["manage_token"]) as client:
        person = made["people"][0]["id"]
        body = {"people": [{"id": person, "sessions_any": [[], [workshop]]}]}
        moved = await client.patch(f"/api/v1/registrations/{made['id']}", json=body)
        assert (await answer(moved, 200))["people"][0]["sessions"] == []
