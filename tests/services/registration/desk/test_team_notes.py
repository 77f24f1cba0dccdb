"""What the team notes for itself about a registration."""

from __future__ import annotations

from tests.services.registration.desk.team import hidden, message, team
from tests.services.registration.house import House, answer, faults

WORDS = "Kommt mit Assistenz, Tür 3"


async def test_a_note_of_the_team_stays_with_it_until_the_person_asks_or_is_erased(
    house: House,
) -> None:
    """Not on one's own page, nor in the outbox; in one's data; gone with anybody of the party."""
    at = await team(house, sessions=[])
    made = await at.register("Ada", "Bea", email="ada@example.org")
    note, page = f"/api/v1/registrations/{made['id']}/note", f"{at.pages}/{made['id']}"
    async with await at.client() as client:
        assert (await client.put(note, json={"note": WORDS})).status_code == 204
        assert await answer(await client.get(note), 200) == {"note": WORDS}
        assert list(faults(await client.put(note, json={"note": "x" * 501}))) == ["note"]
    async with await at.client("steward") as client:
        assert (await client.get(note)).status_code == 403
    async with house.client(made["manage_token"]) as client:
        own = await client.get(f"/api/v1/registrations/{made['id']}")
        assert WORDS not in own.text
        assert (await client.get(note)).status_code == 401
    async with house.client() as browser:
        await browser.get(f"/m/{made['manage_token']}")
        assert WORDS not in (await browser.get("/my/registration")).text
        assert WORDS in (await browser.get("/my/registration/data")).text
    bodies = await house.pool.fetch("SELECT body FROM outbox")
    assert not any(WORDS.encode() in row["body"] for row in bodies)
    async with await at.browser() as browser:
        shown = await browser.get(page)
        assert WORDS in message(shown.text)
        form = {**hidden(shown.text, page), "do": "erase", "sure": "yes"}
        await browser.post(page, data={**form, "person": made["people"][1]["id"]})
        assert WORDS not in (await browser.get(page)).text
    assert await house.pool.fetchval("SELECT count(team_note) FROM bookings") == 0
    assert await house.pool.fetchval(
        "SELECT count(*) FROM audit_log WHERE what = 'bookings.team-note'"
    )


async def test_nothing_is_noted_where_the_team_reads_no_names(house: House) -> None:
    """A note would be a name by another way."""
    at = await team(house, sessions=[], identity="none", kind="health_day")
    made = await at.register("Ada")
    async with await at.client() as client:
        refused = await client.put(f"/api/v1/registrations/{made['id']}/note", json={"note": WORDS})
    assert list(faults(refused)) == ["note"]
