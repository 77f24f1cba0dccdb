"""A company registers its people: who gets in, who may see what, whose link opens what."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.services.registration.house import NOW, House, answer, faults

LIST = [{"name": f"Angestellte {n:02}", "email": f"a{n}@example.org"} for n in range(1, 13)]
CONTACT = {"name": "Karla Kontakt", "email": "karla@example.org"}


async def event_of(house: House, **values: Any) -> dict[str, Any]:
    """An event that knows names, with ten places."""
    organisation = await house.organisation("Initiative Innenstadt")
    given = {"capacity": 10, "identity": "named", "promotion": "automatic", **values}
    return await house.event(organisation["id"], **given)


async def register(house: House, event: dict[str, Any], **values: Any) -> dict[str, Any]:
    """A list of twelve, unless told otherwise."""
    body = {"company": "Bäckerei Beispiel", "contact": CONTACT, "people": LIST, **values}
    async with house.client() as client:
        path = f"/api/v1/events/{event['id']}/company-registrations"
        return await answer(await client.post(path, json=body), 201)


async def ask(house: House, token: str, method: str, path: str, **body: Any) -> httpx.Response:
    """A request with a token."""
    async with house.client(token) as client:
        return await client.request(method, f"/api/v1/{path}", json=body or None)


async def take_over(house: House, person: dict[str, Any]) -> str:
    """The colleague uses the link that was handed on."""
    token = person["claim_token"]
    taken = await ask(house, token, "POST", "company-place/offer/take-over")
    return str((await answer(taken, 200))["person_token"])


async def listed(house: House, made: dict[str, Any]) -> dict[str, Any]:
    """What the contact sees now."""
    path = f"company-registrations/{made['id']}"
    return await answer(await ask(house, made["manage_token"], "GET", path), 200)


async def test_the_first_of_the_list_get_the_places(house: House) -> None:
    """Protects the order given: ten of twelve are registered, the last two wait."""
    made = await register(house, await event_of(house))
    assert (made["registered"], made["waiting"]) == (10, 2)
    assert [p["name"] for p in made["people"]] == [p["name"] for p in LIST]
    assert [p["standing"] for p in made["people"]] == ["registered"] * 10 + ["waiting"] * 2


async def test_all_wait_when_all_or_none_is_asked_for(house: House) -> None:
    """Protects who comes only together: nobody holds a place while one is missing."""
    made = await register(house, await event_of(house), fill="all_or_none")
    assert (made["registered"], made["waiting"]) == (0, 12)


async def test_a_place_given_up_goes_to_the_first_who_waits(house: House) -> None:
    """Protects the order of the list: whoever is taken out lets the eleventh in."""
    made = await register(house, await event_of(house))
    path = f"company-registrations/{made['id']}/people/{made['people'][4]['id']}"
    for _ in range(2):
        assert (await ask(house, made["manage_token"], "DELETE", path)).status_code == 204
    standings = [p["standing"] for p in (await listed(house, made))["people"]]
    assert standings == [*["registered"] * 4, "not_registered", *["registered"] * 6, "waiting"]


async def test_a_preview_names_every_bad_line_and_keeps_nothing(house: House) -> None:
    """Protects from half-done lists: all faults at once, by line; nobody is registered."""
    event = await event_of(house)
    pasted = "Name; E-Mail\nAnna Eins; anna@example.org\n; ohne@example.org\nBernd; kein at\n"
    pasted += "=1+1\nAnna Eins; ANNA@example.org\n"
    path = f"events/{event['id']}/company-registrations/preview"
    seen = await answer(await ask(house, "", "POST", path, list=pasted), 200)
    assert [(e["field"], e["code"]) for e in seen["errors"]] == [
        ("lines[3].name", "required"),
        ("lines[4].email", "email"),
        ("lines[5].name", "formula"),
        ("lines[6].name", "repeated"),
    ]
    assert await house.pool.fetchval("SELECT count(*) FROM bookings") == 0


async def test_nothing_stays_of_a_list_that_is_refused(house: House) -> None:
    """Protects from half-done lists: neither people nor the contact are kept."""
    event = await event_of(house, waitlist=False, capacity=1)
    await register(house, event, people=LIST[:1])
    body = {"company": "Zweite", "contact": CONTACT, "people": LIST[1:3]}
    path = f"events/{event['id']}/company-registrations"
    refused = await ask(house, "", "POST", path, **body)
    assert refused.status_code == 409, refused.text
    assert await house.pool.fetchval("SELECT count(*) FROM company_registrations") == 1
    assert await house.pool.fetchval("SELECT count(*) FROM booked_people") == 1


async def test_the_contact_never_learns_what_a_colleague_chose(house: House) -> None:
    """Protects employees from their employer: a choice changes nothing the contact can read."""
    event = await event_of(house)
    made = await register(house, event)
    workshop = event["sessions"][0]["id"]
    mine = await take_over(house, made["people"][0])
    before = await listed(house, made)
    chosen = await answer(
        await ask(house, mine, "PATCH", "company-place", sessions=[workshop]), 200
    )
    assert chosen["sessions"] == [workshop]
    assert chosen["registered_by"] == {
        "company": "Bäckerei Beispiel",
        "contact_name": "Karla Kontakt",
    }
    after = await listed(house, made)
    assert after == before
    assert workshop not in json.dumps(after)
    assert chosen["ticket"] not in json.dumps(after)


async def test_the_contacts_token_opens_nothing_of_a_colleague(house: House) -> None:
    """Protects employees from their employer: neither their place nor the booking as a whole."""
    made = await register(house, await event_of(house))
    token = made["manage_token"]
    booking = await house.pool.fetchval("SELECT id FROM bookings")
    for method, path in (
        ("GET", "company-place"),
        ("GET", "company-place/offer"),
        ("POST", "company-place/offer/take-over"),
        ("GET", f"registrations/{booking}"),
        ("DELETE", f"registrations/{booking}"),
    ):
        assert (await ask(house, token, method, path)).status_code == 401, path


async def test_a_link_handed_on_is_dead_once_it_was_used(house: House) -> None:
    """Protects choices: the contact, who has seen that link, can't come back with it."""
    made = await register(house, await event_of(house))
    handed_on = made["people"][0]["claim_token"]
    await take_over(house, made["people"][0])
    again = await ask(house, handed_on, "POST", "company-place/offer/take-over")
    assert again.status_code == 409
    for method, path in (
        ("GET", "company-place"),
        ("DELETE", "company-place"),
        ("GET", "company-place/offer"),
        ("POST", "company-place/offer/decline"),
    ):
        assert (await ask(house, handed_on, method, path)).status_code in {401, 409}, path
    assert (await listed(house, made))["people"][0]["claim_token"] is None


async def test_facts_name_the_contact_apart_from_those_who_made_a_booking(house: House) -> None:
    """Protects employees: who registered them is no contact of the booking, who reads it all."""
    event = await event_of(house)
    made = await register(house, event)
    mine = await take_over(house, made["people"][0])
    await ask(house, mine, "PATCH", "company-place", sessions=[event["sessions"][0]["id"]])
    facts = await house.messages("registration.bookings.v1")
    assert len(facts) > 1
    assert all(fact["body"].get("contact_id") is None for fact in facts)
    assert {fact["body"]["registered_by"] for fact in facts} == {made["id"]}
    contacts = await house.messages("registration.contacts.v1")
    [karla] = [m["body"] for m in contacts if m["key"] == made["id"]]
    assert (karla["company"], karla["generation"]) == ("Bäckerei Beispiel", 1)


async def test_a_colleague_declines_without_taking_over(house: House) -> None:
    """Protects who never asked to come: the link says who did it, one request frees the place."""
    made = await register(house, await event_of(house))
    token = made["people"][0]["claim_token"]
    offer = await answer(await ask(house, token, "GET", "company-place/offer"), 200)
    assert offer == {"company": "Bäckerei Beispiel", "contact_name": "Karla Kontakt"}
    declined = await ask(house, token, "POST", "company-place/offer/decline")
    assert declined.status_code == 204
    now = await listed(house, made)
    assert (now["registered"], now["waiting"]) == (10, 1)
    assert now["people"][0]["standing"] == "not_registered"
    mails = [m["body"] for m in await house.messages("registration.mail-requests.v1")]
    assert [(m["kind"], m["person_id"]) for m in mails] == [("company_declined", made["id"])]


async def test_the_contact_hears_of_no_choice_and_of_nothing_it_did_itself(house: House) -> None:
    """One mail for each who declines; none for sessions, for being taken out, or a second time."""
    event = await event_of(house)
    made = await register(house, event)
    mine = await take_over(house, made["people"][0])
    await ask(house, mine, "PATCH", "company-place", sessions=[event["sessions"][0]["id"]])
    path = f"company-registrations/{made['id']}/people/{made['people'][1]['id']}"
    await ask(house, made["manage_token"], "DELETE", path)
    assert await house.messages("registration.mail-requests.v1") == []
    for _ in range(2):
        assert (await ask(house, mine, "DELETE", "company-place")).status_code == 204
    (mail,) = await house.messages("registration.mail-requests.v1")
    assert event["sessions"][0]["id"] not in json.dumps(mail)


async def test_a_replaced_person_leaves_place_and_order_but_no_data(house: House) -> None:
    """Protects both: the place moves, the old links and data are gone, no choice is handed on."""
    event = await event_of(house)
    made = await register(house, event)
    old = made["people"][0]
    mine = await take_over(house, old)
    workshop = event["sessions"][0]["id"]
    chosen = await answer(
        await ask(house, mine, "PATCH", "company-place", sessions=[workshop]), 200
    )
    path = f"company-registrations/{made['id']}/people/{old['id']}"
    seen = await answer(await ask(house, made["manage_token"], "PUT", path, name="Nora Neu"), 200)
    assert (seen["registered"], seen["waiting"]) == (10, 2)
    assert seen["people"][0]["name"] == "Nora Neu"
    assert (await ask(house, mine, "GET", "company-place")).status_code == 401
    row = await house.pool.fetchrow("SELECT * FROM booked_people WHERE id::text = $1", old["id"])
    assert row is not None
    assert (row["name"], row["email"], row["duplicate"], row["generation"]) == (None, None, None, 2)
    contacts = await house.messages("registration.contacts.v1")
    assert [m["body"] for m in contacts if m["key"] == old["id"]] == [None]
    new = await take_over(house, seen["people"][0])
    place = await answer(await ask(house, new, "GET", "company-place"), 200)
    assert place["sessions"] == []
    assert place["ticket"] != chosen["ticket"]
    taken = await house.pool.fetch("SELECT place_id, taken FROM places")
    assert {str(r["place_id"]): r["taken"] for r in taken}[workshop] == 0


async def test_who_replaces_somebody_waiting_waits_in_the_same_place(house: House) -> None:
    """Protects the order: the eleventh is replaced and still moves up before the twelfth."""
    made = await register(house, await event_of(house))
    base, token = f"company-registrations/{made['id']}/people", made["manage_token"]
    path = f"{base}/{made['people'][10]['id']}"
    await answer(await ask(house, token, "PUT", path, name="Nora Neu"), 200)
    await ask(house, token, "DELETE", f"{base}/{made['people'][0]['id']}")
    last = (await listed(house, made))["people"][-2:]
    assert [(p["name"], p["standing"]) for p in last] == [
        ("Nora Neu", "registered"),
        ("Angestellte 12", "waiting"),
    ]


async def test_nothing_changes_from_the_start_of_the_event_on(house: House) -> None:
    """Protects attendance: a refusal can't tell who came when nobody can be changed."""
    made = await register(house, await event_of(house))
    house.now += timedelta(days=9)
    path = f"company-registrations/{made['id']}/people/{made['people'][0]['id']}"
    for method, body in (("PUT", {"name": "Nora Neu"}), ("DELETE", {})):
        refused = await ask(house, made["manage_token"], method, path, **body)
        assert refused.json()["type"].endswith("event-has-begun"), refused.text


async def test_a_contact_manages_its_own_people_only(house: House) -> None:
    """Protects other companies: their people and lists don't exist for this contact."""
    event = await event_of(house, capacity=40)
    made = await register(house, event)
    others = await register(house, event, people=[{"name": "Anders Woanders"}])
    token = made["manage_token"]
    stranger = others["people"][0]["id"]
    for method, path, body in (
        ("GET", f"company-registrations/{others['id']}", {}),
        ("DELETE", f"company-registrations/{made['id']}/people/{stranger}", {}),
        ("PUT", f"company-registrations/{made['id']}/people/{stranger}", {"name": "X Y"}),
    ):
        assert (await ask(house, token, method, path, **body)).status_code == 404, path


async def test_a_renewed_link_ends_the_old_one(house: House) -> None:
    """Protects a list whose link went astray."""
    made = await register(house, await event_of(house))
    path = f"company-registrations/{made['id']}"
    renewed = await answer(
        await ask(house, made["manage_token"], "POST", f"{path}/renew-link"), 200
    )
    assert (await ask(house, made["manage_token"], "GET", path)).status_code == 401
    assert (await ask(house, renewed["manage_token"], "GET", path)).status_code == 200


async def test_more_people_come_behind_those_who_wait(house: House) -> None:
    """Protects who asked first: people added later are at the end of the list."""
    made = await register(house, await event_of(house))
    path = f"company-registrations/{made['id']}/people"
    more = {"people": [{"name": "Spät Erst"}]}
    house.now += timedelta(minutes=1)
    seen = await answer(await ask(house, made["manage_token"], "POST", path, **more), 201)
    assert (seen["registered"], seen["waiting"]) == (10, 3)
    assert seen["people"][-1]["name"] == "Spät Erst"


async def test_the_same_list_sent_twice_registers_once(house: House) -> None:
    """Protects from double lists: the same key gives the same list."""
    event = await event_of(house)
    body = {"company": "Bäckerei Beispiel", "contact": CONTACT, "people": LIST}
    async with house.client(**{"Idempotency-Key": "einmal"}) as client:
        path = f"/api/v1/events/{event['id']}/company-registrations"
        first, second = [await answer(await client.post(path, json=body), 201) for _ in range(2)]
    assert first == second
    assert await house.pool.fetchval("SELECT count(*) FROM company_registrations") == 1


async def test_more_people_for_a_list_count_like_the_first(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protects places from one unproven contact who sends list after list."""
    made = await register(house, await event_of(house))
    limits = house.use_cases.bookings.registering.limits
    counted: list[int] = []
    asked = limits.check_list

    def check(network: str | None, emails: Any, now: Any, people: int) -> None:
        counted.append(people)
        asked(network, emails, now, people)

    monkeypatch.setattr(limits, "check_list", check)
    more = {"people": [{"name": "Neu Eins"}, {"name": "Neu Zwei"}]}
    path = f"company-registrations/{made['id']}/people"
    await answer(await ask(house, made["manage_token"], "POST", path, **more), 201)
    assert counted == [2]


async def test_a_colleague_keeps_to_the_limits_of_everybody(house: House) -> None:
    """As many sessions as the event wants of a person, and until when it says."""
    until = NOW + timedelta(days=2)
    limits = {"sessions_least": 1, "sessions_most": 1, "changes_until": until.isoformat()}
    event = await event_of(house, **limits)
    made = await register(house, event)
    workshop = event["sessions"][0]["id"]
    mine = await take_over(house, made["people"][0])
    chosen = await ask(house, mine, "PATCH", "company-place", sessions=[workshop])
    await answer(chosen, 200)
    refused = await ask(house, mine, "PATCH", "company-place", sessions=[])
    assert faults(refused) == {"people[0].sessions": "choose at least 1 sessions"}
    house.now = until
    late = await answer(await ask(house, mine, "PATCH", "company-place", sessions=[]), 409)
    assert late["type"].endswith("changes-over")
    same = await ask(house, mine, "PATCH", "company-place", sessions=[workshop])
    await answer(same, 200)
