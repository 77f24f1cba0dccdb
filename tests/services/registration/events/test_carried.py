"""What a copy and an own template carry on of an event, and what never."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.services.registration.house import NOW, House, answer
from tests.services.registration.planner import Desk

EVENTS = "/api/v1/events"
LATER = (NOW + timedelta(days=60)).isoformat()


async def furnished(house: House, network: dict[str, Any], readers: list[str]) -> dict[str, Any]:
    """An event with an offer, an idea under an own heading, a contingent, support and a period."""
    event = await house.event(network["id"], capacity=20)
    path = f"{EVENTS}/{event['id']}"
    invited = await house.organisation("Uni", "university")
    async with await house.administrator() as client:
        offer = {"texts": {"de": {"title": "Rückenkurs"}}}
        await answer(await client.post(f"{path}/offers", json=offer), 201)
        headings = {"categories": [{"title": "Bewegte Pause"}], "points_per_device": 7}
        opened = await answer(await client.post(f"{path}/ideas/open", json=headings), 200)
        await answer(await client.patch(f"{path}/retention", json={"days": 12}), 200)
        contingent = {"organisation_id": invited["id"], "places": 4}
        await answer(await client.post(f"{path}/contingents", json=contingent), 201)
        await answer(await client.put(f"{path}/support", json={"seen_by": readers}), 200)
    body = {"code": opened["code"]}
    phone = await answer(await house.client().post(f"{path}/ideas/devices", json=body), 201)
    async with house.client(phone["device"]) as client:
        idea = {"category_id": opened["categories"][0]["id"], "text": "Geheime Idee"}
        await answer(await client.post(f"{path}/ideas", json=idea), 201)
    booking = {"contact": {"email": "mira@example.org"}, "people": [{"name": "Mira"}]}
    await answer(await house.client().post(f"{path}/registrations", json=booking), 201)
    return event


async def readers_of(house: House, network: dict[str, Any]) -> list[str]:
    """Two people of the team."""
    ids = []
    for name in ("a", "b"):
        await house.token("organizer", network["id"], email=f"{name}@team.example.org")
        ids.append(
            str(
                await house.pool.fetchval(
                    "SELECT id FROM staff WHERE email = $1", f"{name}@team.example.org"
                )
            )
        )
    return ids


@pytest.mark.parametrize("by_template", [True, False])
async def test_a_copy_has_all_of_the_plan_and_nobody_of_the_event(
    house: House, by_template: bool
) -> None:
    """Protects the work of planning, and people: headings and offers come along, ideas never."""
    network = await house.organisation("Netzwerk")
    readers = await readers_of(house, network)
    event = await furnished(house, network, readers)
    async with await house.administrator() as client:
        if by_template:
            saved = await answer(
                await client.post(f"{EVENTS}/{event['id']}/template", json={"title": "Tag"}), 201
            )
            body = {
                "template": saved["template"],
                "title": "Wieder",
                "organiser_id": network["id"],
                "starts_at": LATER,
                "time_zone": "Europe/Berlin",
            }
            made = await answer(await client.post(f"{EVENTS}/from-template", json=body), 201)
        else:
            made = await answer(
                await client.post(f"{EVENTS}/{event['id']}/copy", json={"starts_at": LATER}), 201
            )
        path = f"{EVENTS}/{made['id']}"
        await answer(await client.post(f"{path}/publish"), 200)
        offers = await answer(await client.get(f"{path}/offers"), 200)
        headings = await answer(await client.get(f"{path}/ideas/collection"), 200)
        ideas = await answer(await client.get(f"{path}/ideas"), 200)
        kept = await answer(await client.get(f"{path}/retention"), 200)
        support = await answer(await client.get(f"{path}/support"), 200)
        contingents = await answer(await client.get(f"{path}/contingents"), 200)
    assert [each["texts"]["de"]["title"] for each in offers["items"]] == ["Rückenkurs"]
    titles = [each["title"] for each in headings["categories"]]
    assert (titles, headings["points_per_device"], headings["status"]) == (
        ["Bewegte Pause"],
        7,
        "closed",
    )
    assert ideas["items"] == []
    query = "SELECT count(*) FROM bookings WHERE event_id = $1"
    assert await house.pool.fetchval(query, UUID(made["id"])) == 0
    assert (kept["days"], kept["chosen"]) == (12, True)
    assert support["seen_by"] == readers
    assert [each["places"] for each in contingents["items"]] == [4]


async def test_the_team_chooses_how_long_and_the_notice_of_the_event_says_so(house: House) -> None:
    """Protects guests: what they read of their data is what will happen to it."""
    network = await house.organisation("Netzwerk")
    event = await house.event(network["id"])
    page, notice = (
        f"/organizer/events/{event['id']}/plan/retention",
        f"/e/{event['id']}/privacy",
    )
    async with house.client() as client:
        client.cookies.set("auftakt_session", await house.session("organizer", network["id"]))
        desk = Desk(client)
        assert "Tage nach der Veranstaltung" in await desk.open(page)
        before = await desk.open(notice)
        wrong = await desk.send(page, choice="own", days="0")
        assert (wrong.status_code, "1 bis 730" in wrong.text) == (422, True)
        assert (await desk.send(page, choice="own", days="5")).status_code == 303
        assert await desk.open(notice) != before
        assert (await desk.send(page, choice="usual")).status_code == 303
        assert await desk.open(notice) == before


async def test_a_session_is_called_off_after_its_consequences_were_read(house: House) -> None:
    """Protects from surprises: who is affected stands there before anything happens."""
    network = await house.organisation("Netzwerk")
    event = await house.event(network["id"])
    session = event["sessions"][0]["id"]
    path = f"{EVENTS}/{event['id']}/registrations"
    for name in ("anna", "jo"):
        person = {"name": name, "sessions": [session]}
        body = {"contact": {"email": f"{name}@example.org"}, "people": [person]}
        await answer(await house.client().post(path, json=body), 201)
    programme = f"/organizer/events/{event['id']}/plan/programme"
    async with house.client() as client:
        client.cookies.set("auftakt_session", await house.session("organizer", network["id"]))
        desk = Desk(client)
        assert f"{programme}/{session}/cancel" in await desk.open(programme)
        form = await desk.open(f"{programme}/{session}/cancel")
        assert "2 Personen haben nichts anderes gewählt" in form
        assert "2 E-Mails gehen sofort hinaus" in form
        done = await desk.send(f"{programme}/{session}/cancel", bookings="release")
        assert done.headers["location"].endswith("/plan/programme?done=cancelled")
        assert "Der Programmpunkt ist abgesagt." in await desk.open(f"{programme}?done=cancelled")
    active = "SELECT count(*) FROM booked_people WHERE status <> 'cancelled'"
    assert await house.pool.fetchval(active) == 0
