"""Above the budget of a network, a place is held until the link in the mail is followed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from services.registration.bookings import limits as budgets
from services.registration.bookings.domain.booking import Booking
from services.registration.bookings.errors import AddressNeeded, NoOffer, NotProven
from services.registration.bookings.limits import Limits
from services.registration.bookings.use_cases import Bookings
from services.registration.events.domain import Contact, Event
from shared.database.pool import Pool
from shared.errors import TooManyRequests
from shared.ids import new_id
from tests.services.registration.bookings.conftest import (
    TestClock,
    announced,
    assert_books_balance,
    event,
    keys,
    plan,
    session,
    statuses,
    wish,
)
from tests.services.registration.house import House, answer

OFFICE = "192.0.2.7"


@pytest_asyncio.fixture
async def guarded(
    registration_pool: Pool, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Bookings]:
    """Use cases with small budgets: two from a network, then six more that have to be proven."""
    monkeypatch.setattr(budgets, "NETWORK_BURST", 2)
    monkeypatch.setattr(budgets, "CROWD_BURST", 8)
    made = Bookings(registration_pool, clock, keys(), Limits())
    yield made
    await made.close()


async def one(bookings: Bookings, planned: Event, email: str | None, **values: Any) -> Booking:
    """Somebody in the office registers for the only session."""
    wished = wish([planned.sessions[0]], contact_email=email, **values)
    return await bookings.registering.register(planned.id, wished, key=None, network=OFFICE)


async def crowded(bookings: Bookings, pool: Pool, capacity: int | None = None) -> Event:
    """An event for which the network of the office has used its budget."""
    contact = Contact("Büro der Initiative", "+49 3641 123456", None)
    planned = await plan(pool, event(session(capacity=capacity), contact=contact))
    for name in ("ada", "ben"):
        assert statuses(await one(bookings, planned, f"{name}@example.org")) == ["confirmed"]
    return planned


async def test_above_the_budget_a_place_is_held_and_kept_by_the_link_of_the_mail(
    guarded: Bookings, registration_pool: Pool
) -> None:
    """Counted as taken at once; then confirmed, and told so."""
    planned = await crowded(guarded, registration_pool, capacity=3)
    held = await one(guarded, planned, "mia@example.org")
    assert statuses(held) == ["offered"]
    assert held.people[0].offer_expires_at is not None
    assert statuses(await one(guarded, planned, "eve@example.org")) == ["waitlisted"]
    await assert_books_balance(registration_pool, planned)
    proven = await guarded.offers.prove(held.id)
    assert (statuses(proven), proven.unproven) == (["confirmed"], False)
    assert statuses(await guarded.offers.prove(held.id)) == ["confirmed"]
    told = [m for m in await announced(registration_pool, planned.id) if m.id == held.id]
    assert [(m.reason, m.unproven, m.people[0].status) for m in told] == [
        ("registered", True, "offered"),
        ("proven", False, "confirmed"),
    ]
    await assert_books_balance(registration_pool, planned)


async def test_a_held_place_goes_to_the_next_when_nobody_follows_the_link(
    guarded: Bookings, registration_pool: Pool, clock: TestClock
) -> None:
    """By the due table, after an hour; the link is worth nothing then."""
    planned = await crowded(guarded, registration_pool, capacity=3)
    held = await one(guarded, planned, "mia@example.org")
    waiting = await one(guarded, planned, "eve@example.org")
    clock.now += timedelta(minutes=59)
    assert await guarded.offers.expire() == 0
    clock.now += timedelta(minutes=1)
    assert await guarded.offers.expire() == 1
    assert statuses(await guarded.reading.booking(held.id)) == ["cancelled"]
    with pytest.raises(NoOffer):
        await guarded.offers.prove(held.id)
    moved = await guarded.reading.booking(waiting.id)
    assert (statuses(moved), moved.unproven) == (["offered"], True), "it must be proven as well"
    await assert_books_balance(registration_pool, planned)


async def test_who_waits_unproven_may_prove_it_before_there_is_a_place(
    guarded: Bookings, registration_pool: Pool
) -> None:
    """Then a free place is theirs at once, as for everybody."""
    planned = await crowded(guarded, registration_pool, capacity=2)
    waiting = await one(guarded, planned, "eve@example.org")
    assert statuses(await guarded.offers.prove(waiting.id)) == ["waitlisted"]
    first = (await announced(registration_pool, planned.id))[0]
    await guarded.changing.cancel(first.id)
    assert statuses(await guarded.reading.booking(waiting.id)) == ["confirmed"]


async def test_the_answer_of_the_registration_does_not_prove_an_address(
    guarded: Bookings, registration_pool: Pool
) -> None:
    """Neither manage token nor booking code accept a held place: a program has both."""
    planned = await crowded(guarded, registration_pool)
    held = await one(guarded, planned, "mia@example.org")
    with pytest.raises(NotProven):
        await guarded.offers.accept(held.id)
    assert keys().proof.token(held.id, 1) != keys().manage.token(held.id, 1)


async def test_without_an_address_one_is_told_whom_to_call(
    guarded: Bookings, registration_pool: Pool
) -> None:
    """No mail could be sent; the answer names the telephone contact and when to come back."""
    planned = await crowded(guarded, registration_pool)
    with pytest.raises(AddressNeeded) as told:
        await one(guarded, planned, None)
    assert told.value.detail == "Büro der Initiative, +49 3641 123456"
    assert told.value.retry_after_seconds == 1
    elsewhere = wish([planned.sessions[0]])
    made = await guarded.registering.register(
        planned.id, elsewhere, key=None, network="198.51.100.9"
    )
    assert statuses(made) == ["confirmed"]


async def test_a_whole_office_is_let_in_and_only_a_flood_is_turned_away(
    guarded: Bookings, registration_pool: Pool, clock: TestClock
) -> None:
    """The budget refills: later the same network registers as if nothing had been."""
    planned = await crowded(guarded, registration_pool)
    for number in range(6):
        held = await one(guarded, planned, f"p{number}@example.org")
        assert statuses(held) == ["offered"]
    with pytest.raises(TooManyRequests):
        await one(guarded, planned, "last@example.org")
    clock.now += timedelta(seconds=2)
    assert statuses(await one(guarded, planned, "late@example.org")) == ["confirmed"]


def test_typing_codes_has_a_budget_of_its_own(clock: TestClock) -> None:
    """A venue behind one address finds its registrations again while people register there."""
    found = Limits()
    while found.seconds_above(OFFICE, clock.now) == 0:
        pass
    found.check_codes(OFFICE, clock.now)
    for _ in range(budgets.CODES_BURST - 1):
        found.check_codes(OFFICE, clock.now)
    with pytest.raises(TooManyRequests):
        found.check_codes(OFFICE, clock.now)


async def test_the_api_proves_with_the_secret_of_the_mail_only(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """401 with the manage token, 404 for another booking, 200 once and again."""
    limits = house.use_cases.bookings.registering.limits
    monkeypatch.setattr(limits, "seconds_above", lambda *_: 3.0)
    organiser = await house.organisation("Initiative Innenstadt")
    planned = await house.event(organiser["id"])
    body = {"contact": {"email": "mia@example.org"}, "people": [{"name": "Mia Muster"}]}
    path = f"/api/v1/events/{planned['id']}/registrations"
    async with house.client() as client:
        made = await answer(await client.post(path, json=body), 201)
        nameless = await client.post(path, json={"people": [{"name": "Eve"}]})
    assert (made["status"], made["unproven"]) == ("offered", True)
    assert nameless.status_code == 429
    assert nameless.json()["type"].endswith("address-needed")
    assert "+49 3641 123456" in nameless.json()["detail"]
    assert nameless.headers["retry-after"] == "3"
    one_ = f"/api/v1/registrations/{made['id']}"
    async with house.client(made["manage_token"]) as client:
        assert (await client.post(f"{one_}/prove")).status_code == 401
        told = await answer(await client.post(f"{one_}/accept"), 409)
        assert told["type"].endswith("address-not-proven")
    secret = house.use_cases.bookings.keys.proof.token(UUID(made["id"]), 1)
    async with house.client(secret) as client:
        assert (await client.get(one_)).status_code == 401
        other = await client.post(f"/api/v1/registrations/{new_id()}/prove")
        assert other.status_code == 404
        for _ in range(2):
            proven = await answer(await client.post(f"{one_}/prove"), 200)
            assert proven["status"] == "confirmed"
            assert "unproven" not in proven


async def test_staff_may_vouch_for_somebody_on_the_telephone(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An organizer who knows the person keeps the place for them."""
    limits = house.use_cases.bookings.registering.limits
    monkeypatch.setattr(limits, "seconds_above", lambda *_: 3.0)
    organiser = await house.organisation("Initiative Innenstadt")
    planned = await house.event(organiser["id"])
    body = {"contact": {"email": "mia@example.org"}, "people": [{"name": "Mia Muster"}]}
    async with house.client() as client:
        path = f"/api/v1/events/{planned['id']}/registrations"
        made = await answer(await client.post(path, json=body), 201)
    async with house.client(await house.token("organizer", organiser["id"])) as client:
        path = f"/api/v1/registrations/{made['id']}/accept"
        kept = await answer(await client.post(path), 200)
    assert (kept["status"], kept["unproven"]) == ("confirmed", False)


@pytest.mark.parametrize(("kind", "status"), [("job_centre", 201), ("network", 429)])
async def test_nobody_is_sent_to_a_telephone_that_may_not_help(
    house: House, monkeypatch: pytest.MonkeyPatch, kind: str, status: int
) -> None:
    """Protects visitors behind one address: where staff register nobody, no e-mail is needed."""
    limits = house.use_cases.bookings.registering.limits
    monkeypatch.setattr(limits, "seconds_above", lambda *_: 3.0)
    organiser = await house.organisation("Haus", kind)
    planned = await house.event(organiser["id"], kind="health_day")
    async with house.client() as client:
        path = f"/api/v1/events/{planned['id']}/registrations"
        made = await client.post(path, json={"people": [{}]})
    assert made.status_code == status
    assert status != 201 or made.json()["status"] == "confirmed"
