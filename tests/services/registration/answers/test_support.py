"""Support needs: with consent only, for two people only, gone a week after the event."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx

from shared.web.principal import hash_of
from tests.services.registration.house import House, answer, faults

HIDDEN = re.compile(r'name="(csrf_token|form_token)" value="([^"]+)"')
NEEDS = {"consent": True, "needs": ["wheelchair", "food"], "note": "Erdnüsse sind gefährlich"}


class Team:
    """An event that asks for support needs, with two people who see them and one who doesn't."""

    def __init__(self, house: House, event: dict[str, Any], tokens: dict[str, str]) -> None:
        self.house = house
        self.event = event
        self.path = f"/api/v1/events/{event['id']}"
        self.tokens = tokens

    def client(self, who: str) -> httpx.AsyncClient:
        """Of somebody."""
        return self.house.client(self.tokens[who])

    async def staff_id(self, who: str) -> str:
        """By their token."""
        found: UUID = await self.house.pool.fetchval(
            "SELECT staff_id FROM staff_sessions WHERE token_hash = $1", hash_of(self.tokens[who])
        )
        return str(found)

    async def ask(self, *who: str) -> httpx.Response:
        """Ask for support needs, seen by these."""
        body = {"seen_by": [await self.staff_id(each) for each in who]}
        return await self.client("organizer").put(f"{self.path}/support", json=body)

    async def register(self, needs: dict[str, Any] | None = None) -> httpx.Response:
        """Somebody registers."""
        person = {"name": "Ada Beispiel", **({"support_needs": needs} if needs else {})}
        async with self.house.client() as guest:
            return await guest.post(f"{self.path}/registrations", json={"people": [person]})

    async def kept(self) -> list[Any]:
        """What is stored."""
        return [
            (sorted(row["needs"]), row["note"])
            for row in await self.house.pool.fetch("SELECT needs, note FROM support_needs")
        ]


async def team(house: House, organiser: str = "network", **values: Any) -> Team:
    """A published event, asked for by nobody yet."""
    network = await house.organisation("Veranstalter", organiser)
    event = await house.event(network["id"], **values)
    tokens = {
        "organizer": await house.token("organizer", network["id"], "plant@example.org"),
        "sees": await house.token("supervisor", network["id"], "sieht@example.org"),
        "stands in": await house.token("steward", network["id"], "vertritt@example.org"),
        "auditor": await house.token("auditor", network["id"], "prueft@example.org"),
        "stranger": await house.token(
            "organizer", (await house.organisation("Fremd"))["id"], "fremd@example.org"
        ),
        "administrator": await house.token("administrator", email="admin@example.org"),
    }
    return Team(house, event, tokens)


async def test_two_people_of_the_team_are_named_or_it_is_not_asked(house: House) -> None:
    """Protects the promise of two people: not one, not three, nobody from outside."""
    found = await team(house)
    for who in (["sees"], ["sees", "stands in", "organizer"], ["sees", "sees"]):
        assert list(faults(await found.ask(*who))) == ["seen_by"], who
    assert list(faults(await found.ask("sees", "stranger"))) == ["seen_by"]
    asked = await answer(await found.ask("sees", "stands in"), 200)
    assert asked["seen_by"] == [await found.staff_id("sees"), await found.staff_id("stands in")]
    noted = "SELECT count(*) FROM audit_log WHERE what = 'support.changed'"
    assert await house.pool.fetchval(noted) == 1


async def test_needs_are_kept_with_the_consent_only(house: House) -> None:
    """Protects health data: no consent, nothing kept; where nobody asks, nothing is taken."""
    found = await team(house)
    fault = faults(await found.register(NEEDS))
    assert list(fault) == ["people[0].support_needs"]
    await found.ask("sees", "stands in")
    without = await found.register({**NEEDS, "consent": False})
    assert list(faults(without)) == ["people[0].support_needs.consent"]
    assert await house.pool.fetchval("SELECT count(*) FROM bookings") == 0
    await answer(await found.register(NEEDS), 201)
    assert await found.kept() == [(["food", "wheelchair"], "Erdnüsse sind gefährlich")]


async def test_exactly_the_two_named_people_see_them(house: House) -> None:
    """Protects who asked for help: organizers, auditors, administrators and strangers don't."""
    found = await team(house)
    await found.ask("sees", "stands in")
    await answer(await found.register(NEEDS), 201)
    statuses = {}
    for who in found.tokens:
        async with found.client(who) as client:
            statuses[who] = (await client.get(f"{found.path}/support-needs")).status_code
    assert statuses == {
        "organizer": 403,
        "sees": 200,
        "stands in": 200,
        "auditor": 403,
        "stranger": 404,
        "administrator": 403,
    }
    seen = (await found.client("sees").get(f"{found.path}/support-needs")).json()["items"]
    assert [(each["name"], each["support_needs"]["note"]) for each in seen] == [
        ("Ada Beispiel", "Erdnüsse sind gefährlich")
    ]
    await answer(await found.ask("organizer", "stands in"), 200)
    assert (await found.client("sees").get(f"{found.path}/support-needs")).status_code == 403


async def test_the_rest_of_the_team_sees_numbers(house: House) -> None:
    """Protects planning without names: counts in the list of answers, and nowhere a text."""
    found = await team(house)
    await found.ask("sees", "stands in")
    await answer(await found.register(NEEDS), 201)
    counted = await answer(await found.client("organizer").get(f"{found.path}/answers"), 200)
    assert counted["support_needs"] == {"wheelchair": 1, "food": 1}
    pages = {"organizer": "Wer das ist, sehen nur", "sees": "Wer was braucht"}
    for who, words in pages.items():
        async with house.client() as browser:
            await house.pool.execute(
                "UPDATE staff_sessions SET kind = 'session' WHERE token_hash = $1",
                hash_of(found.tokens[who]),
            )
            browser.cookies.set("auftakt_session", found.tokens[who])
            page = (await browser.get(f"/organizer/events/{found.event['id']}/answers")).text
            assert words in page
            assert "Erdnüsse" not in page
            needs = await browser.get(f"/organizer/events/{found.event['id']}/support-needs")
            assert ("Erdnüsse" in needs.text, needs.status_code) == (
                (True, 200) if who == "sees" else (False, 403)
            )


async def test_names_stay_out_where_visitors_stay_unknown(house: House) -> None:
    """Protects visitors of a job centre's open day, even from those who help."""
    found = await team(house, "job_centre", kind="health_day", identity="named")
    await found.ask("sees", "stands in")
    await answer(await found.register(NEEDS), 201)
    seen = (await found.client("sees").get(f"{found.path}/support-needs")).json()["items"]
    assert [each["name"] for each in seen] == [None]


async def test_needs_never_travel(house: House) -> None:
    """Protects health data: no topic and no log of deeds holds a need or a note."""
    found = await team(house)
    await found.ask("sees", "stands in")
    made = await answer(await found.register(NEEDS), 201)
    async with house.client(made["manage_token"]) as own:
        await own.delete(f"/api/v1/registrations/{made['id']}")
    for word in ("Erdnüsse", "wheelchair", "support_needs"):
        sent = "SELECT count(*) FROM outbox WHERE convert_from(body, 'UTF8') LIKE $1"
        assert await house.pool.fetchval(sent, f"%{word}%") == 0, word
        noted = "SELECT count(*) FROM audit_log WHERE changed::text LIKE $1"
        assert await house.pool.fetchval(noted, f"%{word}%") == 0, word


async def test_needs_go_seven_days_after_the_event_wherever_it_moves(house: House) -> None:
    """Protects the promise at the form, with the clock of the process moved."""
    found = await team(house)
    await found.ask("sees", "stands in")
    await answer(await found.register(NEEDS), 201)
    ends = datetime.fromisoformat(found.event["ends_at"]) + timedelta(hours=1)
    moved = await found.client("organizer").patch(found.path, json={"ends_at": ends.isoformat()})
    await answer(moved, 200)
    house.now = ends + timedelta(days=7) - timedelta(seconds=1)
    await house.use_cases.erasures.erase_due()
    assert len(await found.kept()) == 1
    house.now += timedelta(seconds=1)
    await house.use_cases.erasures.erase_due()
    assert await found.kept() == []
    assert await house.pool.fetchval("SELECT name FROM booked_people") == "Ada Beispiel"


async def test_whoever_is_erased_or_takes_it_back_leaves_no_need(house: House) -> None:
    """Protects both ways out: erasure, and the consent withdrawn alone."""
    found = await team(house)
    await found.ask("sees", "stands in")
    first = await answer(await found.register(NEEDS), 201)
    async with house.client(first["manage_token"]) as own:
        path = f"/api/v1/registrations/{first['id']}/answers"
        person = first["people"][0]["id"]
        shown = (await answer(await own.get(path), 200))["people"][0]["support_needs"]
        assert (shown["note"], shown["wording"]) == ("Erdnüsse sind gefährlich", 1)
        other = {"consent": True, "needs": ["childcare"]}
        body = {"people": [{"id": person, "support_needs": other}]}
        await answer(await own.patch(path, json=body), 200)
        assert await found.kept() == [(["childcare"], None)]
        refused = {"people": [{"id": person, "support_needs": {"needs": ["food"]}}]}
        field = "people[0].support_needs.consent"
        assert list(faults(await own.patch(path, json=refused))) == [field]
        body = {"people": [{"id": person, "support_needs": None}]}
        await answer(await own.patch(path, json=body), 200)
        assert await found.kept() == []
        body = {"people": [{"id": person, "support_needs": NEEDS}]}
        await answer(await own.patch(path, json=body), 200)
        gone = await own.post(f"/api/v1/registrations/{first['id']}/erase", json={})
        assert gone.status_code == 204
    assert await found.kept() == []


async def test_the_form_and_the_own_page_ask_name_the_two_and_take_back(house: House) -> None:
    """Protects people without scripts: names of who sees it, the fault at the consent, one button
    to take it back."""
    found = await team(house)
    async with house.client() as guest:
        path = f"/e/{found.event['id']}/register"
        assert "Brauchen Sie Unterstützung?" not in (await guest.get(path)).text
        await found.ask("sees", "stands in")
        page = (await guest.get(path)).text
        assert "Brauchen Sie Unterstützung?" in page
        sent: dict[str, Any] = {**dict(HIDDEN.findall(page)), "count": "1", "do": "register"}
        sent |= {"people[0].name": "Ada Beispiel", "people[0].support_needs.note": "Rampe"}
        wrong = await guest.post(path, data=sent)
        assert wrong.status_code == 422
        assert 'href="#field-people-0-support_needs-consent"' in wrong.text
        assert ">Rampe</textarea>" in wrong.text
        sent |= dict(HIDDEN.findall(wrong.text))
        sent |= {"people[0].support_needs.consent": "yes"}
        sent |= {"people[0].support_needs.needs": ["wheelchair"]}
        assert (await guest.post(path, data=sent)).status_code == 303
        assert await found.kept() == [(["wheelchair"], "Rampe")]
        mine = (await guest.get("/my/registration/answers")).text
        assert "Rampe" in mine
        button = re.search(r'value="(withdraw-support:[^"]+)"', mine)
        assert button is not None
        sent = {**dict(HIDDEN.findall(mine)), "do": button[1]}
        assert (await guest.post("/my/registration/answers", data=sent)).status_code == 303
    assert await found.kept() == []


async def test_the_plan_asks_for_two_people_by_name(house: House) -> None:
    """Protects organizers without programs: two ticks, and what is wrong is said."""
    found = await team(house)
    async with house.client() as browser:
        session = await house.session("organizer", found.event["organiser_id"])
        browser.cookies.set("auftakt_session", session)
        path = f"/organizer/events/{found.event['id']}/plan/questions"
        page = (await browser.get(path)).text
        sent: dict[str, Any] = {**dict(HIDDEN.findall(page)), "do": "support", "asks": "yes"}
        one = await browser.post(path, data={**sent, "seen_by": [await found.staff_id("sees")]})
        assert one.status_code == 422
        assert "genau zwei Personen" in one.text
        both = [await found.staff_id("sees"), await found.staff_id("stands in")]
        assert (await browser.post(path, data={**sent, "seen_by": both})).status_code == 303
        overview = (await browser.get(f"/organizer/events/{found.event['id']}")).text
        assert "Unterstützung wird abgefragt" in overview
        del sent["asks"]
        assert (await browser.post(path, data={**sent, "seen_by": both})).status_code == 303
    off = await answer(await found.client("organizer").get(f"{found.path}/support"), 200)
    assert off["seen_by"] is None


async def test_who_is_named_later_does_not_see_what_was_said_to_others(house: House) -> None:
    """Protects the consent: it named two people, and no change of the event makes it others."""
    found = await team(house)
    await found.ask("sees", "stands in")
    first = await answer(await found.register(NEEDS), 201)
    await found.ask("stands in", "organizer")

    async def seen_by(who: str) -> list[str]:
        path = f"{found.path}/support-needs"
        return [i["name"] for i in (await answer(await found.client(who).get(path), 200))["items"]]

    assert await seen_by("organizer") == []
    assert await seen_by("stands in") == ["Ada Beispiel"]
    async with house.client(first["manage_token"]) as own:
        body = {"people": [{"id": first["people"][0]["id"], "support_needs": NEEDS}]}
        path = f"/api/v1/registrations/{first['id']}/answers"
        await answer(await own.patch(path, json=body), 200)
    assert await seen_by("organizer") == ["Ada Beispiel"]
