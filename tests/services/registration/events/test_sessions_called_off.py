"""A session of a published event goes while nobody has it, or is called off and told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx

from tests.services.registration.events.test_rescheduling import notices, told
from tests.services.registration.house import NOW, House, answer

EVENTS, BOOKINGS = "/api/v1/events", "registration.bookings.v1"
START = NOW + timedelta(days=9)
KEEP: dict[str, Any] = {"bookings": "keep"}
RELEASE: dict[str, Any] = {"bookings": "release", "note": {"de": "Die Trainerin ist krank."}}


def part(title: str, hour: int, **values: Any) -> dict[str, Any]:
    """A session that starts so many hours into the event."""
    starts_at = START + timedelta(hours=hour)
    ends_at = starts_at + timedelta(hours=1)
    times = {"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}
    return {"title": title, "kind": "workshop", **times, **values}


async def planned(house: House, *parts: dict[str, Any], **values: Any) -> dict[str, Any]:
    """A published event with this programme."""
    network = await house.organisation("Netzwerk")
    return await house.event(network["id"], sessions=list(parts), **values)


async def register(
    house: House, event: dict[str, Any], name: str, *sessions: str, **person: Any
) -> dict[str, Any]:
    """Somebody with these sessions."""
    body = {
        "contact": {"email": f"{name}@example.org"},
        "people": [{"name": name, "sessions": list(sessions), **person}],
    }
    path = f"{EVENTS}/{event['id']}/registrations"
    return await answer(await house.client().post(path, json=body), 201)


async def cancelled(
    house: House, event: dict[str, Any], session: str, **body: Any
) -> dict[str, Any]:
    """The event after that session is called off."""
    async with await house.administrator() as client:
        path = f"{EVENTS}/{event['id']}/sessions/{session}/cancel"
        return await answer(await client.post(path, json=body), 200)


async def now(house: House, made: dict[str, Any]) -> dict[str, Any]:
    """The one person of a registration as it is now."""
    async with house.client(made["manage_token"]) as client:
        kept = await answer(await client.get(f"/api/v1/registrations/{made['id']}"), 200)
    [person] = kept["people"]
    return dict(person)


async def counted(house: House) -> None:
    """Places taken are those of people, whatever happened."""
    wrong = await house.pool.fetch(
        "SELECT p.place_id, p.taken FROM places AS p JOIN sessions AS s ON s.id = p.place_id "
        "WHERE p.taken <> (SELECT count(*) FROM booked_people AS b WHERE s.id = ANY(b.session_ids) "
        "AND b.status IN ('confirmed', 'offered'))"
    )
    assert wrong == []


async def removed(house: House, event: dict[str, Any], session: str) -> httpx.Response:
    """What taking a session away is answered with."""
    async with await house.administrator() as client:
        body = {"remove_session_ids": [session]}
        return await client.patch(f"{EVENTS}/{event['id']}", json=body)


async def test_a_published_session_goes_only_while_nobody_has_it_or_was_there(
    house: House,
) -> None:
    """Protects choices and counts: who waits counts as much as who has a place or was scanned."""
    event = await planned(
        house,
        part("Voll", 0, capacity=1),
        part("Leer", 1),
        part("Stand", 2, drop_in=True),
        part("Zweite Wahl", 3, capacity=1),
    )
    full, empty, stand, second = (s["id"] for s in event["sessions"])
    made = await register(house, event, "a", full)
    await register(house, event, "b", second)
    await register(house, event, "c", full, sessions_any=[[full], [second]])
    scan = {
        "scan_id": made["id"],
        "kind": "station",
        "session_id": stand,
        "ticket": made["people"][0]["ticket"],
        "scanned_at": NOW.isoformat(),
        "device": "tor",
    }
    async with await house.administrator() as client:
        await answer(
            await client.post(f"{EVENTS}/{event['id']}/scans", json={"scans": [scan]}), 200
        )
    async with house.client(made["manage_token"]) as client:
        assert (await client.delete(f"/api/v1/registrations/{made['id']}")).status_code == 204
    for used in (full, stand, second):
        refused = await removed(house, event, used)
        assert refused.status_code == 409
        assert refused.json()["type"].endswith("session-in-use")
    left = await answer(await removed(house, event, empty), 200)
    assert [s["id"] for s in left["sessions"]] == [full, stand, second]


async def test_a_cancelled_session_releases_its_people_and_the_rest_of_their_choice_stays(
    house: House,
) -> None:
    """Protects people: told once with the reason, nobody keeps a place in what doesn't happen."""
    event = await planned(house, part("Yoga", 0, capacity=1), part("Kochen", 1, capacity=1))
    yoga, cooking = (s["id"] for s in event["sessions"])
    both = await register(house, event, "a", yoga, cooking)
    alone = await register(house, event, "b", yoga)
    second = await register(house, event, "c", yoga, sessions_any=[[yoga], [cooking]])
    bystander = await register(house, event, "d")
    after = await cancelled(house, event, yoga, **RELEASE)
    assert [s["cancelled"] for s in after["sessions"]] == [True, False]
    assert (await now(house, both))["sessions"] == [cooking]
    assert (await now(house, alone))["status"] == "cancelled"
    waiting = await now(house, second)
    assert (waiting["status"], waiting["sessions"]) == ("waitlisted", [cooking])
    assert (await now(house, bystander))["status"] == "confirmed"
    version = event["version"] + 1
    assert sorted((await told(house))[4:]) == [
        ("session_cancelled", "cancelled", version, True),
        ("session_cancelled", "confirmed", version, True),
        ("session_cancelled", "waitlisted", version, True),
    ]
    assert await notices(house) == [(version, RELEASE["note"])]
    gone = [m["body"].get("cancelled_sessions") for m in await house.messages(BOOKINGS)]
    assert gone[4:] == [[yoga]] * 3
    await counted(house)
    again = await cancelled(house, event, yoga, **RELEASE)
    assert again["version"] == version
    async with house.client(both["manage_token"]) as client:
        assert (await client.delete(f"/api/v1/registrations/{both['id']}")).status_code == 204
    assert (await now(house, second))["status"] == "confirmed"
    path = f"{EVENTS}/{event['id']}/registrations"
    body = {"contact": {}, "people": [{"name": "E", "sessions": [yoga]}]}
    refused = await house.client().post(path, json=body)
    assert refused.status_code == 422


async def test_who_had_nothing_else_may_stay_and_who_waited_for_both_moves_up(
    house: House,
) -> None:
    """Protects the organizer's choice, and the waitlist: what is free now is filled at once."""
    event = await planned(house, part("Yoga", 0, capacity=1), part("Kochen", 1, capacity=1))
    yoga, cooking = (s["id"] for s in event["sessions"])
    alone = await register(house, event, "a", yoga)
    waiting = await register(house, event, "b", yoga, cooking)
    only = await register(house, event, "c", yoga)
    await cancelled(house, event, yoga, **KEEP)
    for made, sessions in ((alone, []), (waiting, [cooking]), (only, [])):
        person = await now(house, made)
        assert (person["status"], person["sessions"]) == ("confirmed", sessions)
    await counted(house)


async def test_a_divided_session_is_called_off_with_its_slots_and_nothing_of_it_is_offered(
    house: House,
) -> None:
    """Protects appointments: no slot of it can be had; the page and search engines say so."""
    event = await planned(
        house,
        part("Rücken-Check", 0, slots={"every_minutes": 30, "capacity": 1}),
        part("Vorbei", 1),
        part("Stand", 2, drop_in=True),
    )
    check = event["sessions"][0]["id"]
    slot = next(s["id"] for s in event["sessions"] if s["slot_of"] == check)
    made = await register(house, event, "a", slot)
    after = await cancelled(house, event, check, **KEEP)
    assert {s["id"] for s in after["sessions"] if s["cancelled"]} == {
        s["id"] for s in event["sessions"] if check in {s["id"], s["slot_of"]}
    }
    assert (await now(house, made))["sessions"] == []
    page = (await house.client().get(f"/e/{event['id']}")).text
    assert "Dieser Programmpunkt findet nicht statt." in page
    assert "EventCancelled" in page
    form = (await house.client().get(f"/e/{event['id']}/register")).text
    assert slot not in form
    async with await house.administrator() as client:
        copied = await client.post(
            f"{EVENTS}/{event['id']}/copy",
            json={"starts_at": (START + timedelta(days=30)).isoformat()},
        )
        assert not any(s["cancelled"] for s in (await answer(copied, 201))["sessions"])
        house.now = START + timedelta(hours=2, minutes=1)
        over = next(s["id"] for s in event["sessions"] if s["title"] == "Vorbei")
        late = await client.post(f"{EVENTS}/{event['id']}/sessions/{over}/cancel", json=KEEP)
        assert late.json()["type"].endswith("session-over")
