"""The step of the plan where an organizer words what is asked, without scripts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest_asyncio

from tests.services.registration.house import House, answer
from tests.services.registration.planner import Desk, fields
from tests.services.registration.questions.test_questions import (
    CONSENT,
    FOOD,
    HEALTH,
    WISH,
    planned,
    registered,
)


class Step:
    """The step of one event, and its questions as the API knows them."""

    def __init__(self, desk: Desk, organizer: httpx.AsyncClient, event: dict[str, Any]) -> None:
        self.desk = desk
        self.event = event
        self.path = f"/organizer/events/{event['id']}/plan/questions"
        self._organizer = organizer

    async def asked(self) -> list[dict[str, Any]]:
        """What is asked now."""
        path = f"/api/v1/events/{self.event['id']}/questions"
        return list((await answer(await self._organizer.get(path), 200))["questions"])

    async def press(self, do: str, page: str | None = None) -> httpx.Response:
        """A button of the list."""
        page = page or await self.desk.open(self.path)
        form = fields(page.partition("</form>")[0] + "</form>")
        hidden = {"csrf_token": fields(page)["csrf_token"], "version": fields(page)["version"]}
        return await self.desk.client.post(self.path, data={**form, **hidden, "do": do})


@pytest_asyncio.fixture
async def step(house: House) -> AsyncIterator[Step]:
    """A published event without questions."""
    event, organizer, _ = await planned(house)
    async with house.client() as client:
        client.cookies.set(
            "auftakt_session", await house.session("organizer", event["organiser_id"])
        )
        yield Step(Desk(client), organizer, event)


async def test_an_organizer_asks_a_choice_and_a_follow_up_without_knowing_keys(step: Step) -> None:
    """Protects who plans without the API: texts become keys, conditions are chosen from a list."""
    desk, path = step.desk, step.path
    typed = {"texts__de__label": "Was möchten Sie essen?", "texts__de__purpose": "fürs Büfett"}
    sent = await desk.send(
        f"{path}/new-choice",
        **typed,
        texts__de__options="Suppe\nBrot\n",
        texts__en__label="What would you like to eat?",
        texts__en__options="Soup\nBread",
        required="yes",
    )
    assert sent.status_code == 303, sent.text
    follow = {"texts__de__label": "Welche Suppe?", "texts__de__purpose": "fürs Büfett"}
    page = await desk.open(f"{path}/new-text")
    assert "Was möchten Sie essen? → Suppe" in page
    await desk.send(
        f"{path}/new-text", **follow, when="was_moechten_sie_essen=suppe", keep_days="3"
    )
    food, soup = await step.asked()
    assert [o["key"] for o in food["options"]] == ["suppe", "brot"]
    assert food["options"][1]["texts"] == {"de": "Brot", "en": "Bread"}
    assert (food["required"], soup["keep_days"]) == (True, 3)
    assert soup["when"] == {"key": food["key"], "equals": "suppe"}
    assert "Nur, wenn bei" in await desk.open(path)


async def test_what_is_wrong_is_shown_at_its_field_with_all_that_was_typed(step: Step) -> None:
    """Protects what was typed; a question about health gets no further without a consent."""
    sent = await step.desk.send(
        f"{step.path}/new-text", texts__de__label="Diagnose?", health="yes", keep_days="9999"
    )
    assert sent.status_code == 422
    assert 'href="#field-keep_days"' in sent.text
    sent = await step.desk.send(
        f"{step.path}/new-text",
        texts__de__label="Diagnose?",
        texts__de__purpose="zur Hilfe",
        health="yes",
    )
    assert sent.status_code == 422
    assert 'href="#field-health"' in sent.text
    assert 'value="Diagnose?"' in sent.text
    assert await step.asked() == []


async def test_words_about_health_warn_in_the_list(step: Step) -> None:
    """Protects organizers from asking about health unawares."""
    await step.desk.send(
        f"{step.path}/new-text",
        texts__de__label="Welche Medikamente nehmen Sie?",
        texts__de__purpose="zur Hilfe",
    )
    assert "Das klingt nach einer Frage zur Gesundheit" in await step.desk.open(step.path)


async def test_questions_move_and_go_but_not_before_what_they_hang_on(
    house: House, step: Step
) -> None:
    """Protects conditions: the question before them stays before them."""
    await _define(step, FOOD, WISH, CONSENT, HEALTH)
    assert (await step.press("up:agree")).status_code == 303
    assert [q["key"] for q in await step.asked()] == ["food", "agree", "wish", "diet"]
    refused = await step.press("remove:agree")
    assert refused.status_code == 409
    assert "Eine andere Frage hängt von dieser ab" in refused.text
    assert (await step.press("remove:wish")).status_code == 303
    assert [q["key"] for q in await step.asked()] == ["food", "agree", "diet"]


async def test_a_button_of_an_old_page_changes_nothing(step: Step) -> None:
    """Protects two organizers at once."""
    await _define(step, FOOD, CONSENT)
    page = await step.desk.open(step.path)
    await _define(step, FOOD, CONSENT, WISH)
    assert (await step.press("remove:food", page)).status_code == 409
    assert len(await step.asked()) == 3


async def test_a_question_that_somebody_else_changed_is_not_overwritten(step: Step) -> None:
    """Protects what others saved; what was typed stays, and a second click decides."""
    await _define(step, CONSENT)
    page = await step.desk.open(f"{step.path}/agree")
    await _define(step, {**CONSENT, "keep_days": 5})
    sent = await step.desk.send(f"{step.path}/agree", page=page, texts__de__label="Meine Fassung")
    assert sent.status_code == 409
    assert "Meine Fassung" in sent.text
    assert (await step.asked())[0]["keep_days"] == 5
    again = await step.desk.send(f"{step.path}/agree", page=sent.text)
    assert again.status_code == 303
    assert (await step.asked())[0]["texts"]["de"]["label"] == "Meine Fassung"


async def test_a_consent_shows_its_earlier_wordings_and_how_many_agreed(
    house: House, step: Step
) -> None:
    """Protects the proof of a consent: which words somebody agreed to."""
    await _define(step, CONSENT)
    await answer(await registered(house, step.event, {"agree": True}), 201)
    await step.desk.send(f"{step.path}/agree", texts__de__label="Ich will.")
    page = await step.desk.open(f"{step.path}/agree")
    assert "Frühere Wortlaute" in page
    assert "1 Antwort" in page


async def test_the_notice_of_an_event_is_written_and_shown_to_guests(step: Step) -> None:
    """Protects the notice: the organizer's words stand at the form, in the guest's language."""
    sent = await step.desk.send(step.path, do="notice", texts__de__notice="Wir machen Fotos.")
    assert sent.status_code == 303, sent.text
    assert "Wir machen Fotos." in await step.desk.open(f"/e/{step.event['id']}/register")
    assert "Wir machen Fotos." in await step.desk.open(f"{step.path}/preview")
    assert "mit eigenem Hinweis" in await step.desk.open(f"/organizer/events/{step.event['id']}")


async def test_a_copied_event_asks_the_same_anew(house: House, step: Step) -> None:
    """Protects organizers of series: questions and notice come along, answers don't."""
    await _define(step, FOOD, WISH)
    session = next(s for s in step.event["sessions"] if s["title"] == "Rücken-Check")
    about = {**CONSENT, "session_id": session["id"]}
    await _define(step, FOOD, WISH, about, notice={"de": "Wir machen Fotos."})
    body = {"starts_at": "2027-09-01T09:00:00+02:00"}
    path = f"/api/v1/events/{step.event['id']}/copy"
    async with await house.administrator() as client:
        copy = await answer(await client.post(path, json=body), 201)
        found = (await client.get(f"/api/v1/events/{copy['id']}/questions")).json()
    assert [q["key"] for q in found["questions"]] == ["food", "wish", "agree"]
    assert found["notice"] == {"de": "Wir machen Fotos."}
    assert {q["id"] for q in found["questions"]} & {q["id"] for q in await step.asked()} == set()
    at = found["questions"][2]["session_id"]
    assert [s["title"] for s in copy["sessions"] if s["id"] == at] == ["Rücken-Check"]


async def _define(step: Step, *questions: dict[str, Any], **more: Any) -> None:
    path = f"/api/v1/events/{step.event['id']}/questions"
    body = {"questions": list(questions), **more}
    await answer(await step._organizer.put(path, json=body), 200)
