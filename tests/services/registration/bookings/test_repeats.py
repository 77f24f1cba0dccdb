"""`duplicate_answer: mail`: nobody finds out by registering whether an address takes part."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

import httpx

from services.registration.bookings.use_cases import Bookings
from services.registration.events.domain import DuplicateAnswer
from shared.database.pool import Pool
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
from tests.services.registration.house import House, answer

DIFFERING = frozenset(
    {"date", "x-request-id", "traceparent", "server-timing", "set-cookie", "content-length"}
)
"""Headers that differ between any two answers."""


def silent(**values: Any) -> Any:
    """An event that doesn't tell who is registered."""
    return event(
        session(capacity=3, title="Rückenkurs"), duplicate_answer=DuplicateAnswer.MAIL, **values
    )


async def test_a_repeat_is_a_booking_of_its_own_and_marked(
    bookings: Bookings, registration_pool: Pool
) -> None:
    """It takes a place like any other; the index that refuses duplicates lets it in."""
    planned = await plan(registration_pool, silent())
    [workshop] = planned.sessions
    first = await register(bookings, planned.id, wish([workshop], contact_email="mia@example.org"))
    again = await register(bookings, planned.id, wish([workshop], contact_email="Mia@example.org"))
    third = await register(bookings, planned.id, wish([workshop], contact_email="mia@example.org"))
    assert statuses(again) == statuses(third) == ["confirmed"]
    assert len({first.id, again.id, third.id}) == 3
    kept = [(await bookings.reading.booking(b.id)).repeats for b in (first, again, third)]
    assert kept == [None, first.id, first.id]
    told = await announced(registration_pool, planned.id)
    assert [m.repeats for m in told] == [None, first.id, first.id]
    await assert_books_balance(registration_pool, planned)


async def test_repeats_within_one_batch_are_marked_as_well(
    bookings: Bookings, registration_pool: Pool
) -> None:
    """Clicks at the same moment: the later ones all repeat the first."""
    planned = await plan(registration_pool, silent())
    [workshop] = planned.sessions
    made = await asyncio.gather(
        *(
            register(bookings, planned.id, wish([workshop], contact_email="mia@example.org"))
            for _ in range(3)
        )
    )
    found = [(await bookings.reading.booking(b.id)).repeats for b in made]
    assert found.count(None) == 1
    assert {f for f in found if f} == {b.id for b, f in zip(made, found, strict=True) if not f}
    await assert_books_balance(registration_pool, planned)


async def test_who_cancelled_is_no_repeat(bookings: Bookings, registration_pool: Pool) -> None:
    """After giving up the first registration a new one is the only one."""
    planned = await plan(registration_pool, silent())
    first = await register(bookings, planned.id, wish([], contact_email="mia@example.org"))
    await bookings.changing.cancel(first.id)
    again = await register(bookings, planned.id, wish([], contact_email="mia@example.org"))
    assert (await bookings.reading.booking(again.id)).repeats is None


async def test_only_the_contact_of_both_is_told_of_both(
    bookings: Bookings, registration_pool: Pool
) -> None:
    """Somebody who enters a stranger's address as a colleague's gets no way to their booking."""
    planned = await plan(registration_pool, silent())
    await register(bookings, planned.id, wish([], contact_email="mia@example.org"))
    guest = wish([], [], contact_email="eve@example.org")
    guest.people[0].email = "mia@example.org"
    await register(bookings, planned.id, guest)
    [_, told] = await announced(registration_pool, planned.id)
    assert told.repeats is None
    row = await registration_pool.fetchval("SELECT count(repeats) FROM bookings")
    assert row == 1, "the desk sees it nevertheless"


async def test_known_and_unknown_addresses_get_the_same_answer(house: House) -> None:
    """Status, keys, headers and the order of magnitude of time; with `tell` it is a 409."""
    house.use_cases.bookings.registering.limits._enabled = False
    organiser = await house.organisation("Initiative Innenstadt")
    silent_ = await house.event(organiser["id"], identity="none", sessions=[], capacity=None)

    path = f"/api/v1/events/{silent_['id']}/registrations"
    async with house.client() as client:
        await _answers(client, path, lambda _: "mia@example.org", 1)
        known = await _answers(client, path, lambda _: "mia@example.org", 15)
        unknown = await _answers(client, path, lambda n: f"person{n}@example.org", 15)
    shapes = {_shape(response) for _, response in (*known, *unknown)}
    assert len(shapes) == 1
    slow, fast = (median(seconds for seconds, _ in each) for each in (known, unknown))
    assert max(slow, fast) < 5 * min(slow, fast)
    telling = await house.event(organiser["id"], sessions=[], duplicate_answer="tell")
    body = {"contact": {"email": "mia@example.org"}, "people": [{"name": "Mia Muster"}]}
    path = f"/api/v1/events/{telling['id']}/registrations"
    async with house.client() as client:
        await answer(await client.post(path, json=body), 201)
        told = await answer(await client.post(path, json=body), 409)
    assert told["type"].endswith("already-registered")


async def _answers(
    client: httpx.AsyncClient, path: str, address: Callable[[int], str], count: int
) -> list[tuple[float, httpx.Response]]:
    found = []
    for number in range(count):
        body = {"contact": {"email": address(number)}, "people": [{}]}
        began = perf_counter()
        response = await client.post(path, json=body)
        found.append((perf_counter() - began, response))
    return found


def _shape(response: httpx.Response) -> str:
    body = response.json()
    headers = sorted(set(response.headers) - DIFFERING)
    fixed = (body["status"], body["people"][0]["status"], body["event_id"])
    lengths = {k: len(str(v)) for k, v in body.items()}
    return str((response.status_code, headers, fixed, lengths, sorted(body["people"][0])))


async def test_the_desk_flags_repeats_and_leads_to_the_earlier_one(house: House) -> None:
    """In list and single view, and by the API: the team cancels what is too much."""
    organiser = await house.organisation("Initiative Innenstadt")
    event_ = await house.event(organiser["id"], duplicate_answer="mail")
    path = f"/api/v1/events/{event_['id']}/registrations"
    body = {"contact": {"email": "mia@example.org"}, "people": [{"name": "Mia Muster"}]}
    async with house.client() as client:
        first, again = [await answer(await client.post(path, json=body), 201) for _ in range(2)]
    session_ = await house.session("organizer", organiser["id"])
    async with house.client() as client:
        client.cookies.set("auftakt_session", session_)
        folder = f"/organizer/events/{event_['id']}/registrations"
        listed = await client.get(folder)
        assert listed.text.count("mehrfach angemeldet") == 1
        shown = await client.get(f"{folder}/{again['id']}")
        assert f"{folder}/{first['id']}" in shown.text
    async with house.client(await house.token("organizer", organiser["id"])) as client:
        seen = await answer(await client.get(f"/api/v1/registrations/{again['id']}"), 200)
    assert seen["repeats"] == first["id"]
