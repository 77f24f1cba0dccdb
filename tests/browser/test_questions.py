"""What is asked: worded by an organizer at a desk, answered by a guest on a phone, under axe."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest_asyncio

from scenarios.browser import link_in, mail_to
from scenarios.client import Client
from tests.browser.conftest import House, Visit
from tests.browser.test_barriers import PHONE, look

PURPOSE = "damit genug da ist"


def question(key: str, kind: str, label: str, **more: Any) -> dict[str, Any]:
    """As the API takes it."""
    return {"key": key, "kind": kind, "texts": {"de": {"label": label, "purpose": PURPOSE}}, **more}


FOOD = question(
    "food",
    "choice",
    "Was möchten Sie essen?",
    required=True,
    options=[
        {"key": "soup", "texts": {"de": "Suppe"}},
        {"key": "bread", "texts": {"de": "Brot"}},
    ],
)
ASKED = [
    FOOD,
    question("which", "text", "Welche Suppe?", when={"key": "food", "equals": "soup"}),
    question("guests", "number", "Wie viele bringen Sie mit?"),
    question("photos", "consent", "Ich bin einverstanden, dass Fotos von mir gezeigt werden."),
    question("medicine", "text", "Welche Medikamente nehmen Sie?"),
]


@pytest_asyncio.fixture(scope="session")
async def asking(stack: Any, house: House) -> str:
    """An event that asks all kinds, has a notice, asks for support and has been answered."""
    async with Client(stack.ready) as client:
        event = await house.event(client, title=f"Fragetag {uuid4().hex[:6]}")
        path = f"/api/v1/events/{event['id']}"
        notice = {"de": "Wir machen Fotos. Wer nicht darauf sein möchte, sagt es am Eingang."}
        await client.call("PUT", f"{path}/questions", {"questions": ASKED, "notice": notice})
        team = (await client.call("GET", f"{path}/support"))["team"]
        seen_by = [member["id"] for member in team[:2]]
        await client.call("PUT", f"{path}/support", {"seen_by": seen_by})
        answers = {"food": "soup", "which": "Linsensuppe", "guests": 2, "photos": True}
        needs = {"consent": True, "needs": ["wheelchair"], "note": "Bitte eine Rampe"}
        person = {"name": "Ada Beispiel", "answers": answers, "support_needs": needs}
        await client.call("POST", f"{path}/registrations", {"people": [person]})
        return str(event["id"])


async def test_an_organizer_words_questions_without_barriers(
    house: House, visit: Visit, asking: str
) -> None:
    """Protects organizers with disabilities: the step, each kind of form, answers and needs."""
    visitor = await visit(storage_state=house.signed_in["organizer"])
    here = f"/organizer/events/{asking}"
    steps = ("", "/food", "/new-consent", "/preview")
    paths = [f"{here}/plan/questions{step}" for step in steps]
    paths += [f"{here}/answers", f"{here}/support-needs", here]
    for path in paths:
        await look(visitor, path)
    visitor.expected.add(422)
    await visitor.open(f"{here}/plan/questions/new-text")
    await visitor.page.get_by_role("button", name="Speichern", exact=True).last.click()
    assert await visitor.focused() == "error-summary"
    await look(visitor)


async def test_a_guest_answers_without_barriers(visit: Visit, asking: str) -> None:
    """Protects guests: the form with and without faults, and their own answers."""
    visitor = await visit(viewport={"width": PHONE, "height": 900})
    page = visitor.page
    await look(visitor, f"/e/{asking}/privacy")
    await look(visitor, "/f/made-up", status=404)
    await look(visitor, f"/e/{asking}/register")
    await page.fill('[name="people[0].name"]', "Bo Beispiel")
    await page.locator("details.support > summary").click()
    await page.fill('[name="people[0].support_needs.note"]', "Eine Rampe")
    await look(visitor)
    visitor.expected.add(422)
    await visitor.press("Verbindlich anmelden")
    assert await page.locator("#error-summary").is_visible()
    await look(visitor)
    await page.get_by_label("Brot").check()
    await page.locator('[name="people[0].support_needs.consent"]').check()
    await visitor.press("Verbindlich anmelden")
    assert await visitor.heading() == "Sie sind angemeldet."
    await look(visitor, "/my/registration/answers")


async def test_a_follow_up_question_shows_when_it_is_asked(visit: Visit, asking: str) -> None:
    """Protects short forms: with scripts only what is asked; without them all, and when."""
    visitor = await visit()
    await visitor.open(f"/e/{asking}/register")
    which = visitor.page.get_by_label("Welche Suppe?")
    assert not await which.is_visible()
    await visitor.page.get_by_label("Suppe", exact=True).check()
    assert await which.is_visible()
    await which.fill("Linsensuppe")
    await visitor.page.get_by_label("Brot").check()
    assert not await which.is_visible()
    plain = await visit(java_script_enabled=False)
    await plain.open(f"/e/{asking}/register")
    assert await plain.page.get_by_label("Welche Suppe?").is_visible()
    assert await plain.page.get_by_text("Nur, wenn Sie bei").is_visible()


async def test_who_follows_a_series_says_so_without_barriers(
    client: Client, stack: Any, house: House, visit: Visit
) -> None:
    """Protects followers: the question their mail leads to, its answer, and the way out."""
    path = f"/api/v1/organisations/{house.organiser_id}/series"
    series = await client.call("POST", path, {"title": "Treffen der Standorte"})
    event = await house.event(client, series_id=series["id"])
    email = f"folgt-{uuid4().hex[:8]}@example.org"
    people = [{"name": "Ada Beispiel"}]
    body = {"contact": {"email": email}, "people": people, "follow_series": True}
    await client.call("POST", f"/api/v1/events/{event['id']}/registrations", body)
    visitor = await visit(viewport={"width": PHONE, "height": 900})
    await visitor.open(link_in(await mail_to(stack.ready, email, "/f/"), "/f/"))
    await look(visitor)
    await visitor.press("Ja, Bescheid geben")
    await look(visitor)
    await visitor.press("Nicht mehr Bescheid geben")
    assert await visitor.heading() == "Sie bekommen keine Nachricht mehr."
    await look(visitor)
