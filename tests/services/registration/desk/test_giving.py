"""Places given by hand: everybody waits, the team decides, and never gives more than there are."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from services.registration.bookings.use_cases import giving
from shared.contracts.bookings import BookingChanged
from shared.contracts.mail_requests import EventNotice
from tests.services.registration.desk.team import Team, hidden, message, team
from tests.services.registration.desk.test_many import balanced, statuses
from tests.services.registration.house import House, answer

BOOKINGS = "registration.bookings.v1"


async def by_hand(house: House, **values: Any) -> Team:
    """An event with two places that the team gives."""
    return await team(house, **{"promotion": "by_hand", "capacity": 2, "sessions": [], **values})


async def decide(at: Team, do: str, *made: dict[str, Any], **more: Any) -> Any:
    """What becomes of a request to decide about all people of these registrations."""
    ids = [person["id"] for booking in made for person in booking["people"]]
    async with await at.client() as client:
        body = {"do": do, "person_ids": ids, **more}
        return await answer(await client.post(f"{at.path}/desk/places", json=body), 200)


async def told(house: House, booking_id: str) -> list[BookingChanged]:
    """What the outbox says of a registration."""
    rows = await house.pool.fetch("SELECT body FROM outbox WHERE topic = $1 ORDER BY id", BOOKINGS)
    found = [msgspec.json.decode(row["body"], type=BookingChanged) for row in rows]
    return [each for each in found if str(each.id) == booking_id]


async def test_everybody_waits_without_a_position_and_nothing_but_the_team_gives_places(
    house: House,
) -> None:
    """Not even raising the capacity or a cancellation moves anybody up."""
    at = await by_hand(house)
    ada, bea = await at.register("Ada"), await at.register("Bea")
    assert (ada["status"], ada["people"][0].get("position")) == ("waitlisted", None)
    assert await decide(at, "give", bea) == {"people": 1, "full": []}
    async with await at.client() as client:
        await answer(await client.patch(at.path, json={"capacity": 9}), 200)
        await client.delete(f"/api/v1/registrations/{bea['id']}")
    assert await statuses(house) == {"Ada": "waitlisted", "Bea": "cancelled"}
    await balanced(house)
    async with await at.client() as client:
        await answer(await client.patch(at.path, json={"promotion": "automatic"}), 200)
    assert (await statuses(house))["Ada"] == "confirmed"


async def test_places_go_in_the_order_of_the_waitlist_and_who_does_not_fit_is_named(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pair stays together; the one behind it gets the last place; one place a transaction."""
    monkeypatch.setattr(giving, "GIVEN_TOGETHER_MAX", 1)
    at = await by_hand(house)
    ada = await at.register("Ada")
    pair = await at.register("Bea", "Cem")
    dan, eva = await at.register("Dan"), await at.register("Eva")
    done = await decide(at, "give", eva, dan, pair, ada)
    assert done["people"] == 2
    assert [[p["name"] for p in each["people"]] for each in done["full"]] == [
        ["Bea", "Cem"],
        ["Eva"],
    ]
    assert (await statuses(house))["Dan"] == "confirmed"
    await balanced(house)
    assert [each.reason for each in await told(house, ada["id"])] == ["registered", "promoted"]


async def test_who_is_declined_is_told_so_with_the_words_of_the_team(house: House) -> None:
    """The words travel apart from the booking; who has a place is not meant."""
    at = await by_hand(house)
    ada = await at.register("Ada", email="ada@example.org")
    bea = await at.register("Bea", "Cem", fill="as_many_as_fit")
    await decide(at, "give", ada)
    done = await decide(at, "decline", ada, bea, words="Nächstes Mal gern.")
    assert done["people"] == 2
    assert await statuses(house) == {"Ada": "confirmed", "Bea": "cancelled", "Cem": "cancelled"}
    last = (await told(house, bea["id"]))[-1]
    assert (last.reason, last.noted, last.event_version) == ("declined", True, None)
    bodies = await house.pool.fetch("SELECT topic, body FROM outbox ORDER BY id")
    said = [(row["topic"], row["body"]) for row in bodies if b"Mal gern" in row["body"]]
    assert [topic for topic, _ in said] == ["registration.mail-requests.v1"]
    notice = msgspec.json.decode(said[0][1], type=EventNotice)
    assert (str(notice.event_id), notice.event_version) == (bea["id"], last.version)
    calls = await house.pool.fetch("SELECT booking_id::text, why FROM calls WHERE why = 'declined'")
    assert [(row["booking_id"], row["why"]) for row in calls] == [(bea["id"], "declined")]
    assert await house.pool.fetchval("SELECT count(*) FROM waitlist") == 0
    deeds = await house.pool.fetch("SELECT what FROM audit_log WHERE what LIKE 'bookings.%'")
    assert {row["what"] for row in deeds} == {"bookings.place-given", "bookings.declined"}


async def test_elsewhere_staff_choose_whose_turn_is_next(house: House) -> None:
    """Who is put first gets the next free place; by hand nobody is next."""
    at = await team(house, capacity=1, sessions=[])
    ada, _, cem = [await at.register(name) for name in ("Ada", "Bea", "Cem")]
    assert (await decide(at, "give", cem))["full"][0]["registration_id"] == cem["id"]
    assert await decide(at, "first", cem) == {"people": 1, "full": []}
    async with await at.client() as client:
        await client.delete(f"/api/v1/registrations/{ada['id']}")
    assert await statuses(house) == {"Ada": "cancelled", "Bea": "waitlisted", "Cem": "confirmed"}
    other = await by_hand(house)
    dan = await other.register("Dan")
    body = {"do": "first", "person_ids": [dan["people"][0]["id"]]}
    async with await other.client() as client:
        refused = await client.post(f"{other.path}/desk/places", json=body)
    assert (await answer(refused, 409))["type"].endswith("nobody-moves-up")


async def test_without_a_waitlist_nobody_registers_once_all_places_are_given(house: House) -> None:
    """As long as a place is free, one may ask for it."""
    at = await by_hand(house, waitlist=False, capacity=1)
    await decide(at, "give", await at.register("Ada"))
    async with house.client() as client:
        refused = await client.post(f"{at.path}/registrations", json={"people": [{"name": "Bea"}]})
    assert (await answer(refused, 409))["type"].endswith("full")


async def test_the_page_gives_places_and_asks_again_before_it_declines(house: House) -> None:
    """One's own page says that the team decides."""
    at = await by_hand(house, capacity=1)
    ada, bea = await at.register("Ada"), await at.register("Bea")
    here = f"{at.pages}/waiting"
    async with await at.browser() as browser:
        assert f'href="http://localhost:8000{here}"' in (await browser.get(at.pages)).text
        page = await browser.get(here)
        assert "1 von 1" in message(page.text)
        form = {**hidden(page.text, here), "do": "give"}
        assert (await browser.post(here, data=form)).status_code == 422
        people = [ada["people"][0]["id"], bea["people"][0]["id"]]
        outcome = await browser.post(here, data={**form, "person": people})
        assert "Eine Person hat jetzt einen Platz." in message(outcome.text)
        assert "Sie warten weiter: Bea" in message(outcome.text)
        asked = await browser.post(here, data={**form, "do": "decline", "person": people[1]})
        assert "Wirklich absagen?" in message(asked.text)
        sure = {**hidden(asked.text, here), "do": "decline", "words": "Danke!"}
        assert (await browser.post(here, data=sure)).headers["location"].endswith("count=1")
    assert await statuses(house) == {"Ada": "confirmed", "Bea": "cancelled"}
