"""One's own answers: read, changed, taken back; by program and by page."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.services.registration.house import House, answer, faults
from tests.services.registration.questions.test_questions import (
    CONSENT,
    COUNT,
    FOOD,
    HEALTH,
    WISH,
    kept,
    planned,
    registered,
)

HIDDEN = re.compile(r'name="(csrf_token)" value="([^"]+)"')
GIVEN = {"food": "vegan", "wish": "Suppe", "agree": True, "diet": "Nüsse", "count": 3}


class Owner:
    """Somebody with a registration, its manage token and its answers."""

    def __init__(self, client: httpx.AsyncClient, made: dict[str, Any]) -> None:
        self.client = client
        self.id = made["people"][0]["id"]
        self.path = f"/api/v1/registrations/{made['id']}/answers"
        self.link = f"/m/{made['manage_token']}"

    async def send(self, **answers: Any) -> httpx.Response:
        """Change some answers."""
        return await self.client.patch(
            self.path, json={"people": [{"id": self.id, "answers": answers}]}
        )


async def owner(house: House, **given: Any) -> tuple[Owner, dict[str, Any], httpx.AsyncClient]:
    """An event that asks all kinds, and somebody who answered."""
    event, organizer, _ = await planned(house, FOOD, WISH, CONSENT, HEALTH, COUNT)
    made = await answer(await registered(house, event, given or GIVEN), 201)
    return Owner(house.client(made["manage_token"]), made), event, organizer


async def test_people_read_their_answers_with_wording_and_period(house: House) -> None:
    """Protects the right of access: what was answered, to which wording, until when."""
    own, event, _ = await owner(house)
    found = (await answer(await own.client.get(own.path), 200))["people"][0]
    answers = {a["key"]: a for a in found["answers"]}
    assert {key: a["value"] for key, a in answers.items()} == GIVEN
    assert answers["agree"]["texts"]["de"]["label"] == "Frage agree?"
    assert answers["agree"]["version"] == 1
    assert answers["count"]["erase_at"][:10] > event["ends_at"][:10]
    async with house.client() as stranger:
        assert (await stranger.get(own.path)).status_code == 401


async def test_a_withdrawn_consent_is_deleted_with_all_that_hung_on_it(house: House) -> None:
    """Protects GDPR Art. 7 (3): as easy as giving it, and nothing about health stays behind."""
    own, _, _ = await owner(house)
    await answer(await own.send(agree=None), 200)
    assert set(await kept(house)) == {"food", "wish", "count"}
    again = await own.send(diet="Erdnüsse")
    await answer(again, 200)
    assert "diet" not in await kept(house)


async def test_a_required_consent_can_be_withdrawn_too(house: House) -> None:
    """Protects freedom: a required tick box is no chain."""
    event, _, _ = await planned(house, {**CONSENT, "required": True})
    made = await answer(await registered(house, event, {"agree": True}), 201)
    own = Owner(house.client(made["manage_token"]), made)
    await answer(await own.send(agree=False), 200)
    assert await kept(house) == {}


async def test_answers_change_and_what_no_longer_applies_goes(house: House) -> None:
    """Protects the answers' meaning: conditions hold after a change as before."""
    own, _, _ = await owner(house)
    await answer(await own.send(food="meat", count=5), 200)
    found = await kept(house)
    assert (found["food"], found["count"], "wish" in found) == ('"meat"', "5", False)
    assert list(faults(await own.send(food="vegan"))) == ["people[0].answers.wish"]
    assert list(faults(await own.send(food=None))) == ["people[0].answers.food"]
    assert list(faults(await own.send(colour="red"))) == ["people[0].answers.colour"]
    assert (await kept(house))["food"] == '"meat"'


async def test_an_unchanged_answer_keeps_the_wording_it_was_given_to(house: House) -> None:
    """Protects the proof of a consent when the rest of the form is sent again."""
    own, event, organizer = await owner(house)
    path = f"/api/v1/events/{event['id']}/questions"
    worded = {**CONSENT, "texts": {"de": {"label": "Anders?", "purpose": "für Fotos"}}}
    body = {"questions": [FOOD, WISH, worded, HEALTH, COUNT]}
    await answer(await organizer.put(path, json=body), 200)
    changed = await answer(await own.send(agree=True, count=4), 200)
    versions = {a["key"]: a["version"] for a in changed["people"][0]["answers"]}
    assert versions["agree"] == 1


async def test_after_the_event_answers_can_only_be_taken_back(house: House) -> None:
    """Protects the figures of the team, and the right to withdraw at any time."""
    own, event, _ = await owner(house)
    house.now += timedelta(days=12)
    refused = await own.send(count=9)
    assert (await answer(refused, 409))["type"].endswith("registration-closed")
    await answer(await own.send(agree=None), 200)
    assert "agree" not in await kept(house)
    assert event["ends_at"] < house.now.isoformat()


async def test_nobody_answers_for_people_of_other_bookings(house: House) -> None:
    """Protects strangers: an id of another booking is refused by name, and nothing is written."""
    own, event, _ = await owner(house)
    body = {"people": [{"name": "Bo Muster", "answers": {"food": "meat"}}]}
    async with house.client() as client:
        path = f"/api/v1/events/{event['id']}/registrations"
        other = await answer(await client.post(path, json=body), 201)
    own.id = other["people"][0]["id"]
    assert list(faults(await own.send(food="vegan", wish="Brot"))) == ["people[0].id"]


async def test_an_answer_to_a_question_that_is_gone_can_be_taken_back_only(house: House) -> None:
    """Protects what was answered to questions that the team has removed since."""
    own, event, organizer = await owner(house)
    path = f"/api/v1/events/{event['id']}/questions"
    await answer(await organizer.put(path, json={"questions": [FOOD, WISH]}), 200)
    assert list(faults(await own.send(count=4))) == ["people[0].answers.count"]
    await answer(await own.send(count=None), 200)
    assert "count" not in await kept(house)


async def test_the_page_shows_answers_and_takes_a_consent_back(house: House) -> None:
    """Protects people without programs: one button for each consent, one form for the answers."""
    own, _, _ = await owner(house)
    async with house.client() as browser:
        await browser.get(own.link)
        page = await browser.get("/my/registration/answers")
        assert "Nüsse" in page.text
        assert "Eingewilligt am" in page.text
        button = re.search(r'value="(withdraw:[^"]+)">Einwilligung', page.text)
        assert button is not None
        sent = {**dict(HIDDEN.findall(page.text)), "do": button[1]}
        done = await browser.post("/my/registration/answers", data=sent)
        assert done.status_code == 303, done.text
        page = await browser.get("/my/registration/answers?done=withdraw")
        assert "Nüsse" not in page.text
        sent = {**dict(HIDDEN.findall(page.text)), "do": "save"}
        sent |= {"people[0].answers.food": "vegan", "people[0].answers.wish": ""}
        wrong = await browser.post("/my/registration/answers", data=sent)
        assert wrong.status_code == 422
        assert 'href="#field-people-0-answers-wish"' in wrong.text
        sent["people[0].answers.wish"] = "Brot"
        assert (await browser.post("/my/registration/answers", data=sent)).status_code == 303
    assert await kept(house) == {"food": '"vegan"', "wish": '"Brot"'}


@pytest.mark.parametrize("path", ["/my/registration/answers"])
async def test_without_the_link_the_page_leads_to_the_code(house: House, path: str) -> None:
    """Protects answers from who finds the address."""
    async with house.client() as browser:
        found = await browser.get(path)
    assert (found.status_code, found.headers["location"]) == (303, "http://localhost:8000/my")
