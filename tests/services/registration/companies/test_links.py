"""Whose link opens what: mailed and handed on, and what a colleague answers by their own."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.services.registration.companies.test_companies import (
    LIST,
    ask,
    event_of,
    listed,
    register,
    take_over,
)
from tests.services.registration.house import House, answer, faults

PLACE, OFFER = "company-place", "company-place/offer"
QUESTION = {
    "key": "essen",
    "kind": "text",
    "required": True,
    "keep_days": 7,
    "texts": {"de": {"label": "Was essen Sie nicht?", "purpose": "Für die Küche"}},
}


def mailed(house: House, person: dict[str, Any]) -> str:
    """The token in the colleague's own mail, of which the contact never learns."""
    return house.use_cases.companies.keys.mailed.token(UUID(person["id"]), 1)


async def choose(house: House, token: str, *sessions: str, **body: Any) -> Any:
    """A colleague chooses."""
    return await ask(house, token, "PATCH", PLACE, sessions=list(sessions), **body)


async def test_who_chose_by_the_mailed_link_makes_the_handed_on_one_dead(house: House) -> None:
    """Protects choices: the contact, who sees that link, can't take the place over any more."""
    event = await event_of(house)
    made = await register(house, event)
    person = made["people"][0]
    workshop = event["sessions"][0]["id"]
    chosen = await answer(await choose(house, mailed(house, person), workshop), 200)
    assert chosen["sessions"] == [workshop]
    taken = await ask(house, person["claim_token"], "POST", f"{OFFER}/take-over")
    assert taken.status_code == 409
    assert (await listed(house, made))["people"][0]["claim_token"] is None
    assert (await ask(house, mailed(house, person), "GET", PLACE)).status_code == 200


async def test_a_place_taken_over_is_closed_to_the_mailed_link(house: House) -> None:
    """Protects choices: who shares the mailbox can't look in; told so, they know somebody did."""
    made = await register(house, await event_of(house))
    person = made["people"][0]
    await take_over(house, person)
    tried: list[tuple[str, dict[str, Any]]] = [("GET", {}), ("PATCH", {"sessions": []})]
    for method, body in [*tried, ("DELETE", {})]:
        refused = await ask(house, mailed(house, person), method, PLACE, **body)
        assert refused.status_code == 409, method
        assert refused.json()["type"].endswith("already-taken-over")


async def test_looking_at_a_mailed_link_changes_nothing(house: House) -> None:
    """Programs that check mails open links: the handed-on one must still work."""
    made = await register(house, await event_of(house))
    person = made["people"][0]
    async with house.client() as client:
        assert (await client.get(f"/p/{mailed(house, person)}")).status_code == 303
        assert (await client.get("/my/place")).status_code == 200
    assert await take_over(house, person)


async def test_a_link_of_one_purpose_opens_nothing_of_another(house: House) -> None:
    """Each token is derived for one thing."""
    made = await register(house, await event_of(house))
    person = UUID(made["people"][0]["id"])
    keys = house.use_cases.companies.keys
    for token in (keys.own.token(person, 2), keys.mailed.token(person, 2)):
        assert (await ask(house, token, "GET", PLACE)).status_code == 401
    assert (await ask(house, keys.mailed.token(person, 1), "GET", OFFER)).status_code == 401
    assert (await ask(house, keys.handed_on.token(person, 1), "GET", PLACE)).status_code == 401


async def test_who_waits_chooses_later_and_keeps_the_place_in_the_list(house: House) -> None:
    """Protects the order: choosing while waiting would put somebody behind all others."""
    event = await event_of(house)
    made = await register(house, event)
    eleventh = await take_over(house, made["people"][10])
    refused = await choose(house, eleventh, event["sessions"][0]["id"])
    assert refused.json()["type"].endswith("still-waiting")
    path = f"company-registrations/{made['id']}/people/{made['people'][0]['id']}"
    await ask(house, made["manage_token"], "DELETE", path)
    assert (await listed(house, made))["people"][10]["standing"] == "registered"
    assert (await choose(house, eleventh, event["sessions"][0]["id"])).status_code == 200


async def test_what_the_event_asks_the_colleague_answers_and_no_contact(house: House) -> None:
    """Protects employees: no diet passes the employer; nobody is registered less for it."""
    event = await event_of(house)
    admin = await house.token("administrator")
    questions = f"events/{event['id']}/questions"
    await answer(await ask(house, admin, "PUT", questions, questions=[QUESTION]), 200)
    made = await register(house, event)
    mine = await take_over(house, made["people"][0])
    refused = await choose(house, mine, event["sessions"][0]["id"], answers={})
    assert faults(refused) == {"answers.essen": "needs an answer"}
    given = {"essen": "Nüsse"}
    assert (await choose(house, mine, answers=given)).status_code == 200
    assert (await choose(house, mine, event["sessions"][0]["id"])).status_code == 200
    assert await house.pool.fetchval("SELECT value FROM given_answers") == '"Nüsse"'
    assert "Nüsse" not in str(await listed(house, made))
    path = f"company-registrations/{made['id']}/people/{made['people'][0]['id']}"
    seen = await answer(await ask(house, made["manage_token"], "PUT", path, name="Nora Neu"), 200)
    assert await house.pool.fetchval("SELECT count(*) FROM given_answers") == 0
    new = await take_over(house, seen["people"][0])
    assert faults(await choose(house, new, answers={})) == {"answers.essen": "needs an answer"}


async def test_a_colleague_says_what_support_they_need_and_no_contact_learns_it(
    house: House,
) -> None:
    """Protects health data: with their own consent only, by page and program; gone with them."""
    event = await event_of(house)
    admin = await house.token("administrator")
    for role in ("organizer", "steward"):
        await house.token(role, event["organiser_id"], f"{role}@example.org")
    path = f"events/{event['id']}/support"
    team = (await answer(await ask(house, admin, "GET", path), 200))["team"]
    seen_by = [member["id"] for member in team][:2]
    made = await register(house, event)
    mine = await take_over(house, made["people"][0])
    needs = {"consent": True, "needs": ["wheelchair"], "note": "Rampe"}
    assert faults(await choose(house, mine, support_needs=needs)).keys() == {"support_needs"}
    await answer(await ask(house, admin, "PUT", path, seen_by=seen_by), 200)
    refused = await choose(house, mine, support_needs={**needs, "consent": False})
    assert faults(refused).keys() == {"support_needs.consent"}
    await answer(await choose(house, mine, support_needs=needs), 200)
    await answer(await choose(house, mine), 200)
    kept = "SELECT note FROM support_needs WHERE person_id = $1"
    person = UUID(made["people"][0]["id"])
    assert await house.pool.fetchval(kept, person) == "Rampe"
    assert "Rampe" not in str(await listed(house, made))
    async with house.client() as browser:
        await browser.get(f"/p/{mine}")
        page = (await browser.get("/my/place")).text
        assert "Brauchen Sie Unterstützung?" in page
        assert "Rampe" in page
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token is not None
        form = {"csrf_token": token[1], "do": "choose", "support_needs.note": "Bordstein"}
        assert (await browser.post("/my/place", data=form)).status_code == 303
        assert await house.pool.fetchval(kept, person) is None
        wrong = await browser.post("/my/place", data=form)
        assert wrong.status_code == 422
        assert "Bordstein" in wrong.text
        consented = {**form, "support_needs.consent": "yes"}
        assert (await browser.post("/my/place", data=consented)).status_code == 303
    assert await house.pool.fetchval(kept, person) == "Bordstein"


async def test_who_replaces_somebody_is_checked_like_all_who_register(house: House) -> None:
    """No links in names, no formulas, no second time, no address that can't be."""
    event = await event_of(house)
    made = await register(house, event)
    path = f"company-registrations/{made['id']}/people/{made['people'][0]['id']}"
    for body, field in (
        ({"name": "Komm auf www.boese.example"}, "person.name"),
        ({"name": "=1+1"}, "person.name"),
        ({"name": " "}, "person.name"),
        ({"name": "Nora Neu", "email": "kein at"}, "person.email"),
        (LIST[3], "person.name"),
    ):
        refused = await ask(house, made["manage_token"], "PUT", path, **body)
        assert list(faults(refused)) == [field], body
    nora = {"name": "Nora Neu", "email": "nora@example.org"}
    async with house.client() as client:
        sent = {"people": [nora]}
        await client.post(f"/api/v1/events/{event['id']}/registrations", json=sent)
    taken = await ask(house, made["manage_token"], "PUT", path, **nora)
    assert taken.json()["type"].endswith("already-registered")
    assert (await listed(house, made))["people"][0]["name"] == LIST[0]["name"]


async def test_everything_of_a_list_is_forgotten_by_the_clock(house: House) -> None:
    """Retention: people, claims, and an hour after the last of them the contact."""
    event = await event_of(house)
    made = await register(house, event)
    await take_over(house, made["people"][0])
    house.now += timedelta(days=365)
    while await house.use_cases.erasures.erase_due():
        pass
    assert await house.pool.fetchval("SELECT count(*) FROM claimed_places") == 0
    row = await house.pool.fetchrow("SELECT * FROM company_registrations")
    assert row is not None
    assert (row["company"], row["contact_name"], row["contact_email"]) == ("", None, None)
    assert (
        await ask(house, made["manage_token"], "GET", f"company-registrations/{made['id']}")
    ).status_code == 401
