"""What an event says of itself beyond its title: place, team, minimum, agenda, overlaps, window."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import msgspec

from services.registration.events.domain import Minimum, Status, minimum_of
from services.registration.events.store import read_event
from shared.contracts.events import EventChanged
from tests.services.registration.house import NOW, House, answer, event_body, faults

EVENTS = "/api/v1/events"
PLACE: dict[str, Any] = {
    "address": {"street": "Knebelstraße 10", "postal_code": "07743", "city": "Jena"},
    "accessibility": {
        "step_free": True,
        "accessible_toilet": True,
        "accessible_parking": False,
        "quiet_room": True,
        "public_transport": "Straßenbahn 1, Haltestelle Volksbad",
        "notes": "Der Aufzug ist links vom Eingang.",
    },
}
START = NOW + timedelta(days=9)


def at(hours: float) -> str:
    """So many hours after the event has started."""
    return (START + timedelta(hours=hours)).isoformat()


def part(title: str, starts: float, ends: float, **values: Any) -> dict[str, Any]:
    """A session."""
    times = {"starts_at": at(starts), "ends_at": at(ends)}
    return {"title": title, "kind": "workshop", **times, **values}


async def register(client: httpx.AsyncClient, event: dict[str, Any], *ids: str) -> httpx.Response:
    """One person for these sessions."""
    person = {"name": "Mira Muster", "sessions": list(ids)}
    return await client.post(
        f"{EVENTS}/{event['id']}/registrations", json={"contact": {}, "people": [person]}
    )


async def test_the_public_reads_address_and_accessibility(house: House) -> None:
    """Protects who can't just walk in: what is there, what is not, and what nobody has said."""
    network = await house.organisation("Netzwerk")
    event = await house.event(
        network["id"], **PLACE, texts={"en": {"accessibility": "Lift to the left."}}
    )
    public = await answer(await house.client().get(f"{EVENTS}/{event['id']}"), 200)
    assert public["address"] == {**PLACE["address"], "country": "DE"}
    assert public["accessibility"] == {**PLACE["accessibility"], "sign_language": None}
    assert public["texts"]["en"]["accessibility"] == "Lift to the left."
    told = (await house.messages("registration.events.v1"))[-1]["body"]
    assert told["accessibility"] == public["accessibility"]
    async with await house.administrator() as client:
        path = f"{EVENTS}/{event['id']}"
        gone = await answer(await client.patch(path, json={"accessibility": None}), 200)
    assert (gone["accessibility"], gone["address"]) == (None, public["address"])


async def test_every_version_on_the_topic_is_the_event_as_it_was_kept(house: House) -> None:
    """Protects readers of the topic: versions without a gap, the last as it was kept."""
    network, other = await house.organisation("Netzwerk"), await house.organisation("Stadt")
    event = await house.event(network["id"])
    path = f"{EVENTS}/{event['id']}"
    changes: list[dict[str, Any]] = [
        PLACE,
        {"co_organiser_ids": [other["id"]]},
        {"minimum_participants": 8, "decide_by": at(-48)},
        {"notice": {"de": "Wir ziehen um."}},
    ]
    async with await house.administrator() as client:
        for change in changes:
            await answer(await client.patch(path, json=change), 200)
    told = [
        msgspec.convert(m["body"], EventChanged, strict=False)
        for m in await house.messages("registration.events.v1")
    ]
    assert [m.version for m in told] == list(range(1, len(changes) + 3))
    async with house.pool.acquire() as connection:
        kept = await read_event(connection, told[-1].id)
    assert kept is not None
    assert kept.accessibility is not None
    last = told[-1]
    for name in ("version", "co_organiser_ids", "minimum_participants", "decide_by"):
        assert getattr(last, name) == getattr(kept, name)
    assert (dict(kept.notice), last.notice) == ({"de": "Wir ziehen um."}, {})
    assert last.accessibility is not None
    assert last.accessibility.step_free is kept.accessibility.step_free is True


async def test_organizers_of_a_co_organiser_belong_to_the_team(house: House) -> None:
    """Protects joint events: both plan, both see the list, but one of them is the host."""
    own, other = await house.organisation("Netzwerk"), await house.organisation("Stadt")
    event = await house.event(own["id"], co_organiser_ids=[other["id"]], publish=False)
    path = f"{EVENTS}/{event['id']}"
    public = await answer(await (await house.administrator()).get(path), 200)
    assert public["co_organiser_ids"] == [other["id"]]
    async with house.client(await house.token("organizer", other["id"])) as client:
        assert [e["id"] for e in (await client.get(EVENTS)).json()["items"]] == [event["id"]]
        await answer(await client.patch(path, json={"title": "Gemeinsam"}), 200)
        taken_over: dict[str, Any] = {"organiser_id": other["id"], "co_organiser_ids": []}
        nobody: dict[str, Any] = {"co_organiser_ids": []}
        for change in (nobody, taken_over):
            assert (await client.patch(path, json=change)).status_code == 403
        await answer(await client.post(f"{path}/publish"), 200)
    async with house.client(await house.token("organizer", own["id"])) as client:
        await answer(await client.patch(path, json={"co_organiser_ids": []}), 200)
    async with house.client(await house.token("steward", other["id"])) as client:
        assert (await client.patch(path, json={"title": "Fremd"})).status_code == 404
    seen = await answer(await house.client().get(path), 200)
    assert seen["co_organisers"] == []


async def test_an_item_of_the_agenda_is_shown_but_not_booked(house: House) -> None:
    """Protects the programme: who speaks when is for everybody, no place is held for it."""
    network, firm = await house.organisation("Netzwerk"), await house.organisation("Kasse")
    talk = part("Begrüßung", 0, 1, kind="agenda_item", host_organisation_id=firm["id"])
    limited = part("Führung", 1, 2, kind="agenda_item", capacity=8)
    event = await house.event(network["id"], sessions=[talk, limited])
    async with house.client() as client:
        public = await answer(await client.get(f"{EVENTS}/{event['id']}"), 200)
        item, tour = public["sessions"]
        assert (item["host_organisation"], item["availability"]) == ("Kasse", None)
        assert tour["availability"] == "free"
        refused = faults(await register(client, event, item["id"]))
        assert "isn't booked" in refused["people[0].sessions[0]"]
        await answer(await register(client, event, tour["id"]), 201)


async def test_sessions_that_overlap_are_refused_unless_the_event_allows_it(house: House) -> None:
    """Protects the rule of design §4, and organizers who know better for two named sessions."""
    network = await house.organisation("Netzwerk")
    sessions = [part("Talk", 0, 2), part("Check", 1, 3), part("Kochen", 1, 2)]
    event = await house.event(network["id"], sessions=sessions)
    talk, check, cooking = (s["id"] for s in event["sessions"])
    path = f"{EVENTS}/{event['id']}"
    async with await house.administrator() as client:
        refused = faults(await register(client, event, talk, check))
        assert refused == {"people[0].sessions[1]": "“Check” overlaps with “Talk”"}
        pair = {"allowed_overlaps": [[check, talk]]}
        changed = await answer(await client.patch(path, json=pair), 200)
        assert changed["allowed_overlaps"] == [sorted([check, talk])]
        await answer(await register(client, event, talk, check), 201)
        refused = faults(await register(client, event, talk, check, cooking))
        assert refused == {
            "people[0].sessions[1]": "“Check” overlaps with “Kochen”",
            "people[0].sessions[2]": "“Kochen” overlaps with “Talk”",
        }
        await answer(await client.patch(path, json={"overlaps": "allow"}), 200)
        await answer(await register(client, event, talk, check, cooking), 201)


async def test_a_pair_names_slots_by_the_session_they_are_of(house: House) -> None:
    """Protects time slots: a check of 15 minutes may lie within a long talk if that is allowed."""
    network = await house.organisation("Netzwerk")
    check = part("Check", 0, 2, slots={"every_minutes": 15, "capacity": 2})
    event = await house.event(network["id"], sessions=[part("Talk", 0, 2), check])
    talk, parent, *slots = (s["id"] for s in event["sessions"])
    async with await house.administrator() as client:
        assert faults(await register(client, event, talk, slots[1]))
        path, pair = f"{EVENTS}/{event['id']}", {"allowed_overlaps": [[talk, parent]]}
        await answer(await client.patch(path, json=pair), 200)
        await answer(await register(client, event, talk, slots[1]), 201)


async def test_fifteen_minute_slots_hold_two_people_each(house: House) -> None:
    """Protects slots of a check-up: two places every quarter of an hour, the third must wait."""
    network = await house.organisation("Netzwerk")
    check = part("Check", 0, 2, slots={"every_minutes": 15, "capacity": 2})
    event = await house.event(network["id"], sessions=[check], waitlist=False)
    _, *slots = event["sessions"]
    assert len(slots) == 8
    assert {s["capacity"] for s in slots} == {2}
    async with house.client() as client:
        for _ in range(2):
            await answer(await register(client, event, slots[0]["id"]), 201)
        assert (await register(client, event, slots[0]["id"])).status_code == 409
        await answer(await register(client, event, slots[1]["id"]), 201)


async def test_registration_is_open_in_its_window_only(house: House) -> None:
    """Protects the window: not before it opens, not from the instant on when it closes."""
    network = await house.organisation("Netzwerk")
    window: dict[str, Any] = {"registration_opens_at": at(-100), "registration_closes_at": at(-24)}
    event = await house.event(network["id"], **window)
    path = f"{EVENTS}/{event['id']}"
    for hours, status in ((-101, 409), (-100, 201), (-24.001, 201), (-24, 409)):
        house.now = START + timedelta(hours=hours)
        async with house.client() as client:
            public = await answer(await client.get(path), 200)
            assert public["registration_open"] is (status == 201)
            assert (await register(client, event)).status_code == status


async def test_the_join_link_reaches_nobody_who_has_no_place(house: House) -> None:
    """Protects an online meeting from uninvited guests: no public view, page or feed has it."""
    network, partner = await house.organisation("Netzwerk"), await house.organisation("Kasse")
    link = "https://meet.example.org/geheim"
    event = await house.event(
        network["id"], join_url=link, venue=None, capacity=1, partner_ids=[partner["id"]]
    )
    async with house.client() as client:
        first = await answer(await register(client, event), 201)
        waits = await answer(await register(client, event), 201)
        assert (first["status"], waits["status"]) == ("confirmed", "waitlisted")
        calendar = f"/calendar/{network['id']}"
        for path in (
            f"{EVENTS}/{event['id']}",
            "/",
            f"/e/{event['id']}",
            f"/e/{event['id']}/register",
            calendar,
            f"{calendar}/feed.ics",
            f"/api/v1/organisations/{network['id']}/calendar",
        ):
            shown = await client.get(path)
            assert shown.status_code == 200, path
            assert "geheim" not in shown.text, path
        for booking in (first, waits):
            headers = {"Authorization": f"Bearer {booking['manage_token']}"}
            kept = await client.get(f"/api/v1/registrations/{booking['id']}", headers=headers)
            assert "geheim" not in kept.text
        mode = (await client.get(f"{EVENTS}/{event['id']}")).json()["attendance_mode"]
        assert mode == "online"
    async with house.client(await house.token("partner", partner["id"])) as client:
        assert "geheim" not in (await client.get(f"{EVENTS}/{event['id']}")).text
        assert "geheim" not in (await client.get(EVENTS)).text
    told = await house.messages("registration.bookings.v1")
    assert "geheim" not in str(told)


async def test_the_team_knows_how_the_minimum_stands(house: House) -> None:
    """Protects the decision: open until its day, then reached or missed."""
    network = await house.organisation("Netzwerk")
    made = await house.event(network["id"], minimum_participants=2, decide_by=at(-48))
    public = await answer(await house.client().get(f"{EVENTS}/{made['id']}"), 200)
    assert not {"minimum_participants", "decide_by"} & set(public)
    async with house.pool.acquire() as connection:
        event = await read_event(connection, UUID(made["id"]))
    assert event is not None
    before, after = START - timedelta(hours=49), START - timedelta(hours=48)
    assert minimum_of(event, 1, before) is Minimum.OPEN
    assert minimum_of(event, 1, after) is Minimum.MISSED
    assert minimum_of(event, 2, after) is Minimum.REACHED
    assert event.status is Status.PUBLISHED


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"address": {"country": "Germany"}}, "address.country"),
    ({"address": {"street": "a\u202eb"}}, "address.street"),
    ({"address": {"house": "1"}}, "address.house"),
    ({"accessibility": {"step_free": "ja"}}, "accessibility.step_free"),
    ({"accessibility": {"notes": "x" * 4001}}, "accessibility.notes"),
    ({"minimum_participants": 0}, "minimum_participants"),
    ({"minimum_participants": 41}, "minimum_participants"),
    ({"decide_by": at(-1)}, "minimum_participants"),
    ({"minimum_participants": 3, "decide_by": at(1)}, "decide_by"),
    ({"minimum_participants": 3, "decide_by": "2027-05-12"}, "decide_by"),
    ({"overlaps": "warn"}, "overlaps"),
    ({"co_organiser_ids": ["1c1c9c0e-3e7e-4d0a-9f43-0f2f5c1b7a11"]}, "co_organiser_ids[0]"),
    ({"series_id": "1c1c9c0e-3e7e-4d0a-9f43-0f2f5c1b7a11"}, "series_id"),
]


async def test_every_wrong_field_of_a_plan_is_named(house: House) -> None:
    """Protects organizers: a 422 that says which field, for all that can be said of an event."""
    network = await house.organisation("Netzwerk")
    async with await house.administrator() as client:
        for change, field in WRONG:
            body = {**event_body(network["id"]), **change}
            found = faults(await client.post(EVENTS, json=body))
            assert any(name.startswith(field) for name in found), (change, found)
        own = {"co_organiser_ids": [network["id"]]}
        body = {**event_body(network["id"]), **own}
        assert "co_organiser_ids" in faults(await client.post(EVENTS, json=body))
    event = await house.event(network["id"])
    session, foreign = event["sessions"][0]["id"], event["id"]
    async with await house.administrator() as client:
        path = f"{EVENTS}/{event['id']}"
        for pairs, field in (
            ([[session, foreign]], "allowed_overlaps[0][1]"),
            ([[session, session]], "allowed_overlaps[0]"),
            ([[session]], "allowed_overlaps[0]"),
        ):
            assert field in faults(await client.patch(path, json={"allowed_overlaps": pairs}))
        notice = {"notice": {"Deutsch": "x"}}
        assert "notice.Deutsch" in faults(await client.patch(path, json=notice))
