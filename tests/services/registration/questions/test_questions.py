"""Questions of an event: who may ask what, what is answered, and when answers go."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.services.registration.house import House, answer, faults


def question(key: str, kind: str = "text", **values: Any) -> dict[str, Any]:
    """A question as the API takes it."""
    texts = {"de": {"label": f"Frage {key}?", "purpose": "damit wir planen können"}}
    return {"key": key, "kind": kind, "texts": texts, **values}


def options(*keys: str) -> list[dict[str, Any]]:
    """Answers to choose from."""
    return [{"key": key, "texts": {"de": key.title()}} for key in keys]


FOOD = question("food", "choice", options=options("meat", "vegan"), required=True)
WISH = question("wish", when={"key": "food", "equals": "vegan"}, required=True)
DAYS = question("days", "multiple", options=options("mon", "tue"))
COUNT = question("count", "number", keep_days=2)
CONSENT = question("agree", "consent")
HEALTH = question("diet", health=True, when={"key": "agree", "equals": True})


async def planned(
    house: House, *questions: dict[str, Any]
) -> tuple[dict[str, Any], httpx.AsyncClient, str]:
    """A published event that asks this, its organizer, and where its questions are."""
    network = await house.organisation("Netzwerk")
    event = await house.event(network["id"])
    organizer = house.client(await house.token("organizer", network["id"]))
    path = f"/api/v1/events/{event['id']}/questions"
    if questions:
        await answer(await organizer.put(path, json={"questions": list(questions)}), 200)
    return event, organizer, path


async def registered(
    house: House, event: dict[str, Any], answers: dict[str, Any], **headers: str
) -> httpx.Response:
    """One person registers with these answers."""
    body = {"people": [{"name": "Ada Beispiel", "answers": answers}]}
    async with house.client(**headers) as client:
        return await client.post(f"/api/v1/events/{event['id']}/registrations", json=body)


async def kept(house: House) -> dict[str, Any]:
    """What is stored, by key."""
    rows = await house.pool.fetch(
        "SELECT w.wording->>'key' AS key, a.value FROM given_answers AS a "
        "JOIN question_wordings AS w USING (question_id, version)"
    )
    return {row["key"]: row["value"] for row in rows}


async def test_questions_come_back_as_the_team_defined_them(house: House) -> None:
    """Protects the definition: order, notice, versions; an audit note; nobody else reads it."""
    _, organizer, path = await planned(house)
    body = {"questions": [FOOD, WISH], "notice": {"de": "Wir löschen alles."}}
    made = await answer(await organizer.put(path, json=body), 200)
    assert made == await answer(await organizer.get(path), 200)
    assert [(q["key"], q["version"]) for q in made["questions"]] == [("food", 1), ("wish", 1)]
    assert made["notice"] == {"de": "Wir löschen alles."}
    noted = "SELECT count(*) FROM audit_log WHERE what = 'questions.changed'"
    assert await house.pool.fetchval(noted) == 1
    async with house.client() as stranger:
        assert (await stranger.get(path)).status_code == 401


@pytest.mark.parametrize(
    ("questions", "field"),
    [
        ([question("Food")], "questions[0].key"),
        ([FOOD, FOOD], "questions[1].key"),
        ([WISH, FOOD], "questions[0].when.key"),
        ([{**FOOD, "options": []}], "questions[0].options"),
        ([{**COUNT, "texts": {"de": {"label": "?"}}}], "questions[0].texts.de.purpose"),
        ([question("diet", health=True)], "questions[0].health"),
        ([{**CONSENT, "required": True}, HEALTH], "questions[1].health"),
        ([FOOD, {**HEALTH, "when": {"key": "food", "equals": "vegan"}}], "questions[1].health"),
    ],
)
async def test_what_is_wrong_with_a_question_is_named(
    house: House, questions: list[dict[str, Any]], field: str
) -> None:
    """Protects participants: purpose, order, and a free consent before anything about health."""
    _, organizer, path = await planned(house)
    assert list(faults(await organizer.put(path, json={"questions": questions}))) == [field]


async def test_words_that_sound_like_health_warn_the_organizer(house: House) -> None:
    """Protects organizers from asking about health unawares."""
    _, organizer, path = await planned(house)
    asks = question("meds")
    asks["texts"]["de"]["label"] = "Welche Medikamente nehmen Sie?"
    made = await answer(await organizer.put(path, json={"questions": [asks]}), 200)
    assert [w["field"] for w in made["warnings"]] == ["questions[0].health"]


async def test_answers_are_checked_and_kept_with_the_wording_that_was_read(house: House) -> None:
    """Protects both sides: by key or id, conditional ones, and nothing in the free column."""
    event, organizer, path = await planned(house, FOOD, WISH, DAYS, COUNT, CONSENT, HEALTH)
    ids = {q["key"]: q["id"] for q in (await organizer.get(path)).json()["questions"]}
    given = {ids["food"]: "vegan", "wish": "Suppe", "days": ["mon"], "count": 3, "diet": "Nüsse"}
    await answer(await registered(house, event, given), 201)
    found = await kept(house)
    assert found == {"food": '"vegan"', "wish": '"Suppe"', "days": '["mon"]', "count": "3"}
    assert await house.pool.fetchval("SELECT answers FROM booked_people") is None
    topics = "SELECT count(*) FROM outbox WHERE convert_from(body, 'UTF8') LIKE '%Suppe%'"
    assert await house.pool.fetchval(topics) == 0


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"food": "meat", "colour": "red"}, "colour"),
        ({}, "food"),
        ({"food": "fish"}, "food"),
        ({"food": "vegan"}, "wish"),
        ({"food": "meat", "days": ["sun"]}, "days"),
        ({"food": "meat", "days": "mon"}, "days"),
        ({"food": "meat", "count": "three"}, "count"),
        ({"food": "meat", "count": True}, "count"),
        ({"food": "meat", "agree": "yes"}, "agree"),
    ],
)
async def test_an_answer_that_does_not_fit_is_named(
    house: House, given: dict[str, Any], field: str
) -> None:
    """Protects the answers' meaning; nobody is registered by half."""
    event, _, _ = await planned(house, FOOD, WISH, DAYS, COUNT, CONSENT)
    assert list(faults(await registered(house, event, given))) == [f"people[0].answers.{field}"]
    assert await house.pool.fetchval("SELECT count(*) FROM bookings") == 0


async def test_an_event_that_asks_nothing_takes_free_answers(house: House) -> None:
    """Protects clients of today's contract."""
    event, _, _ = await planned(house)
    await answer(await registered(house, event, {"Essen": "vegan"}), 201)
    assert await house.pool.fetchval("SELECT answers->>'Essen' FROM booked_people") == "vegan"


async def test_another_wording_is_another_version_and_an_answered_kind_stays(house: House) -> None:
    """Protects consents: which wording somebody agreed to is known after it was changed."""
    event, organizer, path = await planned(house, CONSENT)
    await answer(await registered(house, event, {"agree": True}), 201)
    worded = {**CONSENT, "texts": {"de": {"label": "Anders?", "purpose": "für Fotos"}}}
    made = await answer(await organizer.put(path, json={"questions": [worded]}), 200)
    assert made["questions"][0]["version"] == 2
    wordings = (
        "SELECT wording->'texts'->'de'->>'label' FROM given_answers "
        "JOIN question_wordings USING (question_id, version)"
    )
    assert await house.pool.fetchval(wordings) == "Frage agree?"
    other = {"questions": [question("agree")]}
    assert list(faults(await organizer.put(path, json=other))) == ["questions[0].kind"]


async def test_a_replayed_registration_is_answered_after_the_questions_changed(
    house: House,
) -> None:
    """Protects retries: the same key gets the same booking, whatever is asked by now."""
    event, organizer, path = await planned(house, CONSENT)
    first = await registered(house, event, {"agree": True}, **{"Idempotency-Key": "k1"})
    await answer(await organizer.put(path, json={"questions": [FOOD]}), 200)
    again = await registered(house, event, {"agree": True}, **{"Idempotency-Key": "k1"})
    assert (await answer(again, 201))["id"] == first.json()["id"]


async def test_answers_go_when_their_own_time_is_over_and_follow_a_moved_event(
    house: House,
) -> None:
    """Protects the promise at each question, with the clock of the process moved."""
    event, organizer, _ = await planned(house, FOOD, COUNT)
    await answer(await registered(house, event, {"food": "meat", "count": 3}), 201)
    ends = datetime.fromisoformat(event["ends_at"]) + timedelta(hours=2)
    moved = {"ends_at": ends.isoformat()}
    await answer(await organizer.patch(f"/api/v1/events/{event['id']}", json=moved), 200)
    house.now = ends + timedelta(days=2) - timedelta(seconds=1)
    await house.use_cases.erasures.erase_due()
    assert set(await kept(house)) == {"food", "count"}
    house.now += timedelta(seconds=1)
    await house.use_cases.erasures.erase_due()
    assert set(await kept(house)) == {"food"}
    assert await house.pool.fetchval("SELECT name FROM booked_people") == "Ada Beispiel"


async def test_a_shorter_period_holds_for_what_was_answered_before_and_a_longer_does_not(
    house: House,
) -> None:
    """Protects what people were told: never longer than that."""
    event, organizer, path = await planned(house, COUNT)
    await answer(await registered(house, event, {"count": 3}), 201)
    for days, expected in ((30, 2), (1, 1)):
        body = {"questions": [{**COUNT, "keep_days": days}]}
        await answer(await organizer.put(path, json=body), 200)
        assert await house.pool.fetchval("SELECT keep_days FROM given_answers") == expected


async def test_who_is_erased_leaves_no_answer(house: House) -> None:
    """Protects erasure: in the same transaction as the booking's part."""
    event, _, _ = await planned(house, FOOD)
    made = await answer(await registered(house, event, {"food": "meat"}), 201)
    secret = made["manage_url"].rpartition("/")[2]
    async with house.client(secret) as own:
        gone = await own.post(f"/api/v1/registrations/{made['id']}/erase", json={})
    assert gone.status_code in {200, 202, 204}, gone.text
    assert await kept(house) == {}
