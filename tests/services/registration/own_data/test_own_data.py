"""“What do you know about me?”: everything, for whoever holds the registration and nobody else."""

from __future__ import annotations

import ast
import io
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pypdf

from services.registration.own_data import sources, words
from services.registration.own_data.shown import as_json
from shared.ids import new_id
from tests.services.registration.companies.test_companies import (
    ask,
    event_of,
    register,
    take_over,
)
from tests.services.registration.house import House, answer

PERSONAL = (
    r"(^|_)(person|people|booking|attendee|contact|staff)(_ids?)?$"
    r"|(^|_)(name|email|phone|mail|address|device|network|browser|note|text)(_hash)?$"
)
"""Columns that say something of somebody, by their names."""
TOLD = {
    "bookings",
    "booked_people",
    "given_answers",
    "support_needs",
    "company_registrations",
    "claimed_places",
    "invitations",
    "series_followers",
    "calls",
    "scans",
    "audit_log",
}
"""Tables whose rows about a person the account tells of."""
SILENT = {
    "waitlist": "ids and places of people who wait, told with them",
    "idempotency_keys": "hashes, for a day",
    "organisations": "no people",
    "organisation_imports": "what a file is called",
    "events": "whom guests may ask; part of the plan",
    "idea_collections": "a number for each device",
    "ideas": "of a device, by a key that goes with the collection: nobody knows whose",
    "idea_points": "the same",
    "former_addresses": "for a few days, that an address was corrected; not which",
    "tallies": "totals of a device at the door",
}
"""Tables that mention people in some way, or seem to, and have nothing more to tell."""
STAFF = {"staff", "grants", "sign_ins", "staff_sessions", "organisation_contacts"}
"""Those who work with the programme, who are no guests of an event."""


async def registered(house: House, **values: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A named event, and Mia's registration for its workshop."""
    organiser = await house.organisation("Initiative Innenstadt")
    event = await house.event(organiser["id"], **values)
    body = {
        "contact": {"name": "Mia Muster", "email": "mia@example.org", "phone": "+49 3641 22"},
        "people": [
            {
                "name": "Mia Muster",
                "sessions": [event["sessions"][0]["id"]],
                "answers": {"Mittagessen": True},
            }
        ],
    }
    async with house.client() as client:
        path = f"/api/v1/events/{event['id']}/registrations"
        return event, await answer(await client.post(path, json=body), 201)


async def test_everything_kept_about_somebody_is_told_with_purpose_period_and_readers(
    house: House,
) -> None:
    """Name, address, telephone, sessions, notes, what the team did, when the ticket was read."""
    event, made = await registered(house)
    person = UUID(made["people"][0]["id"])
    await house.pool.execute(
        "INSERT INTO scans (event_id, scan_id, kind, attendee_id, attendee_kind, scanned_at, "
        "received_at) VALUES ($1, $2, 'in', $3, 'booked', $4, $4)",
        UUID(event["id"]),
        new_id(),
        person,
        house.now,
    )
    await house.pool.execute(
        "INSERT INTO support_needs VALUES ($1, $2, '{wheelchair}', 'Rampe', 1, $3, $3)",
        person,
        UUID(event["id"]),
        house.now,
    )
    async with house.client(made["manage_token"]) as client:
        path = f"/api/v1/registrations/{made['id']}/data"
        told = await answer(await client.get(path), 200)
    text = msgspec.json.encode(told).decode()
    for kept in ("Mia Muster", "mia@example.org", "+49 3641 22", "Rücken-Check", "Mittagessen"):
        assert kept in text
    kinds = {kind["kind"]: kind for kind in told["kinds"]}
    assert kinds.keys() == {
        "registration",
        "contact",
        "people",
        "support",
        "visits",
        "technical",
    }
    assert kinds["visits"]["entries"][0]["what"] == "in"
    assert kinds["support"]["entries"][0]["note"] == "Rampe"
    assert told["controller"] == "Initiative Innenstadt"
    for kind in told["kinds"]:
        assert kind["purpose"]
        assert kind["recipients"]
        assert kind["kept_until"] >= told["as_of"][:10] or kind["kind"] == "support"


async def test_the_data_open_to_the_manage_token_of_the_registration_only(house: House) -> None:
    """401 for staff and strangers, 404 for another registration: it is nobody else's right."""
    event, made = await registered(house)
    path = f"/api/v1/registrations/{made['id']}/data"
    for token in (None, await house.token("organizer", event["organiser_id"]), "made-up"):
        async with house.client(token) as client:
            assert (await client.get(path)).status_code == 401
    async with house.client(made["manage_token"]) as client:
        other = await client.get(f"/api/v1/registrations/{new_id()}/data")
        assert other.status_code == 404


async def test_of_a_party_nobody_learns_who_came(house: House) -> None:
    """Whoever registered others sees what they entered, not when tickets were read."""
    organiser = await house.organisation("Initiative Innenstadt")
    event = await house.event(organiser["id"])
    people = [{"name": "Mia Muster"}, {"name": "Ada Muster"}]
    async with house.client() as client:
        path = f"/api/v1/events/{event['id']}/registrations"
        body = {"contact": {"name": "Mia Muster"}, "people": people}
        made = await answer(await client.post(path, json=body), 201)
    for someone in made["people"]:
        await house.pool.execute(
            "INSERT INTO scans (event_id, scan_id, kind, attendee_id, attendee_kind, scanned_at, "
            "received_at) VALUES ($1, $2, 'in', $3, 'booked', $4, $4)",
            UUID(event["id"]),
            new_id(),
            UUID(someone["id"]),
            house.now,
        )
    booking = await house.use_cases.bookings.reading.booking(UUID(made["id"]))
    told = as_json(await house.use_cases.own_data.account(booking))
    assert "visits" not in {kind["kind"] for kind in told["kinds"]}
    [folk] = [kind for kind in told["kinds"] if kind["kind"] == "people"]
    assert [entry["name"] for entry in folk["entries"]] == ["Mia Muster", "Ada Muster"]


async def test_following_invitation_company_and_organisation_are_told(house: House) -> None:
    """What somebody else wrote down about a person is theirs to know, too."""
    event, made = await registered(house)
    id_, person = UUID(made["id"]), UUID(made["people"][0]["id"])
    pool, event_id = house.pool, UUID(event["id"])
    series, company, invitation = new_id(), new_id(), new_id()
    await pool.execute(
        "INSERT INTO event_series (id, version, organisation_id, title, titles, created_at) "
        "VALUES ($1, 1, $2, 'Treffen', '{}', $3)",
        series,
        UUID(event["organiser_id"]),
        house.now,
    )
    await pool.execute(
        "INSERT INTO series_followers (id, series_id, email, email_hash, locale, person_id, "
        "created_at, erase_at) VALUES ($1, $2, 'mia@example.org', '', 'de', $3, $4, $4)",
        new_id(),
        series,
        person,
        house.now,
    )
    await pool.execute(
        "INSERT INTO company_registrations (id, event_id, company, contact_name, contact_email, "
        "locale, created_at) VALUES ($1, $2, 'Muster GmbH', 'Ina Ruf', 'i@example.org', 'de', $3)",
        company,
        event_id,
        house.now,
    )
    await pool.execute(
        "INSERT INTO claimed_places (person_id, claimed_at, by_mail) VALUES ($1, $2, true)",
        person,
        house.now,
    )
    await pool.execute(
        "INSERT INTO invitations (id, event_id, channel, name, address, locale, code_lookup, "
        "created_at) VALUES ($1, $2, 'letter', 'Mia Muster', 'Am Markt 1', 'de', 'x', $3)",
        invitation,
        event_id,
        house.now,
    )
    await pool.execute(
        "UPDATE bookings SET registered_by = $2, invitation_id = $3, organisation_id = $4 "
        "WHERE id = $1",
        id_,
        company,
        invitation,
        UUID(event["organiser_id"]),
    )
    async with house.client(made["manage_token"]) as client:
        told = await answer(await client.get(f"/api/v1/registrations/{id_}/data"), 200)
    entries = {kind["kind"]: kind["entries"][0] for kind in told["kinds"]}
    assert entries["registration"]["organisation"] == "Initiative Innenstadt"
    assert entries["following"]["series"] == "Treffen"
    assert entries["invitation"]["address"] == "Am Markt 1"
    assert (entries["company"]["company"], entries["company"]["name"]) == ("Muster GmbH", "Ina Ruf")
    assert entries["company"]["taken_over_at"] is not None


async def test_it_is_a_page_to_read_and_a_file_to_take_away(house: House) -> None:
    """Reached from one's own registration; without the cookie the way to it is the code."""
    _, made = await registered(house)
    async with house.client() as client:
        away = await client.get("/my/registration/data")
        assert (away.status_code, away.headers["location"]) == (303, "http://localhost:8000/my")
        assert (await client.get("/my/registration/data.json")).status_code == 404
        await client.get(f"/m/{made['manage_token']}")
        mine = await client.get("/my/registration")
        assert "/my/registration/data" in mine.text
        page = await client.get("/my/registration/data")
        file = await client.get("/my/registration/data.json")
    assert page.status_code == 200
    for shown in ("mia@example.org", "Rücken-Check", "Mittagessen: ja", "Gelöscht spätestens am"):
        assert shown in re.sub(r"<[^>]+>", "", page.text), shown
    assert file.headers["content-disposition"].endswith('filename="meine-daten.json"')
    assert "mia@example.org" in file.text


async def test_every_table_that_knows_a_person_is_told_of_or_named_as_silent(house: House) -> None:
    """A new table or column with people in it must be thought about here."""
    rows = await house.pool.fetch(
        "SELECT DISTINCT table_name FROM information_schema.columns JOIN information_schema.tables "
        "USING (table_schema, table_name) WHERE table_schema = 'public' "
        "AND table_type = 'BASE TABLE' AND column_name ~ $1",
        PERSONAL,
    )
    found = {row["table_name"] for row in rows}
    thought_of = TOLD | SILENT.keys() | STAFF
    assert not found - thought_of, "tell of these in own_data/sources.py"
    assert not thought_of - found, "these are no more: take them off the lists here"


def test_every_kind_and_field_has_words() -> None:
    """A missing word would break the page of the one person who has such data."""
    tree = ast.parse(Path(sources.__file__).read_text(encoding="utf-8"))
    kinds = {
        call.args[0].value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "Known"
        and isinstance(call.args[0], ast.Constant)
    }
    assert kinds == words.TITLES.keys() == words.PURPOSES.keys()
    fields = {
        key.value
        for entry in ast.walk(tree)
        if isinstance(entry, ast.Dict)
        for key in entry.keys
        if isinstance(key, ast.Constant)
    }
    assert fields <= words.FIELDS.keys()


async def test_a_colleague_takes_away_the_own_data_and_papers_and_nothing_of_the_others(
    house: House,
) -> None:
    """Data, card and certificate by the own link; names of the list and its code stay unsaid."""
    event = await event_of(house)
    made = await register(house, event)
    first, other = made["people"][:2]
    mine = await take_over(house, first)
    await ask(house, mine, "PATCH", "company-place", sessions=[event["sessions"][0]["id"]])
    told = await answer(await ask(house, mine, "GET", "company-place/data"), 200)
    text = msgspec.json.encode(told).decode()
    for kept in (first["name"], "a1@example.org", "Rücken-Check", "Bäckerei Beispiel"):
        assert kept in text
    for secret in (other["name"], other["id"], "a2@example.org", "karla@example.org"):
        assert secret not in text
    kinds = [kind["kind"] for kind in told["kinds"]]
    assert kinds == ["registration", "contact", "people", "company", "technical"]
    house.now = datetime.fromisoformat(event["starts_at"])
    booking = await house.pool.fetchrow("SELECT id, generation FROM bookings")
    assert booking is not None
    code = house.use_cases.bookings.intake.code(booking["id"], booking["generation"])
    async with house.client() as client:
        await client.get(f"/p/{mine}")
        page = (await client.get("/my/place")).text
        for way in ("data", "card.pdf", "certificate"):
            assert f"/my/place/{way}" in page
        data = await client.get("/my/place/data")
        assert first["name"] in data.text
        assert "/my/registration" not in data.text.partition("<main")[2]
        assert other["name"] not in data.text
        assert (await client.get("/my/place/data.json")).json()["kinds"] == told["kinds"]
        card = await client.get("/my/place/card.pdf")
        (paper,) = pypdf.PdfReader(io.BytesIO(card.content)).pages
        assert first["name"] in paper.extract_text()
        assert code[:4] not in paper.extract_text()
        early = await client.get("/my/place/certificate")
        assert early.status_code == 409
        assert "Zurück zu meinem Platz" in early.text
        await house.pool.execute(
            "INSERT INTO scans (event_id, scan_id, kind, attendee_id, attendee_kind, scanned_at, "
            "received_at) VALUES ($1, $2, 'in', $3, 'booked', $4, $4)",
            UUID(event["id"]),
            new_id(),
            UUID(first["id"]),
            house.now,
        )
        certificate = await client.get("/my/place/certificate")
        assert certificate.headers["content-type"] == "application/pdf"
    assert (await ask(house, made["manage_token"], "GET", "company-place/data")).status_code == 401
