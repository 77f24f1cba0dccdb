"""A place on offer: taken by the link of the mail, by the booking code, by staff, or too late."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.services.registration.bookings.test_pages import hidden
from tests.services.registration.house import House, answer


async def offered(
    house: House, email: str | None = "mia@example.org", later: timedelta = timedelta()
) -> dict[str, Any]:
    """Somebody to whom the only place was offered so much later; with the organizer's token."""
    organiser = await house.organisation("Initiative Innenstadt")
    event = await house.event(
        organiser["id"], promotion="offer", capacity=1, sessions=[], waitlist=True
    )
    path = f"/api/v1/events/{event['id']}/registrations"
    async with house.client() as client:
        first = await answer(await client.post(path, json={"people": [{"name": "Ada"}]}), 201)
        body = {"contact": {"email": email}, "people": [{"name": "Mia Muster"}]}
        mia = await answer(await client.post(path, json=body), 201)
    assert mia["status"] == "waitlisted"
    house.now += later
    async with house.client(first["manage_token"]) as client:
        await client.delete(f"/api/v1/registrations/{first['id']}")
    return {
        **mia,
        "event_id": event["id"],
        "staff": await house.token("organizer", organiser["id"]),
    }


async def status(house: House, made: dict[str, Any]) -> str:
    """What the registration is now."""
    async with house.client(made["manage_token"]) as client:
        found = await answer(await client.get(f"/api/v1/registrations/{made['id']}"), 200)
    return str(found["status"])


async def press(client: httpx.AsyncClient, button: str) -> httpx.Response:
    """A button on one's own page."""
    page = await client.get("/my/registration")
    assert f'value="{button}"' in page.text
    data = {"csrf_token": hidden(page.text)["csrf_token"], "do": button}
    return await client.post("/my/registration", data=data)


@pytest.mark.parametrize(("button", "then"), [("accept", "confirmed"), ("decline", "cancelled")])
async def test_an_offer_is_answered_by_the_link_of_the_mail(
    house: House, button: str, then: str
) -> None:
    """Opening the link changes nothing; the button does."""
    made = await offered(house)
    async with house.client() as client:
        await client.get(f"/m/{made['manage_token']}")
        assert await status(house, made) == "offered"
        assert (await press(client, button)).status_code == 303
    assert await status(house, made) == then


async def test_an_offer_is_taken_by_the_booking_code(house: House) -> None:
    """At the desk's own computer, or on the telephone of somebody else."""
    made = await offered(house)
    async with house.client() as client:
        page = await client.get("/my")
        found = await client.post("/my", data={**hidden(page.text), "code": made["booking_code"]})
        assert found.status_code == 303
        assert (await press(client, "accept")).status_code == 303
    assert await status(house, made) == "confirmed"


@pytest.mark.parametrize(("deed", "then"), [("accept", "confirmed"), ("decline", "cancelled")])
async def test_staff_answer_an_offer_for_somebody_and_it_is_noted(
    house: House, deed: str, then: str
) -> None:
    """By the API as by the page of the desk; the audit log keeps who did it."""
    made = await offered(house)
    async with house.client(made["staff"]) as client:
        path = f"/api/v1/registrations/{made['id']}/{deed}"
        kept = await answer(await client.post(path), 200)
    assert kept["status"] == then
    noted = await house.pool.fetchval(
        "SELECT what FROM audit_log WHERE about = $1::uuid AND staff_id IS NOT NULL", made["id"]
    )
    assert noted == f"bookings.offer-{deed}{'ed' if deed == 'accept' else 'd'}"


async def test_an_offer_that_ran_out_is_refused_wherever_it_is_taken(house: House) -> None:
    """409, on the page in words; the due table gives it to the next."""
    made = await offered(house)
    house.now += timedelta(hours=24)
    async with house.client() as client:
        await client.get(f"/m/{made['manage_token']}")
        told = await press(client, "accept")
        assert told.status_code == 409
        assert "Das Angebot gilt nicht mehr." in told.text
    async with house.client(made["staff"]) as client:
        late = await client.post(f"/api/v1/registrations/{made['id']}/accept")
        assert late.json()["type"].endswith("no-offer")
    assert await house.use_cases.bookings.offers.expire() == 1
    assert await house.use_cases.bookings.offers.expire() == 0
    assert await status(house, made) == "cancelled"


@pytest.mark.parametrize(
    ("before_start", "then"),
    [(timedelta(minutes=15), "offered"), (timedelta(minutes=14), "confirmed")],
)
async def test_who_could_not_answer_an_offer_in_time_has_the_place_at_once(
    house: House, before_start: timedelta, then: str
) -> None:
    """Shortly before the start, and while the event runs, nobody waits for an answer."""
    made = await offered(house, later=timedelta(days=9) - before_start)
    assert await status(house, made) == then


async def test_an_open_offer_ends_when_its_event_is_closed_and_nothing_moves_after_that(
    house: House,
) -> None:
    """Protects the close barrier: what it counts is what stays, whenever the worker comes."""
    made = await offered(house)
    path = f"/api/v1/events/{made['event_id']}"
    async with house.client(made["staff"]) as client:
        await answer(await client.post(f"{path}/close"), 200)
        late = await client.post(f"/api/v1/registrations/{made['id']}/accept")
        assert late.json()["type"].endswith("registration-closed")
    assert await status(house, made) == "cancelled"
    house.now += timedelta(days=2)
    before = await versions(house)
    assert await house.use_cases.bookings.offers.expire() == 0
    assert await versions(house) == before
    kept = "SELECT type, body FROM outbox WHERE topic LIKE '%bookings%' ORDER BY id DESC LIMIT 2"
    barrier, last = [json.loads(row["body"]) for row in await house.pool.fetch(kept)]
    assert barrier["versions"] == sum(before)
    assert last["reason"] == "offer_expired"


async def test_an_offer_neither_runs_out_nor_is_taken_while_its_event_is_postponed(
    house: House,
) -> None:
    """Protects kept bookings: nobody decides about a day that is not known; then anew."""
    made = await offered(house)
    path = f"/api/v1/events/{made['event_id']}"
    accept = f"/api/v1/registrations/{made['id']}/accept"
    async with house.client(made["staff"]) as client:
        await answer(await client.post(f"{path}/cancel", json={"bookings": "keep"}), 200)
        assert (await client.post(accept)).json()["type"].endswith("registration-closed")
        house.now += timedelta(days=2)
        assert await house.use_cases.bookings.offers.expire() == 0
        assert await status(house, made) == "offered"
        start = (house.now + timedelta(days=30)).isoformat()
        move = {"starts_at": start, "bookings": "keep"}
        await answer(await client.post(f"{path}/reschedule", json=move), 200)
        assert await house.use_cases.bookings.offers.expire() == 0
        house.now += timedelta(hours=23)
        assert (await answer(await client.post(accept), 200))["status"] == "confirmed"


async def versions(house: House) -> list[int]:
    """Of all bookings."""
    rows = await house.pool.fetch("SELECT version FROM bookings ORDER BY version")
    return [row["version"] for row in rows]
