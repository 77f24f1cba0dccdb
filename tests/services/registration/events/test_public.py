"""What everybody sees of events: of drafts nothing, of a list few questions to the database."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import asyncpg

from services.registration.bookings.use_cases.planned import places_taken
from tests.services.registration.house import House, answer

EVENTS = "/api/v1/events"


async def test_a_cancelled_draft_was_never_public(house: House) -> None:
    """Protects plans that came to nothing: nobody but the team learns that there were any."""
    network, insurer = await house.organisation("Netzwerk"), await house.organisation("Kasse")
    event = await house.event(network["id"], publish=False, partner_ids=[insurer["id"]])
    path = f"{EVENTS}/{event['id']}"
    async with await house.administrator() as client:
        gone = await answer(await client.post(f"{path}/cancel"), 200)
        assert gone["status"] == "cancelled"
        series = {"title": "Treffen"}
        base = f"/api/v1/organisations/{network['id']}/series"
        made = await answer(await client.post(base, json=series), 201)
        draft = await house.event(network["id"], publish=False, series_id=made["id"])
        await answer(await client.post(f"{EVENTS}/{draft['id']}/cancel"), 200)
        assert (await client.get(path)).status_code == 200
    async with house.client() as guest:
        assert (await guest.get(path)).status_code == 404
        assert (await guest.get(f"/e/{event['id']}")).status_code == 404
        assert (await guest.get(f"/e/{event['id']}/register")).status_code == 404
        assert (await guest.get(f"/api/v1/series/{made['id']}")).json()["events"] == []
    async with house.client(await house.token("partner", insurer["id"])) as client:
        assert (await client.get(EVENTS)).json()["items"] == []
        assert (await client.get(path)).status_code == 404
    async with house.client() as client:
        client.cookies.set("auftakt_session", await house.session("organizer", network["id"]))
        page = (await client.get(f"/organizer/events/{event['id']}")).text
        assert "war nie veröffentlicht" in page
        assert f"/e/{event['id']}" not in page


async def test_a_cancelled_event_that_was_public_stays_so(house: House) -> None:
    """Protects guests who come back to the page: it says that the event is cancelled."""
    network = await house.organisation("Netzwerk")
    event = await house.event(network["id"])
    async with await house.administrator() as client:
        await answer(await client.post(f"{EVENTS}/{event['id']}/cancel"), 200)
    async with house.client() as guest:
        assert "abgesagt" in (await guest.get(f"/e/{event['id']}")).text


async def test_places_of_many_events_are_read_at_once(house: House) -> None:
    """Protects the lists: one statement for all events, with the figures of each."""
    network = await house.organisation("Netzwerk")
    events = [await house.event(network["id"], title=f"Tag {n}") for n in range(5)]
    async with house.client() as client:
        for event, count in zip(events, range(5), strict=True):
            people = [{"name": f"P {n}", "sessions": []} for n in range(count)]
            if people:
                body = {"contact": {}, "people": people}
                path = f"{EVENTS}/{event['id']}/registrations"
                await answer(await client.post(path, json=body), 201)
    asked: list[str] = []

    def note(record: asyncpg.connection.LoggedQuery) -> None:
        asked.append(record.query)

    async with house.pool.acquire() as connection:
        with connection.query_logger(note):
            taken = await places_taken(connection, [_id(event) for event in events])
    assert [taken.get(_id(event), 0) for event in events] == [0, 1, 2, 3, 4]
    assert len(asked) == 1


def _id(event: dict[str, Any]) -> UUID:
    return UUID(event["id"])
