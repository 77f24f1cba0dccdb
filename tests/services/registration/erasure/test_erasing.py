"""Erasing at the word of participants and organizers."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from services.registration.bookings.store.places import SQL
from shared.contracts.contacts import CONTACTS
from tests.services.registration.erasure.conftest import Occasion
from tests.services.registration.house import NOW, answer

STARTS = NOW + timedelta(days=9)


async def test_after_erasing_nothing_in_the_database_says_who_it_was(occasion: Occasion) -> None:
    """I7: names, addresses, answers, hashes and what waits for Kafka are gone at once."""
    booking = await occasion.register("Mira", email="mira@example.org")
    await occasion.register("Juri", email="juri@example.org")
    assert "mira" in await occasion.known()
    assert (await occasion.erase(booking)).status_code == 204
    known = await occasion.known()
    assert "mira" not in known
    assert "juri isst vegan" in known
    row = await occasion.pool.fetchrow(
        "SELECT duplicate, answers FROM booked_people WHERE booking_id = $1", UUID(booking["id"])
    )
    assert row is not None
    assert (row["duplicate"], row["answers"]) == (None, None)
    messages = await occasion.house.messages(CONTACTS.name)
    names = {m["key"]: m["body"] and m["body"]["name"] for m in messages}
    assert names[booking["people"][0]["id"]] is None
    assert "Juri" in names.values()


async def test_a_place_of_the_erased_goes_to_who_waits(occasion: Occasion) -> None:
    """The same way as a cancellation, told as `erased`."""
    first = await occasion.register("Mira", email="mira@example.org")
    await occasion.register("Juri", email="juri@example.org")
    await occasion.register("Wanda", email="wanda@example.org")
    assert (await occasion.statuses())["Wanda"] == "waitlisted"
    await occasion.erase(first)
    assert await occasion.statuses() == {
        None: "cancelled",
        "Juri": "confirmed",
        "Wanda": "confirmed",
    }
    told = await occasion.house.messages("registration.bookings.v1")
    reasons = {m["body"]["id"]: m["body"]["reason"] for m in told if "reason" in m["body"]}
    assert reasons[first["id"]] == "erased"
    assert sorted(reasons.values()) == ["erased", "promoted", "registered"]
    await _books_balance(occasion)


async def test_links_codes_tickets_and_keys_of_the_erased_are_dead(occasion: Occasion) -> None:
    """410 for who held a good link or key; erasing again changes nothing."""
    booking = await occasion.register("Mira", key="once", email="mira@example.org")
    await occasion.erase(booking)
    versions = await occasion.pool.fetch("SELECT id, version, generation FROM bookings")
    assert (await occasion.read(booking)).status_code == 410
    assert (await occasion.send("Mira", key="once", email="mira@example.org")).status_code == 410
    assert (await occasion.erase(booking)).status_code == 204
    assert (await occasion.erase(booking, token=await _admin(occasion))).status_code == 204
    assert await occasion.pool.fetch("SELECT id, version, generation FROM bookings") == versions
    async with occasion.house.client() as http:
        assert (await http.get(f"/m/{booking['manage_token']}")).status_code == 410
        assert (await http.get(f"/t/{booking['people'][0]['ticket']}")).status_code == 404
        assert (
            await occasion.house.use_cases.bookings.reading.by_code(booking["booking_code"]) is None
        )
    assert await _scanned(occasion, booking) == "unknown_ticket"
    assert (await occasion.register("Mira", email="mira@example.org"))["status"] == "confirmed"


async def test_one_of_a_party_can_go_alone_and_the_others_keep_their_registration(
    occasion: Occasion,
) -> None:
    """Only that person's name, address, answers and ticket; the contact stays."""
    party = await occasion.register("Mira", "Juri", name="Wanda", email="wanda@example.org")
    mira, juri = party["people"]
    assert (await occasion.erase(party, {"people": [mira["id"]]})).status_code == 204
    known = await occasion.known()
    assert "mira" not in known
    assert "wanda@example.org" in known
    left = await answer(await occasion.read(party), 200)
    assert [p["id"] for p in left["people"]] == [juri["id"]]
    assert left["people"][0]["ticket"] == juri["ticket"]
    assert await _scanned(occasion, {"people": [mira]}) == "unknown_ticket"
    assert (await occasion.erase(party, {"people": [juri["id"]]})).status_code == 204
    assert "wanda" not in await occasion.known()
    assert (await occasion.read(party)).status_code == 410
    tombstones = {m["key"] for m in await occasion.house.messages(CONTACTS.name) if not m["body"]}
    assert {mira["id"], juri["id"]} < tombstones
    assert len(tombstones) == 3


async def test_who_made_a_party_takes_the_contact_along(occasion: Occasion) -> None:
    """The contact's name is by default that of the first person: it must not stay behind."""
    party = await occasion.register("Mira", "Juri", email="mira@example.org")
    await occasion.erase(party, {"people": [party["people"][0]["id"]]})
    assert "mira" not in await occasion.known()
    assert (await answer(await occasion.read(party), 200))["people"][0]["status"] == "confirmed"


async def test_the_contact_alone_can_be_forgotten(occasion: Occasion) -> None:
    """A colleague who registered others and doesn't come."""
    party = await occasion.register("Mira", "Juri", name="Wanda", email="wanda@example.org")
    await occasion.erase(party, {"contact": True})
    known = await occasion.known()
    assert "wanda" not in known
    assert "mira" in known
    assert await occasion.statuses() == {"Mira": "confirmed", "Juri": "confirmed"}


async def test_somebody_who_waits_leaves_the_waitlist(occasion: Occasion) -> None:
    """Nobody is promoted who is not known any more."""
    first = await occasion.register("Mira", email="mira@example.org")
    await occasion.register("Juri", email="juri@example.org")
    waiting = await occasion.register("Wanda", email="wanda@example.org")
    await occasion.erase(waiting)
    assert await occasion.pool.fetchval("SELECT count(*) FROM waitlist") == 0
    async with occasion.house.client(first["manage_token"]) as http:
        assert (await http.delete(f"/api/v1/registrations/{first['id']}")).status_code == 204
    assert (await occasion.statuses())[None] == "cancelled"
    await _books_balance(occasion)


async def test_who_came_stays_counted_and_who_has_not_come_makes_room(occasion: Occasion) -> None:
    """While the event runs: attendance stays, under a random id; an empty chair doesn't."""
    came = await occasion.register("Mira", email="mira@example.org")
    late = await occasion.register("Juri", email="juri@example.org")
    occasion.house.now = STARTS + timedelta(minutes=30)
    assert await _scanned(occasion, came) == "ok"
    await occasion.erase(came)
    await occasion.erase(late)
    rows = await occasion.pool.fetch("SELECT booking_id, status FROM booked_people")
    assert {str(r["booking_id"]): r["status"] for r in rows} == {
        came["id"]: "confirmed",
        late["id"]: "cancelled",
    }
    assert await occasion.pool.fetchval("SELECT count(*) FROM scans") == 1
    await _books_balance(occasion)


async def test_after_the_event_erasing_changes_no_figure(occasion: Occasion) -> None:
    """Registered, waiting and came are what they were; only nobody knows who."""
    bookings = [
        await occasion.register(name, email=f"{name.lower()}@example.org")
        for name in ("Mira", "Juri", "Wanda")
    ]
    occasion.house.now = STARTS + timedelta(days=1)
    before = await occasion.pool.fetch(
        "SELECT id, status, session_ids FROM booked_people ORDER BY id"
    )
    for booking in bookings:
        assert (await occasion.erase(booking)).status_code == 204
    after = await occasion.pool.fetch(
        "SELECT id, status, session_ids FROM booked_people ORDER BY id"
    )
    assert after == before
    known = await occasion.known()
    assert not [name for name in ("mira", "juri", "wanda") if name in known]


async def test_the_organizer_erases_and_the_audit_log_knows_no_names(occasion: Occasion) -> None:
    """By id, also without a word of the participant; stewards and strangers may not."""
    booking = await occasion.register("Mira", email="mira@example.org")
    house, organiser = occasion.house, occasion.event["organiser_id"]
    steward = await house.token("steward", organiser)
    assert (await occasion.erase(booking, token=steward)).status_code == 403
    other = await house.organisation("Woanders")
    stranger = await house.token("organizer", other["id"])
    assert (await occasion.erase(booking, token=stranger)).status_code == 404
    assert (await occasion.erase(booking, token="k1.nonsense.x")).status_code == 401
    assert "mira" in await occasion.known()
    organizer = await house.token("organizer", organiser)
    assert (await occasion.erase(booking, token=organizer)).status_code == 204
    assert "mira" not in await occasion.known()
    row = await occasion.pool.fetchrow("SELECT * FROM audit_log WHERE what = 'bookings.erased'")
    assert row is not None
    assert str(row["about"]) == booking["id"]


async def test_people_of_another_registration_are_not_erased(occasion: Occasion) -> None:
    """One manage token opens one registration."""
    mine = await occasion.register("Mira", email="mira@example.org")
    yours = await occasion.register("Juri", email="juri@example.org")
    wrong = await occasion.erase(mine, {"people": [yours["people"][0]["id"]]})
    assert wrong.status_code == 422
    assert wrong.json()["errors"][0]["field"] == "people"
    assert (await occasion.erase(yours, token=mine["manage_token"])).status_code == 404
    assert (await occasion.erase(mine, {"persons": []})).status_code == 422
    assert {"mira", "juri"} <= set((await occasion.known()).replace('"', " ").split())


async def test_erasing_runs_beside_changes_scans_and_promotions(occasion: Occasion) -> None:
    """Row locks order them: books balance, nobody is half erased, no version is missing."""
    first = [await occasion.register(f"Anna{n}", email=f"anna{n}@example.org") for n in range(12)]
    occasion.house.now = STARTS + timedelta(minutes=5)

    async def cancel(booking: dict[str, Any]) -> None:
        async with occasion.house.client(booking["manage_token"]) as http:
            path = f"/api/v1/registrations/{booking['id']}"
            body = {"people": [{"id": booking["people"][0]["id"], "sessions": []}]}
            assert (await http.patch(path, json=body)).status_code in {200, 410, 422}
            assert (await http.delete(path)).status_code in {204, 410}

    async def erase(booking: dict[str, Any]) -> None:
        assert (await occasion.erase(booking)).status_code == 204

    async def scan(booking: dict[str, Any]) -> None:
        assert await _scanned(occasion, booking) in {
            "ok",
            "unknown_ticket",
            "not_confirmed",
            "cancelled",
        }

    work = (
        [(erase, b) for b in first] + [(cancel, b) for b in first[::2]] + [(scan, b) for b in first]
    )
    work += [(erase, b) for b in first[::3]]
    await asyncio.gather(*(do(b) for do, b in sorted(work, key=lambda w: w[1]["id"])))
    assert "anna" not in await occasion.known()
    assert (
        await occasion.pool.fetchval("SELECT count(*) FROM booked_people WHERE erased_at IS NULL")
        == 0
    )
    assert await occasion.pool.fetchval("SELECT count(*) FROM waitlist") == 0
    await _books_balance(occasion)


async def _books_balance(occasion: Occasion) -> None:
    """I1 and I3: seats counted anew equal the counters; versions on the outbox are contiguous."""
    held = {
        r["place_id"]: r["taken"]
        for r in await occasion.pool.fetch(SQL.recount, UUID(occasion.event["id"]))
    }
    rows = await occasion.pool.fetch("SELECT place_id, taken FROM places WHERE taken > 0")
    assert {r["place_id"]: r["taken"] for r in rows} == held
    assert held.get(UUID(occasion.workshop), 0) <= 2
    last: dict[str, int] = {}
    for message in await occasion.house.messages("registration.bookings.v1"):
        assert message["body"]["version"] == last.get(message["body"]["id"], 0) + 1
        last[message["body"]["id"]] = message["body"]["version"]
    rows = await occasion.pool.fetch("SELECT id, version FROM bookings")
    assert {str(r["id"]): r["version"] for r in rows} == last


async def _scanned(occasion: Occasion, booking: dict[str, Any]) -> str:
    body = {
        "scans": [
            {
                "scan_id": str(uuid4()),
                "kind": "in",
                "ticket": booking["people"][0]["ticket"],
                "scanned_at": occasion.house.now.isoformat(),
                "device": "tuer",
            }
        ]
    }
    async with await occasion.house.administrator() as http:
        path = f"/api/v1/events/{occasion.event['id']}/scans"
        return str((await answer(await http.post(path, json=body), 200))["results"][0]["result"])


async def _admin(occasion: Occasion) -> str:
    return await occasion.house.token("administrator")
