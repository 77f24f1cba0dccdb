"""A mistyped name or address is set right: by participants themselves and by staff."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import msgspec
import pytest

from shared.contracts.bookings import BookingChanged
from shared.contracts.contacts import Contact
from shared.contracts.mail_requests import MailRequested
from tests.services.registration.bookings.test_pages import hidden
from tests.services.registration.house import House, answer, faults

WRONG, RIGHT = "mia@exmaple.org", "mia@example.org"
API = "/api/v1"
COOKIE = "auftakt_session"


@pytest.fixture(autouse=True)
def _many_wishes(house: House) -> None:
    """The public limits have tests of their own."""
    house.use_cases.bookings.registering.limits._enabled = False


async def registered(
    house: House, event: dict[str, Any], name: str = "Mia Mustr", email: str = WRONG, **more: Any
) -> dict[str, Any]:
    """A registration with what was mistyped."""
    body = {"contact": {"email": email}, "people": [{"name": name}], **more}
    async with house.client() as client:
        sent = await client.post(f"{API}/events/{event['id']}/registrations", json=body)
        return await answer(sent, 201)


async def planned(house: House, **values: Any) -> dict[str, Any]:
    """A published event."""
    organiser = await house.organisation("Initiative Innenstadt")
    return await house.event(organiser["id"], **values)


async def patch(house: House, made: dict[str, Any], body: Any) -> httpx.Response:
    """Correct it with its manage token."""
    async with house.client(made["manage_token"]) as client:
        return await client.patch(f"{API}/registrations/{made['id']}", json=body)


async def sent(house: House, topic: str) -> list[dict[str, Any]]:
    """What waits for a topic, in order."""
    rows = await house.pool.fetch(
        "SELECT key, nullif(body, '') AS value FROM outbox WHERE topic = $1 ORDER BY id", topic
    )
    return [{"key": r["key"], "value": r["value"]} for r in rows]


def bodies(rows: list[dict[str, Any]], type_: Any) -> list[Any]:
    """The bodies of these messages that are of a type."""
    return [msgspec.json.decode(r["value"], type=type_) for r in rows if r["value"]]


async def test_a_corrected_address_gets_the_mails_and_a_new_link(house: House) -> None:
    """Contacts and booking say it with contiguous versions; the old link and code are dead."""
    event = await planned(house)
    made = await registered(house, event)
    now = await answer(await patch(house, made, {"contact": {"email": RIGHT}}), 200)
    assert now["manage_token"] != made["manage_token"]
    assert now["booking_code"] != made["booking_code"]
    assert now["people"][0]["ticket"] == made["people"][0]["ticket"]
    async with house.client(made["manage_token"]) as client:
        assert (await client.get(f"{API}/registrations/{made['id']}")).status_code == 401
    by_code = house.use_cases.bookings.reading.by_code
    assert await by_code(made["booking_code"]) is None
    assert await by_code(now["booking_code"]) is not None
    person = made["people"][0]["id"]
    changes = bodies(await sent(house, "registration.bookings.v1"), BookingChanged)
    assert [(c.version, c.reason) for c in changes] == [(1, "registered"), (2, "corrected")]
    assert [str(id_) for id_ in changes[1].readdressed] == [person]
    said = bodies(await sent(house, "registration.contacts.v1"), Contact)
    own = [(c.email, c.generation) for c in said if str(c.person_id) == person]
    assert own == [(WRONG, 1), (RIGHT, 2)]


async def test_the_address_before_is_told_once_and_soon_forgotten(house: House) -> None:
    """Under an id of its own, without a name; days later a tombstone follows."""
    made = await registered(house, await planned(house))
    await answer(await patch(house, made, {"contact": {"email": RIGHT}}), 200)
    [mail] = bodies(await sent(house, "registration.mail-requests.v1"), MailRequested)
    assert mail.kind == "address_replaced"
    said = bodies(await sent(house, "registration.contacts.v1"), Contact)
    [former] = [c for c in said if c.person_id == mail.person_id]
    assert (former.email, former.name) == (WRONG, None)
    correcting = house.use_cases.bookings.correcting
    assert await correcting.forget_former() == 0
    house.now += timedelta(days=4)
    assert await correcting.forget_former() == 1
    rows = await sent(house, "registration.contacts.v1")
    assert [r["value"] for r in rows if r["key"] == str(mail.person_id)] == [None]


async def test_an_address_that_nobody_has_proven_is_not_written_to(house: House) -> None:
    """Somebody may have typed in the address of a stranger."""
    made = await registered(house, await planned(house))
    await house.pool.execute("UPDATE bookings SET unproven = true")
    await answer(await patch(house, made, {"contact": {"email": RIGHT}}), 200)
    assert await sent(house, "registration.mail-requests.v1") == []


async def test_erasing_forgets_the_address_before_as_well(house: House) -> None:
    """No trace of either address is left for the topic."""
    made = await registered(house, await planned(house))
    now = await answer(await patch(house, made, {"contact": {"email": RIGHT}}), 200)
    async with house.client(now["manage_token"]) as client:
        gone = await client.post(f"{API}/registrations/{made['id']}/erase", json={})
    assert gone.status_code < 300, gone.text
    rows = await sent(house, "registration.contacts.v1")
    assert not any(r["value"] and b"mia@" in r["value"] for r in rows)
    assert await house.pool.fetchval("SELECT count(*) FROM former_addresses") == 0


async def test_who_is_registered_so_already_is_named_by_the_field(house: House) -> None:
    """The rule of address and name holds for corrections, and for going back to the old one."""
    event = await planned(house)
    await registered(house, event, "Mia Muster", RIGHT)
    made = await registered(house, event, "Mia Muster", WRONG)
    wrong = await patch(house, made, {"contact": {"email": RIGHT}})
    assert faults(wrong) == {"contact.email": "is registered already"}
    named = {"people": [{"id": made["people"][0]["id"], "name": "Mia Anders"}]}
    await answer(await patch(house, made, named), 200)
    await answer(await patch(house, made, {"contact": {"email": RIGHT}}), 200)
    again = await registered(house, event, "Mia Muster", WRONG)
    assert again["status"] == "confirmed"


async def test_where_nobody_may_learn_who_comes_the_team_sees_the_repeat(house: House) -> None:
    """No refusal says that an address is registered; the booking is marked instead."""
    event = await planned(house, duplicate_answer="mail")
    first = await registered(house, event, "Mia Muster", RIGHT)
    made = await registered(house, event, "Mia Muster", WRONG)
    await answer(await patch(house, made, {"contact": {"email": RIGHT}}), 200)
    repeats = await house.pool.fetchval(
        "SELECT repeats::text FROM bookings WHERE id = $1", made["id"]
    )
    assert repeats == first["id"]


async def test_a_party_corrects_names_and_the_contact_stays_one_of_its_people(house: House) -> None:
    """A name alone leaves the link as it is and writes to nobody; others keep their address."""
    people = [{"name": "Mia Mustr"}, {"name": "Ben", "email": "ben@example.org"}]
    event = await planned(house)
    made = await registered(
        house, event, people=people, contact={"email": WRONG, "name": "Mia Mustr"}
    )
    ids = [p["id"] for p in made["people"]]
    body = {"people": [{"id": ids[0], "name": "Mia Muster"}]}
    now = await answer(await patch(house, made, body), 200)
    assert now["manage_token"] == made["manage_token"]
    row = await house.pool.fetchrow("SELECT contact_name, contact_email, version FROM bookings")
    assert row is not None
    assert tuple(row) == ("Mia Muster", WRONG, 2)
    bad = await patch(house, made, {"people": [{"id": ids[1], "email": "ben@", "name": " "}]})
    assert faults(bad).keys() == {"people[0].email", "people[0].name"}
    ben = {"people": [{"id": ids[1], "email": "ben@example.com"}]}
    await answer(await patch(house, made, ben), 200)
    change = bodies(await sent(house, "registration.bookings.v1"), BookingChanged)[-1]
    assert [str(id_) for id_ in change.readdressed] == [ids[1]]
    assert change.generation == 1


async def test_staff_correct_too_and_that_is_noted(house: House) -> None:
    """An audit line says who; partners and strangers can't, and nothing else changes with it."""
    event = await planned(house)
    made = await registered(house, event)
    token = await house.token("organizer", event["organiser_id"])
    body = {"contact": {"email": RIGHT, "name": "Mia Muster"}}
    house.now += timedelta(minutes=1)
    async with house.client(token) as client:
        path = f"{API}/registrations/{made['id']}"
        seen = await answer(await client.patch(path, json=body), 200)
        mixed = {**body, "people": [{"id": made["people"][0]["id"], "cancelled": True}]}
        assert (await client.patch(path, json=mixed)).status_code == 422
    assert (seen["contact_email"], seen["people"][0]["name"]) == (RIGHT, "Mia Muster")
    assert "manage_token" not in seen
    noted = await house.pool.fetch("SELECT about FROM audit_log WHERE what = 'bookings.corrected'")
    assert [str(r["about"]) for r in noted] == [made["id"]]
    path = f"{API}/events/{event['id']}/history"
    async with house.client(token) as client:
        read = await answer(await client.get(path, params={"limit": 1}), 200)
    assert [(i["what"], i["about"]) for i in read["items"]] == [("bookings.corrected", made["id"])]
    assert read["next"]
    async with house.client(await house.token("steward", event["organiser_id"])) as client:
        assert (await client.get(path)).status_code in {403, 404}


async def test_the_page_corrects_and_goes_on_with_the_new_link(house: House) -> None:
    """What was typed stays when something is wrong; then the same browser sees the new address."""
    event = await planned(house)
    await registered(house, event, "Mia Muster", RIGHT)
    made = await registered(house, event, "Mia Muster", WRONG)
    path = "/my/registration/correct"
    async with house.client() as client:
        await client.get(f"/m/{made['manage_token']}")
        page = await client.get(path)
        assert f'value="{WRONG}"' in page.text
        token = hidden(page.text)["csrf_token"]
        form = {"csrf_token": token, "people[0].name": "Mia Muster", "contact.email": RIGHT}
        wrong = await client.post(path, data=form)
        assert wrong.status_code == 422
        assert f'value="{RIGHT}"' in wrong.text
        assert 'href="#field-contact-email"' in wrong.text
        assert (await client.post(path, data={**form, "contact.email": " "})).status_code == 422
        done = await client.post(path, data={**form, "people[0].name": "Mia Anders"})
        assert done.headers["location"].endswith("/my/registration?changed=1")
        assert "Mia Anders" in (await client.get("/my/registration")).text
        assert f'value="{RIGHT}"' in (await client.get(path)).text


async def test_the_desk_corrects_where_staff_read_names(house: House) -> None:
    """An open day of a job centre tells staff no names: nothing to correct there."""
    event = await planned(house)
    made = await registered(house, event)
    secret = await house.session("organizer", event["organiser_id"])
    centre = await house.organisation("Jobcenter", "job_centre")
    quiet = await house.event(centre["id"], kind="health_day")
    unknown = await registered(house, quiet)
    of_centre = await house.session("organizer", centre["id"])
    path = f"/organizer/events/{event['id']}/registrations/{made['id']}/correct"
    async with house.client() as client:
        client.cookies.set(COOKIE, secret)
        page = await client.get(path)
        token = hidden(page.text)["csrf_token"]
        form = {"csrf_token": token, "people[0].name": "Mia Muster", "contact.email": RIGHT}
        done = await client.post(path, data=form)
        assert done.headers["location"].endswith("?done=corrected")
        assert RIGHT in (await client.get(path)).text
    async with house.client() as client:
        client.cookies.set(COOKIE, of_centre)
        there = f"/organizer/events/{quiet['id']}/registrations/{unknown['id']}/correct"
        assert (await client.get(there)).status_code == 404
    async with house.client(await house.token("organizer", centre["id"])) as client:
        there = f"{API}/registrations/{unknown['id']}"
        refused = await client.patch(there, json={"contact": {"email": RIGHT}})
        assert refused.status_code == 403
