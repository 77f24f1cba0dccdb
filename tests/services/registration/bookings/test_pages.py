"""The form and the pages of one's own registration, as a browser without JavaScript sees them."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import httpx
import pytest

from tests.services.registration.house import House


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the first form."""
    form = page.partition("<form")[2].partition("</form>")[0]
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found}


async def planned(house: House, **values: Any) -> dict[str, Any]:
    """A published event."""
    organiser = await house.organisation("Initiative Innenstadt")
    return await house.event(organiser["id"], **values)


async def filled(client: httpx.AsyncClient, event: dict[str, Any], **fields: Any) -> httpx.Response:
    """Open the form and send it with these fields."""
    path = f"/e/{event['id']}/register"
    page = await client.get(path)
    assert page.status_code == 200, page.text
    return await client.post(path, data={**hidden(page.text), "do": "register", **fields})


async def test_somebody_registers_sees_the_ticket_and_cancels(house: House) -> None:
    """Post, redirect, get; ticket, code and calendar; cancel by a form with a token."""
    event = await planned(house)
    session_id = event["sessions"][0]["id"]
    async with house.client() as client:
        sent = await filled(
            client, event, **{"people[0].name": "Mia Muster", "people[0].sessions": session_id}
        )
        assert sent.status_code == 303
        page = await client.get(sent.headers["location"])
        assert "Sie sind angemeldet." in page.text
        assert "<svg" in page.text
        code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}", page.text)
        assert code is not None
        calendar = await client.get("/my/registration/calendar.ics")
        assert "Rücken-Check" in calendar.text
        assert "Mia Muster" in (await client.get("/my/registration/card")).text
        token = hidden(page.text)["csrf_token"]
        done = await client.post("/my/registration", data={"csrf_token": token, "do": "cancel"})
        assert done.status_code == 303
        assert "zurückgezogen" in (await client.get("/my/registration")).text
    async with house.client() as client:
        page = await client.get("/my")
        data = {**hidden(page.text), "code": code.group().lower()}
        found = await client.post("/my", data=data)
        assert found.status_code == 303
        data["code"] = "ABCD-EFGH-JKM"
        assert (await client.post("/my", data=data)).status_code == 422


async def test_what_is_wrong_stands_first_and_what_was_typed_is_kept(house: House) -> None:
    """Accessible errors: a focused summary linking to the fields, values kept."""
    event = await planned(house)
    async with house.client() as client:
        page = await filled(client, event, **{"contact.email": "mia@", "people[0].name": ""})
    assert page.status_code == 422
    assert "autofocus" in page.text.partition("error-summary")[0].rpartition("<div")[2] + page.text
    assert 'href="#field-people-0-name"' in page.text
    assert 'href="#field-contact-email"' in page.text
    assert 'value="mia@"' in page.text
    assert 'aria-invalid="true"' in page.text


async def test_who_has_no_email_may_leave_a_number_to_be_called(house: House) -> None:
    """It is kept only if nothing else reaches them, and only where the team may read it."""
    event = await planned(house)
    fields = {"people[0].name": "Rosa Ruf", "contact.phone": "03641 123456"}
    mail = {"people[0].name": "Mia Muster", "contact.email": "mia@example.org"}
    async with house.client() as client:
        page = await client.get(f"/e/{event['id']}/register")
        assert 'name="contact.phone" type="tel"' in page.text
        wrong = await filled(client, event, **{**fields, "contact.phone": "morgens"})
        assert 'href="#field-contact-phone"' in wrong.text
        assert (await filled(client, event, **fields)).status_code == 303
        assert (await filled(client, event, **{**fields, **mail})).status_code == 303
    rows = await house.pool.fetch("SELECT contact_phone FROM bookings ORDER BY created_at")
    assert sorted(str(row["contact_phone"]) for row in rows) == ["03641 123456", "None"]
    centre = await house.organisation("Jobcenter", "job_centre")
    event = await house.event(centre["id"], kind="health_day", identity="named")
    async with house.client() as client:
        page = await client.get(f"/e/{event['id']}/register")
        assert "contact.phone" not in page.text
        assert (await filled(client, event, **fields)).status_code == 303
    assert await house.pool.fetchval("SELECT count(contact_phone) FROM bookings") == 1


async def test_a_further_person_is_added_by_a_button(house: House) -> None:
    """Without JavaScript: the form comes back with one person more."""
    event = await planned(house)
    async with house.client() as client:
        page = await filled(client, event, **{"people[0].name": "Mia", "do": "add-person"})
        assert "Person 2" in page.text
        data = {**hidden(page.text), "do": "register", "fill": "all_or_none"}
        data |= {"people[0].name": "Mia", "people[1].name": "Ben"}
        sent = await client.post(f"/e/{event['id']}/register", data=data)
        assert sent.status_code == 303
    assert await house.pool.fetchval("SELECT count(*) FROM booked_people") == 2


async def test_sending_the_form_twice_registers_once(house: House) -> None:
    """The form's token is its idempotency key."""
    event = await planned(house)
    path = f"/e/{event['id']}/register"
    async with house.client() as client:
        page = await client.get(path)
        data = {**hidden(page.text), "do": "register", "people[0].name": "Mia"}
        for _ in range(2):
            assert (await client.post(path, data=data)).status_code == 303
    assert await house.pool.fetchval("SELECT count(*) FROM bookings") == 1


async def test_a_program_that_fills_in_everything_is_refused(house: House) -> None:
    """Honeypot, form token and CSRF token."""
    event = await planned(house)
    async with house.client() as client:
        trapped = await filled(client, event, **{"people[0].name": "Bot", "website": "x"})
        assert trapped.status_code == 400
        forged = await filled(client, event, **{"people[0].name": "Bot", "form_token": "1.2.3"})
        assert forged.status_code == 422
        bare = await client.post(f"/e/{event['id']}/register", data={"people[0].name": "Bot"})
        assert bare.status_code == 403
    assert await house.pool.fetchval("SELECT count(*) FROM bookings") == 0


async def test_opening_the_link_of_a_mail_changes_nothing(house: House) -> None:
    """Mail scanners open links: a cookie, and on to an address without the token."""
    event = await planned(house)
    async with house.client() as client:
        body = {"people": [{"name": "Mia"}]}
        made = await client.post(f"/api/v1/events/{event['id']}/registrations", json=body)
        opened = await client.get(f"/m/{made.json()['manage_token']}")
        assert opened.status_code == 303
        assert opened.headers["location"].endswith("/my/registration")
        assert "Bestätigt" in (await client.get("/my/registration")).text
        assert (await client.get("/m/k1.nonsense.x")).status_code == 404


async def test_the_pages_exist_in_three_languages(house: House) -> None:
    """German, English, easy language; the booking remembers which."""
    event = await planned(house)
    async with house.client() as client:
        for language in ("de", "en", "de-simple"):
            page = await client.get(f"/e/{event['id']}/register", params={"lang": language})
            assert page.status_code == 200
        await filled(client, event, **{"people[0].name": "Mia"})
    assert await house.pool.fetchval("SELECT locale FROM bookings") == "de-simple"


async def test_an_event_that_knows_nobody_asks_for_no_name(house: House) -> None:
    """Identity none: neither field nor name."""
    event = await planned(house, identity="none")
    async with house.client() as client:
        page = await client.get(f"/e/{event['id']}/register")
        assert "Wir brauchen Ihren Namen nicht." in page.text
        assert 'name="people[0].name"' not in page.text
        sent = await filled(client, event)
        assert sent.status_code == 303


async def test_the_team_reads_who_is_registered_only_where_names_are_known(house: House) -> None:
    """The list of registrations: names for the organizer, none where the event asks for none."""
    organiser = await house.organisation("Initiative Innenstadt")
    secret = await house.session("organizer", organiser["id"])
    named = await house.event(organiser["id"])
    nameless = await house.event(organiser["id"], identity="none")
    async with house.client() as public:
        await filled(public, named, **{"people[0].name": "Mia Muster"})
        await filled(public, nameless)
    async with house.client() as team:
        team.cookies.set("auftakt_session", secret)
        page = await team.get(f"/organizer/events/{named['id']}/registrations")
        assert page.status_code == 200
        assert "Mia Muster" in page.text
        page = await team.get(f"/organizer/events/{nameless['id']}/registrations")
        assert "sieht niemand" in page.text


async def test_the_first_free_of_several_is_asked_for_in_the_form(house: House) -> None:
    """Three lists without JavaScript; what waits is shown in order and can be changed."""
    day = house.now + timedelta(days=9)
    sessions = [
        {
            "title": title,
            "kind": "workshop",
            "starts_at": day.isoformat(),
            "ends_at": (day + timedelta(hours=1)).isoformat(),
            "capacity": 1,
        }
        for title in ("Rücken", "Atem")
    ]
    event = await planned(house, identity="none", sessions=sessions)
    back, breath = (s["id"] for s in event["sessions"])
    wanted = {"people[0].any": [back, breath, ""]}
    for title in ("Rücken", "Atem"):
        async with house.client() as client:
            sent = await filled(client, event, **wanted)
            assert sent.status_code == 303
            assert f"<strong>{title}</strong>" in (await client.get(sent.headers["location"])).text
    async with house.client() as client:
        sent = await filled(client, event, **wanted)
        page = (await client.get(sent.headers["location"])).text
        assert "Sie stehen auf der Warteliste." in page
        assert "Oder, wenn das früher frei wird:" in page
        person = re.search(r'name="any-([0-9a-f-]+)"', page)
        assert person is not None
        assert page.count(" selected>") == 2
        data = {"csrf_token": hidden(page)["csrf_token"], "do": "change"}
        data |= {f"any-{person[1]}": breath}
        assert (await client.post("/my/registration", data=data)).status_code == 303
        assert "Oder, wenn das" not in (await client.get("/my/registration")).text


async def test_a_held_place_is_kept_by_a_button_behind_the_link_of_the_mail(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says what to do; it doesn't offer to accept without that link."""
    limits = house.use_cases.bookings.registering.limits
    event = await planned(house)
    monkeypatch.setattr(limits, "seconds_above", lambda *_: 3.0)
    async with house.client() as client:
        nobody = await filled(client, event, **{"people[0].name": "Mia Muster"})
        assert nobody.status_code == 429
        assert nobody.headers["retry-after"] == "3"
        assert "+49 3641 123456" in nobody.text
        sent = await filled(
            client, event, **{"people[0].name": "Mia Muster", "contact.email": "mia@example.org"}
        )
        page = await client.get(sent.headers["location"])
        assert "Bitte bestätigen Sie Ihre Anmeldung." in page.text
        assert 'value="accept"' not in page.text
        assert 'value="prove"' not in page.text
        tried = {"csrf_token": hidden(page.text)["csrf_token"], "do": "prove"}
        assert (await client.post("/my/registration", data=tried)).status_code == 400
    booking_id = await house.pool.fetchval("SELECT id FROM bookings")
    async with house.client() as client:
        secret = house.use_cases.bookings.keys.proof.token(booking_id, 1)
        opened = await client.get(f"/c/{secret}")
        assert opened.status_code == 303
        page = await client.get("/my/registration")
        assert secret not in page.text
        assert await house.pool.fetchval("SELECT status FROM bookings") == "offered"
        data = {"csrf_token": hidden(page.text)["csrf_token"], "do": "prove"}
        assert (await client.post("/my/registration", data=data)).status_code == 303
        assert "Bitte bestätigen" not in (await client.get("/my/registration")).text
        assert (await client.get("/c/made-up")).status_code == 404
    assert await house.pool.fetchval("SELECT status FROM bookings") == "confirmed"


async def test_part_of_a_party_cancels_and_the_others_still_come(house: House) -> None:
    """By ticks on one's own page; ticking nobody is told, and cancels nobody."""
    event = await planned(house)
    people = [{"name": name} for name in ("Mia Muster", "Ada Muster", "Ben Muster")]
    async with house.client() as client:
        path = f"/api/v1/events/{event['id']}/registrations"
        made = (await client.post(path, json={"people": people})).json()
        await client.get(f"/m/{made['manage_token']}")
        page = await client.get("/my/registration")
        assert "Wer kommt nicht?" in page.text
        data = {"csrf_token": hidden(page.text)["csrf_token"], "do": "cancel-some"}
        nobody = await client.post("/my/registration", data=data)
        assert nobody.status_code == 422
        assert "mindestens eine Person" in nobody.text
        data["people"] = made["people"][1]["id"]
        assert (await client.post("/my/registration", data=data)).status_code == 303
        page = await client.get("/my/registration")
    assert "Ada Muster" not in page.text
    assert "Mia Muster" in page.text
    rows = await house.pool.fetch("SELECT status FROM booked_people ORDER BY number")
    assert [row["status"] for row in rows] == ["confirmed", "cancelled", "confirmed"]
