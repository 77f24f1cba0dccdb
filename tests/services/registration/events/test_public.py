"""What everybody sees of events: of drafts nothing, of a list few questions to the database."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import UUID

import asyncpg
import httpx

from services.registration.bookings.use_cases.planned import places_taken
from tests.services.registration.house import BASE_URL, House, answer, event_body

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


PLACE: dict[str, Any] = {
    "venue": "Volksbad",
    "address": {"street": "Knebelstraße 10", "postal_code": "07743", "city": "Jena"},
    "accessibility": {
        "step_free": True,
        "quiet_room": False,
        "public_transport": "Straßenbahn 1",
        "notes": "Der Aufzug ist links.",
    },
}


async def test_the_page_says_where_it_is_who_can_come_in_and_how_the_day_runs(
    house: House,
) -> None:
    """Protects guests: address, accessibility in their language, hosts together, the agenda."""
    network, city = await house.organisation("Netzwerk"), await house.organisation("Stadt Jena")
    body = event_body(network["id"])
    times = {name: body[name] for name in ("starts_at", "ends_at")}
    agenda = {"title": "Begrüßung", "kind": "agenda_item", "texts": {"de": {"summary": "Hallo."}}}
    event = await house.event(
        network["id"],
        **PLACE,
        co_organiser_ids=[city["id"]],
        join_url="https://meet.example.org/geheim",
        texts={"en": {"accessibility": "The lift is on the left."}},
        sessions=[{**agenda, **times, "room": "Saal 1"}, *body["sessions"]],
    )
    async with house.client() as guest:
        german = (await guest.get(f"/e/{event['id']}?lang=de")).text
        english = (await guest.get(f"/e/{event['id']}?lang=en")).text
    for words in (
        "Volksbad<br>Knebelstraße 10<br>07743 Jena",
        "Ohne Stufen erreichbar",
        "Kein ruhiger Raum",
        "Straßenbahn 1",
        "Der Aufzug ist links.",
        "Stadt Jena",
        "Volksbad, Jena, vor Ort und online",
        "Wer einen bestätigten Platz hat, bekommt den Link",
    ):
        assert words in german, words
    assert "barrierefreie Toilette" not in german, "nobody has said anything of it"
    assert "geheim" not in german
    run = german.partition('id="agenda-title"')[2].partition("</section>")[0]
    assert "Begrüßung" in run
    assert "Saal 1" in run
    assert "Rücken-Check" not in run
    assert "The lift is on the left." in english
    assert "Der Aufzug" not in english


async def test_search_engines_learn_place_hosts_and_parts(house: House) -> None:
    """Protects who looks for it elsewhere: schema.org data that a reader of them understands."""
    network, city = await house.organisation("Netzwerk"), await house.organisation("Stadt Jena")
    event = await house.event(network["id"], **PLACE, co_organiser_ids=[city["id"]])
    async with house.client() as guest:
        data = linked(await guest.get(f"/e/{event['id']}"))
        assert data["location"]["address"] == {
            "@type": "PostalAddress",
            "streetAddress": "Knebelstraße 10",
            "postalCode": "07743",
            "addressLocality": "Jena",
            "addressCountry": "DE",
        }
        features = {f["name"]: f["value"] for f in data["location"]["amenityFeature"]}
        assert features == {"Step-free access": True, "Quiet room": False}
        assert [each["name"] for each in data["organizer"]] == ["Netzwerk", "Stadt Jena"]
        assert [each["name"] for each in data["subEvent"]] == ["Rücken-Check", "Suchtberatung"]
        async with await house.administrator() as client:
            path = f"{EVENTS}/{event['id']}"
            online = {"venue": None, "address": None, "join_url": "https://m.example.org/x"}
            await answer(await client.patch(path, json=online), 200)
            there = await guest.get(f"/e/{event['id']}")
            assert linked(there)["location"]["@type"] == "VirtualLocation"
            await answer(await client.patch(path, json={"address": {"city": "Jena"}}), 200)
        assert (await guest.get(path)).json()["attendance_mode"] == "mixed"


async def test_the_join_link_is_for_those_with_a_confirmed_place(house: House) -> None:
    """Protects online meetings: it stands on the page of a place, not of a wait."""
    network = await house.organisation("Netzwerk")
    link = "https://meet.example.org/geheim"
    event = await house.event(network["id"], join_url=link, capacity=1)
    seen = []
    for status in ("confirmed", "waitlisted"):
        async with house.client() as client:
            body = {"contact": {}, "people": [{"name": "Mira Muster", "sessions": []}]}
            path = f"{EVENTS}/{event['id']}/registrations"
            made = await answer(await client.post(path, json=body), 201)
            assert made["status"] == status
            await client.get(f"/m/{made['manage_token']}")
            seen.append(link in (await client.get("/my/registration")).text)
    assert seen == [True, False]


def linked(page: httpx.Response) -> dict[str, Any]:
    """The JSON-LD of a page."""
    found = page.text.partition('<script type="application/ld+json">')[2]
    return dict(json.loads(found.partition("</script>")[0]))


async def test_a_link_in_a_messenger_shows_a_picture_and_the_town(house: House) -> None:
    """Protects who is sent the link: messengers need an absolute PNG, and people a town."""
    network = await house.organisation("Netzwerk")
    address = {"street": "Markt 1", "postal_code": "07743", "city": "Jena"}
    event = await house.event(network["id"], venue="Rathaus", address=address)
    async with house.client() as guest:
        for path in (f"/e/{event['id']}", f"/calendar/{network['id']}"):
            page = (await guest.get(path)).text
            [picture] = re.findall(r'property="og:image" content="([^"]+)"', page)
            assert picture.startswith(BASE_URL)
            shown = await guest.get(picture.removeprefix(BASE_URL))
            assert shown.content.startswith(b"\x89PNG")
        description = re.findall(
            r'og:description" content="([^"]+)"', (await guest.get(f"/e/{event['id']}")).text
        )
    assert "Rathaus, Jena" in description[0]
