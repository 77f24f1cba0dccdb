"""The organizer's list: finding, changing and adding registrations, writing to people, files."""

from __future__ import annotations

import asyncio
import io
import re
from typing import Any
from uuid import uuid4

import msgspec
import openpyxl
import pytest

from tests.services.registration.desk.team import hidden, team
from tests.services.registration.house import House, answer

OTHERS = ("steward", "partner")


async def test_a_registration_is_found_by_name_address_and_code(house: House) -> None:
    """Who calls is found by whatever they know; what was typed is no pattern."""
    at = await team(house)
    mia = await at.register("Mia Muster", email="mia@example.org")
    await at.register("Ben Beispiel", email="ben@example.org")
    assert await at.names(search="muster") == ["Mia Muster"]
    assert await at.names(search="ben@exam") == ["Ben Beispiel"]
    assert await at.names(search=mia["booking_code"].lower()) == ["Mia Muster"]
    assert await at.names(search="%") == []
    assert await at.names(order="latest") == ["Ben Beispiel", "Mia Muster"]


async def test_the_list_is_limited_to_a_status_a_session_and_an_organisation(house: House) -> None:
    """Filters find registrations with such a person; unknown words are told by field."""
    at = await team(house, capacity=1, waitlist=True)
    session = at.event["sessions"][0]["id"]
    company = await house.organisation("Werk", "company", parent_id=at.organiser)
    await at.register("Mia Muster", email="mia@example.org", sessions=[session])
    async with house.client() as client:
        body = {"contact": {"organisation_id": company["id"]}, "people": [{"name": "Ben Bei"}]}
        await answer(await client.post(f"{at.path}/registrations", json=body), 201)
    assert await at.names(status="waitlisted") == ["Ben Bei"]
    assert await at.names(session_id=session) == ["Mia Muster"]
    assert await at.names(organisation_id=company["id"]) == ["Ben Bei"]
    async with await at.client() as client:
        refused = await client.get(f"{at.path}/registrations", params={"status": "odd"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "status"


async def test_pages_of_the_list_follow_each_other_in_both_orders(house: House) -> None:
    """Nobody is shown twice or left out when the list is read page by page."""
    at = await team(house)
    for n in range(5):
        await at.register(f"Person {'abcde'[n]}")
    for order in ("arrival", "latest"):
        seen: list[str] = []
        cursor: str | None = None
        async with await at.client() as client:
            while True:
                query = {"limit": 2, "order": order} | ({"cursor": cursor} if cursor else {})
                page = await answer(await client.get(f"{at.path}/registrations", params=query), 200)
                seen += [p["name"] for b in page["items"] for p in b["people"]]
                cursor = page["next"]
                if cursor is None:
                    break
        assert sorted(seen) == [f"Person {c}" for c in "abcde"]
        assert (seen == sorted(seen)) == (order == "arrival")


async def test_files_hold_what_the_list_shows_and_run_nothing(house: House) -> None:
    """A name can begin like a formula in the database: in no file does it become one."""
    at = await team(house)
    await at.register("Mia Muster", email="mia@example.org")
    await at.register("Ben Beispiel", email="ben@example.org")
    await house.pool.execute(
        "UPDATE booked_people SET name = '=HYPERLINK(1)' WHERE name = 'Ben Beispiel'"
    )
    async with await at.client() as client:
        text = await client.get(f"{at.path}/registrations/export.csv")
        one = await client.get(f"{at.path}/registrations/export.csv?search=Mia")
        sheet = await client.get(f"{at.path}/registrations/export.xlsx")
    assert "'=HYPERLINK(1)" in text.content.decode("utf-8-sig")
    assert "Mia Muster" in one.text
    assert "HYPERLINK" not in one.text
    cells = openpyxl.load_workbook(io.BytesIO(sheet.content)).active
    assert cells is not None
    assert (cells["A3"].value, cells["A3"].data_type) == ("=HYPERLINK(1)", "s")
    noted = await house.pool.fetch(
        "SELECT changed FROM audit_log WHERE what = 'bookings.exported' ORDER BY at, id"
    )
    assert sorted(msgspec.json.decode(row["changed"])["count"] for row in noted) == [1, 2, 2]


async def test_staff_register_somebody_without_an_address(house: House) -> None:
    """The code is for the caller, and it is noted who registered them."""
    at = await team(house)
    body = {"people": [{"name": "Rosa Ruf"}]}
    async with await at.client() as client:
        made = await answer(await client.post(f"{at.path}/desk/registrations", json=body), 201)
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}", made["booking_code"])
    assert await at.names(search=made["booking_code"]) == ["Rosa Ruf"]
    assert (
        await house.pool.fetchval("SELECT about::text FROM audit_log WHERE what = 'bookings.added'")
        == made["id"]
    )


async def test_who_registered_somebody_is_kept_with_the_booking_or_not_at_all(house: House) -> None:
    """One transaction writes both; the same request again is answered and noted no second time."""
    at = await team(house)
    body = {"people": [{"name": "Rosa Ruf"}]}
    key = {"Idempotency-Key": "eins"}
    async with await at.client() as client:
        path = f"{at.path}/desk/registrations"
        made = await answer(await client.post(path, json=body, headers=key), 201)
        again = await answer(await client.post(path, json=body, headers=key), 201)
    assert again["id"] == made["id"]
    await at.register("Selbst Gemacht")
    noted = await house.pool.fetch(
        """SELECT a.xmin = b.xmin AS together, a.about FROM audit_log AS a
           JOIN bookings AS b ON b.id = a.about WHERE a.what = 'bookings.added'"""
    )
    assert [(row["together"], str(row["about"])) for row in noted] == [(True, made["id"])]


@pytest.mark.parametrize("kind", ["job_centre", "employment_agency", "insurer"])
async def test_at_an_open_day_of_an_authority_staff_register_nobody_and_find_no_names(
    house: House, kind: str
) -> None:
    """Nothing records who was sent by whom, and a search by name finds nobody."""
    at = await team(house, kind, kind="health_day", identity="named")
    await at.register("Mia Muster", email="mia@example.org")
    async with await at.client() as client:
        body = {"people": [{"name": "Rosa Ruf"}]}
        refused = await client.post(f"{at.path}/desk/registrations", json=body)
        assert (refused.status_code, refused.json()["type"]) == (
            409,
            "urn:auftakt:problem:visitors-stay-unknown",
        )
        text = await client.get(f"{at.path}/registrations/export.csv")
    assert await at.names(search="Muster") == []
    assert await at.names() == [None]
    assert "Muster" not in text.text
    assert "mia@" not in text.text
    async with await at.browser() as browser:
        page = await browser.get(at.pages)
    assert "Muster" not in page.text
    assert "Jemanden anmelden" not in page.text


async def test_a_message_reaches_each_address_once_and_is_noted_without_its_text(
    house: House,
) -> None:
    """Text travels in the topic that forgets; the audit log only counts."""
    at = await team(house)
    mia = await at.register("Mia Muster", email="mia@example.org")
    pair = await at.register("Ben Bei", "Eva Bei", email="ben@example.org")
    lone = await at.register("Ohne Adresse")
    ids = [p["id"] for b in (mia, pair, lone) for p in b["people"]]
    body = {
        "person_ids": [*ids, str(uuid4())],
        "subject": "Neuer Raum",
        "text": "Raum 5.\nBis bald",
    }
    async with await at.client() as client:
        sent = await answer(await client.post(f"{at.path}/messages", json=body), 202)
    assert sent == {"recipients": 2}
    mails = [m["body"] for m in await house.messages("registration.mail-requests.v1")]
    assert [m["kind"] for m in mails] == ["organizer_message"] * 2
    assert {m["subject"] for m in mails} == {"Neuer Raum"}
    noted = await house.pool.fetchrow("SELECT * FROM audit_log WHERE what = 'messages.sent'")
    assert noted is not None
    assert "Raum" not in noted["changed"]
    for other in ("registration.bookings.v1", "registration.events.v1"):
        assert "Raum 5" not in str(await house.messages(other))


async def test_an_event_writes_ten_messages_a_day(house: House) -> None:
    """Whoever has stolen a session can't flood everybody."""
    at = await team(house)
    mia = await at.register("Mia Muster", email="mia@example.org")
    body = {"person_ids": [mia["people"][0]["id"]], "subject": "Hallo", "text": "Guten Tag"}
    async with await at.client() as client:
        for _ in range(10):
            await answer(await client.post(f"{at.path}/messages", json=body), 202)
        assert (await client.post(f"{at.path}/messages", json=body)).status_code == 409


async def test_the_link_is_sent_again_and_nothing_changes(house: House) -> None:
    """Sending again raises no generation: the first mail goes on working."""
    at = await team(house)
    mia = await at.register("Mia Muster", email="mia@example.org")
    before = await house.pool.fetchrow("SELECT * FROM bookings")
    async with await at.client() as client:
        sent = await client.post(f"/api/v1/registrations/{mia['id']}/resend")
        assert sent.status_code == 202
    assert await house.pool.fetchrow("SELECT * FROM bookings") == before
    (mail,) = await house.messages("registration.mail-requests.v1")
    assert (mail["body"]["kind"], mail["body"]["subject_id"]) == ("manage_link", mia["id"])
    assert mail["body"]["generation"] == 1


async def test_every_act_of_staff_stands_in_the_history_of_the_event(house: House) -> None:
    """Who changed what: moves and cancellations by staff, none by participants."""
    at = await team(house)
    session = at.event["sessions"][0]["id"]
    mia = await at.register("Mia Muster", email="mia@example.org")
    ben = await at.register("Ben Beispiel", email="ben@example.org")
    one = f"/api/v1/registrations/{mia['id']}"
    async with await at.client() as client:
        wish = {"people": [{"id": mia["people"][0]["id"], "sessions": [session]}]}
        await answer(await client.patch(one, json=wish), 200)
        assert (await client.delete(one)).status_code == 204
    async with house.client(ben["manage_token"]) as client:
        assert (await client.delete(f"/api/v1/registrations/{ben['id']}")).status_code == 204
    noted = await house.pool.fetch(
        "SELECT what, about::text FROM audit_log WHERE what LIKE 'bookings.%' ORDER BY at, id"
    )
    assert sorted(tuple(row) for row in noted) == [
        ("bookings.cancelled", mia["id"]),
        ("bookings.moved", mia["id"]),
    ]
    async with await at.browser() as browser:
        page = await browser.get(f"{at.pages}/history")
    assert "Jemanden abgemeldet" in page.text


async def test_those_who_were_ticked_are_cancelled_after_a_question(house: House) -> None:
    """The page says who will be told before anything happens; the rest of a party stays."""
    at = await team(house)
    pair = await at.register("Ben Bei", "Eva Bei", email="ben@example.org")
    ben, eva = (p["id"] for p in pair["people"])
    async with await at.browser() as browser:
        page = await browser.get(at.pages)
        assert f'value="{ben}"' in page.text
        data = {**hidden(page.text, f"{at.pages}/selected"), "person": ben, "do": "cancel"}
        asked = await browser.post(f"{at.pages}/selected", data=data)
        assert "Wirklich abmelden?" in asked.text
        assert "Eine E-Mail sagt Bescheid." in asked.text
        sure = {**hidden(asked.text, f"{at.pages}/selected"), "do": "cancel"}
        done = await browser.post(f"{at.pages}/selected", data=sure)
        assert done.status_code == 303
    rows = await house.pool.fetch("SELECT id::text, status FROM booked_people")
    assert {r["id"]: r["status"] for r in rows} == {ben: "cancelled", eva: "confirmed"}


async def test_a_registration_by_telephone_ends_with_a_card_to_print(house: House) -> None:
    """From the empty form to code and ticket, without an address."""
    at = await team(house)
    async with await at.browser() as browser:
        page = await browser.get(f"{at.pages}/new")
        data = {**hidden(page.text, f"{at.pages}/new"), "people[0].name": "Rosa Ruf"}
        done = await browser.post(f"{at.pages}/new", data=data)
        assert done.status_code == 303, done.text
        one = await browser.get(done.headers["location"])
        assert "Karte drucken" in one.text
        card = await browser.get(done.headers["location"].partition("?")[0] + "/card")
    assert re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}", card.text)
    assert "<svg" in card.text


async def test_the_organizer_erases_one_of_a_party(house: House) -> None:
    """Only who was ticked is forgotten, after a question."""
    at = await team(house)
    pair = await at.register("Ben Bei", "Eva Bei", email="ben@example.org")
    path = f"{at.pages}/{pair['id']}"
    async with await at.browser() as browser:
        page = await browser.get(path)
        token = {k: v for k, v in hidden(page.text, path).items() if k == "csrf_token"}
        asked = await browser.post(path, data={**token, "do": "erase"})
        assert "Wirklich alle Angaben löschen?" in asked.text
        sure = {**token, "do": "erase", "sure": "yes"}
        assert (await browser.post(path, data=sure)).status_code == 422
        sure["person"] = pair["people"][1]["id"]
        assert (await browser.post(path, data=sure)).status_code == 303
    assert await at.names() == ["Ben Bei", None]


@pytest.mark.parametrize("role", OTHERS)
async def test_others_see_no_list(house: House, role: str) -> None:
    """Stewards and partners don't see who is registered; strangers not that there is a list."""
    at = await team(house)
    async with await at.client(role) as client:
        assert (await client.get(f"{at.path}/registrations")).status_code == 403
    stranger = await house.organisation("Andere")
    token = await house.token("organizer", stranger["id"])
    async with house.client(token) as client:
        assert (await client.get(f"{at.path}/registrations")).status_code == 404


async def test_moves_beside_a_moving_waitlist_keep_the_books_balanced(house: House) -> None:
    """Staff move people while others leave and the waitlist moves up: places equal people."""
    at = await team(house, capacity=6, waitlist=True)
    session = at.event["sessions"][0]["id"]
    made = [await at.register(f"Person {'abcdefghijkl'[n]}") for n in range(12)]
    async with await at.client() as client:

        async def move(booking: dict[str, Any]) -> int:
            wish = {"people": [{"id": booking["people"][0]["id"], "sessions": [session]}]}
            path = f"/api/v1/registrations/{booking['id']}"
            return (await client.patch(path, json=wish)).status_code

        async def leave(booking: dict[str, Any]) -> int:
            return (await client.delete(f"/api/v1/registrations/{booking['id']}")).status_code

        ways = [leave(b) if n % 3 == 0 else move(b) for n, b in enumerate(made)]
        statuses = await asyncio.gather(*ways)
    assert set(statuses) <= {200, 204}
    counted = await house.pool.fetch(
        """SELECT place_id, taken, (SELECT count(*) FROM booked_people
               WHERE status IN ('confirmed', 'offered')
                 AND (place_id = event_id OR place_id = ANY(session_ids))) AS held
           FROM places"""
    )
    assert all(row["taken"] == row["held"] for row in counted)
    assert max(row["taken"] for row in counted) == 6


async def test_five_thousand_registrations_are_listed_at_once(house: House) -> None:
    """Searching and turning pages stay quick in the largest event we plan for."""
    at = await team(house, capacity=6_000)
    await at.register("Mia Muster", email="mia@example.org")
    await house.pool.execute(
        """WITH made AS (
               INSERT INTO bookings (id, event_id, status, fill, locale, code_lookup, created_at,
                                     changed_at, contact_email)
               SELECT gen_random_uuid(), event_id, 'confirmed', 'all_or_none', 'de', '', created_at
                   + n * interval '1 second', changed_at, 'p' || n || '@example.org'
               FROM bookings, generate_series(1, 4999) AS n RETURNING id, event_id, changed_at)
           INSERT INTO booked_people (id, booking_id, event_id, number, status, session_ids, name,
                                      changed_at)
           SELECT gen_random_uuid(), id, event_id, 1, 'confirmed', '{}', 'Name', changed_at
           FROM made"""
    )
    started = asyncio.get_running_loop().time()
    assert await at.names(search="p4999@") == ["Name"]
    assert await at.names(search="niemand") == []
    assert asyncio.get_running_loop().time() - started < 2
    async with await at.client() as client:
        text = await client.get(f"{at.path}/registrations/export.csv")
    assert len(text.text.splitlines()) == 5_001
