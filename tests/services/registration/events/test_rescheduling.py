"""Another day, or none: everybody is told once, bookings kept or released, notes on their way."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.services.registration.house import NOW, House, answer, faults

EVENTS = "/api/v1/events"
START = NOW + timedelta(days=9)
WEEK = timedelta(days=7)
NOTE = {"de": "Der Saal ist belegt.", "en": "The hall is taken."}
MAILS, BOOKINGS = "registration.mail-requests.v1", "registration.bookings.v1"


async def booked(house: House, **values: Any) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """Path of a published event, the event, and Mira's registration for its first session."""
    network = await house.organisation("Netzwerk")
    event = await house.event(network["id"], **values)
    path = f"{EVENTS}/{event['id']}"
    person = {"name": "Mira Muster", "sessions": [event["sessions"][0]["id"]]}
    body = {"contact": {"email": "mira@example.org"}, "people": [person]}
    made = await answer(await house.client().post(f"{path}/registrations", json=body), 201)
    return path, event, made


async def told(house: House) -> list[tuple[str, str, Any, bool]]:
    """Reason, status, version of the event and whether noted, of each change of a booking."""
    bodies = [m["body"] for m in await house.messages(BOOKINGS) if "reason" in m["body"]]
    return [(m["reason"], m["status"], m.get("event_version"), m.get("noted")) for m in bodies]


async def notices(house: House) -> list[tuple[int, dict[str, str]]]:
    """What organizers said, by version of the event."""
    found = [m["body"] for m in await house.messages(MAILS) if "event-notice" in m["type"]]
    return [(m["event_version"], m["texts"]) for m in found]


async def test_a_note_travels_where_it_is_forgotten_and_nowhere_else(house: House) -> None:
    """Protects free text: seven days in one topic, never with the event or its bookings."""
    path, event, _ = await booked(house)
    move = {"starts_at": (START + WEEK).isoformat(), "bookings": "keep", "note": NOTE}
    async with await house.administrator() as client:
        moved = await answer(await client.post(f"{path}/reschedule", json=move), 200)
        await answer(await client.post(f"{path}/cancel", json={"note": {"de": "Sturm."}}), 200)
    version = event["version"] + 1
    assert await notices(house) == [(version, NOTE), (version + 1, {"de": "Sturm."})]
    assert (await told(house))[1:] == [
        ("event_moved", "confirmed", version, True),
        ("event_cancelled", "cancelled", version + 1, True),
    ]
    assert moved["version"] == version
    rows = await house.pool.fetch("SELECT topic, convert_from(body, 'UTF8') AS body FROM outbox")
    carrying = {row["topic"] for row in rows if "belegt" in row["body"] or "Sturm" in row["body"]}
    assert carrying == {MAILS}


@pytest.mark.parametrize("note", [{}, {"notice": {"de": "Wegen der Straßenbahn."}}])
async def test_a_patch_of_the_dates_tells_everybody(house: House, note: dict[str, Any]) -> None:
    """Protects who would come on the old day: a published event never moves silently."""
    path, event, made = await booked(house)
    later = {
        "starts_at": (START + WEEK).isoformat(),
        "ends_at": (datetime.fromisoformat(event["ends_at"]) + WEEK).isoformat(),
        "sessions": [
            {
                "id": each["id"],
                "starts_at": (datetime.fromisoformat(each["starts_at"]) + WEEK).isoformat(),
                "ends_at": (datetime.fromisoformat(each["ends_at"]) + WEEK).isoformat(),
            }
            for each in event["sessions"]
        ],
    }
    async with await house.administrator() as client:
        await answer(await client.patch(path, json={"title": "Neuer Titel"}), 200)
        assert [reason for reason, *_ in await told(house)] == ["registered"]
        changed = await answer(await client.patch(path, json={**later, **note}), 200)
        await answer(await client.patch(path, json=later), 200)
    noted = bool(note)
    assert (await told(house))[1:] == [("event_moved", "confirmed", changed["version"], noted)]
    assert await notices(house) == ([(changed["version"], note["notice"])] if noted else [])
    async with house.client(made["manage_token"]) as client:
        kept = await answer(await client.get(f"/api/v1/registrations/{made['id']}"), 200)
    assert kept["people"][0]["ticket"] == made["people"][0]["ticket"]


async def test_a_draft_moves_without_a_word(house: House) -> None:
    """Protects planning: nobody is told of days that nobody knew."""
    network = await house.organisation("Netzwerk")
    event = await house.event(network["id"], publish=False)
    async with await house.administrator() as client:
        change = {"ends_at": (datetime.fromisoformat(event["ends_at"]) + WEEK).isoformat()}
        await answer(await client.patch(f"{EVENTS}/{event['id']}", json=change), 200)
    assert await told(house) == []


async def test_another_end_is_taken_or_named(house: House) -> None:
    """Protects the programme: an end before a session ends is refused by its field."""
    path, event, _ = await booked(house)
    move: dict[str, Any] = {"starts_at": (START + WEEK).isoformat(), "bookings": "keep"}
    long = datetime.fromisoformat(event["ends_at"]) + WEEK + timedelta(hours=2)
    async with await house.administrator() as client:
        for ends_at in (START + WEEK, START + WEEK + timedelta(minutes=1), START + 99 * WEEK):
            wrong = {**move, "ends_at": ends_at.isoformat()}
            assert "ends_at" in faults(await client.post(f"{path}/reschedule", json=wrong))
        right = {**move, "ends_at": long.isoformat()}
        moved = await answer(await client.post(f"{path}/reschedule", json=right), 200)
    assert datetime.fromisoformat(moved["ends_at"]) == long
    assert datetime.fromisoformat(moved["registration_closes_at"]) == long


async def test_cancelling_needs_no_body_and_happens_once(house: House) -> None:
    """Protects the stable contract: an empty POST calls off, a second one changes nothing."""
    path, event, made = await booked(house)
    async with await house.administrator() as client:
        bodies: list[dict[str, Any]] = [{}, {"json": {}}, {"json": {"note": NOTE}}]
        for body in bodies:
            gone = await answer(await client.post(f"{path}/cancel", **body), 200)
            assert (gone["status"], gone["version"]) == ("cancelled", event["version"] + 1)
        answered = await client.post(f"{path}/cancel", json={"bookings": "drop"})
        assert "bookings" in faults(answered)
        wrong = await client.post(f"{path}/cancel", json={"note": {"Deutsch": "x"}})
        assert any(name.startswith("note.") for name in faults(wrong))
    async with house.client(made["manage_token"]) as client:
        kept = await answer(await client.get(f"/api/v1/registrations/{made['id']}"), 200)
    assert kept["people"][0]["status"] == "cancelled"
    assert [reason for reason, *_ in await told(house)] == ["registered", "event_cancelled"]


async def test_who_keeps_the_place_of_a_postponed_event_has_it_on_the_new_day(
    house: House,
) -> None:
    """Protects bookings over a gap without a date: kept, told, and worth something again."""
    path, event, made = await booked(house)
    keep = {"bookings": "keep", "note": NOTE}
    move = {"starts_at": (START + WEEK).isoformat(), "bookings": "keep"}
    async with await house.administrator() as client:
        for _ in range(2):
            off = await answer(await client.post(f"{path}/cancel", json=keep), 200)
        assert (off["status"], off["version"]) == ("cancelled", event["version"] + 1)
        full = await house.client().post(
            f"{path}/registrations", json={"contact": {}, "people": []}
        )
        assert full.status_code in {409, 422}
        on = await answer(await client.post(f"{path}/reschedule", json=move), 200)
    assert (on["status"], on["notice"]) == ("published", {})
    assert [(reason, status) for reason, status, *_ in await told(house)] == [
        ("registered", "confirmed"),
        ("event_cancelled", "confirmed"),
        ("event_moved", "confirmed"),
    ]
    async with house.client(made["manage_token"]) as client:
        kept = await answer(await client.get(f"/api/v1/registrations/{made['id']}"), 200)
    assert kept["people"][0]["ticket"] == made["people"][0]["ticket"]


async def test_a_postponed_event_may_be_called_off_for_good(house: House) -> None:
    """Protects people who wait for a new day that never comes: they are told, once."""
    path, event, _ = await booked(house)
    async with await house.administrator() as client:
        await answer(await client.post(f"{path}/cancel", json={"bookings": "keep"}), 200)
        for _ in range(2):
            off = await answer(await client.post(f"{path}/cancel"), 200)
    assert off["version"] == event["version"] + 2
    assert [(reason, status) for reason, status, *_ in await told(house)][1:] == [
        ("event_cancelled", "confirmed"),
        ("event_cancelled", "cancelled"),
    ]


async def test_what_is_over_or_never_was_public_gets_no_other_day(house: House) -> None:
    """Protects reports and drafts: closed stays closed, a dropped draft stays dropped."""
    path, _, _ = await booked(house)
    other = await house.organisation("Stadt")
    draft = await house.event(other["id"], publish=False)
    move = {"starts_at": (START + WEEK).isoformat(), "bookings": "keep"}
    async with await house.administrator() as client:
        await answer(await client.post(f"{path}/close"), 200)
        await answer(await client.post(f"{EVENTS}/{draft['id']}/cancel"), 200)
        for where in (path, f"{EVENTS}/{draft['id']}"):
            assert (await client.post(f"{where}/reschedule", json=move)).status_code == 409
        assert (await client.post(f"{path}/cancel")).status_code == 409


async def test_whom_a_change_reaches_is_counted_by_address(house: House) -> None:
    """Protects the organizer's preview: one mail for an address, the others by telephone."""
    path, event, _ = await booked(house)
    party = {
        "contact": {"email": "Mira@example.org"},
        "people": [{"name": "Jo Muster", "sessions": []}, {"name": "Al Muster", "sessions": []}],
    }
    async with await house.administrator() as client:
        await answer(await client.post(f"{path}/registrations", json=party), 201)
        await _without_address(client, path)
    async with house.pool.acquire() as lent:
        reach = await house.use_cases.event_hooks.reach(lent, event["id"])
    assert (reach.registrations, reach.people, reach.waiting) == (3, 4, 0)
    assert (reach.mails, reach.by_telephone) == (1, 1)


async def _without_address(client: httpx.AsyncClient, path: str) -> None:
    body = {"contact": {}, "people": [{"name": "Ohne Adresse", "sessions": []}]}
    await answer(await client.post(f"{path}/registrations", json=body), 201)


async def test_a_kept_booking_of_a_postponed_event_can_be_given_up(house: House) -> None:
    """Protects people who don't want to wait for another day."""
    path, _, made = await booked(house)
    async with await house.administrator() as client:
        await answer(await client.post(f"{path}/cancel", json={"bookings": "keep"}), 200)
    async with house.client(made["manage_token"]) as client:
        own = f"/api/v1/registrations/{made['id']}"
        assert (await client.delete(own)).status_code == 204
        gone = await answer(await client.get(own), 200)
    assert gone["status"] == "cancelled"
    assert (await told(house))[-1][:2] == ("cancelled", "cancelled")


async def test_another_time_of_a_session_is_told_to_those_who_chose_it(house: House) -> None:
    """Protects who would come at the old hour; nobody else is bothered, nor by a new title."""
    path, event, made = await booked(house)
    chosen, other = event["sessions"][0], event["sessions"][1]
    async with await house.administrator() as client:

        async def change(session: dict[str, Any], **values: Any) -> dict[str, Any]:
            body = {"sessions": [{"id": session["id"], **values}]}
            return await answer(await client.patch(path, json=body), 200)

        await change(chosen, title="Rücken")
        await change(other, ends_at=_sooner(other))
        assert [reason for reason, *_ in await told(house)] == ["registered"]
        moved = await change(chosen, ends_at=_sooner(chosen))
    assert (await told(house))[1:] == [("session_moved", "confirmed", moved["version"], False)]
    async with house.client(made["manage_token"]) as client:
        kept = await answer(await client.get(f"/api/v1/registrations/{made['id']}"), 200)
    assert kept["people"][0]["ticket"] == made["people"][0]["ticket"]


async def test_slots_that_move_with_their_session_are_told_to_who_booked_them(house: House) -> None:
    """Protects who comes to the minute: with the session moves the slot, and they hear of it."""
    network = await house.organisation("Netzwerk")
    event = await house.event(network["id"], publish=False)
    path = f"{EVENTS}/{event['id']}"
    check = event["sessions"][0]
    async with await house.administrator() as client:
        slots = {"id": check["id"], "slots": {"every_minutes": 20, "capacity": 1}}
        event = await answer(await client.patch(path, json={"sessions": [slots]}), 200)
        await answer(await client.post(f"{path}/publish"), 200)
        slot = next(s for s in event["sessions"] if s["slot_of"])
        person = {"name": "Mira Muster", "sessions": [slot["id"]]}
        body = {"contact": {"email": "mira@example.org"}, "people": [person]}
        await answer(await house.client().post(f"{path}/registrations", json=body), 201)
        later = {
            name: (datetime.fromisoformat(check[name]) + timedelta(minutes=30)).isoformat()
            for name in ("starts_at", "ends_at")
        }
        moved = await answer(
            await client.patch(path, json={"sessions": [{"id": check["id"], **later}]}), 200
        )
    now = next(s for s in moved["sessions"] if s["id"] == slot["id"])
    expected = datetime.fromisoformat(slot["starts_at"]) + timedelta(minutes=30)
    assert datetime.fromisoformat(now["starts_at"]) == expected
    assert (await told(house))[1:] == [("session_moved", "confirmed", moved["version"], False)]


def _sooner(session: dict[str, Any]) -> str:
    return (datetime.fromisoformat(session["ends_at"]) - timedelta(minutes=5)).isoformat()
