"""The form of an event that asks: what it shows, and what it says about a missing answer."""

from __future__ import annotations

import re

from tests.services.registration.house import House
from tests.services.registration.questions.test_questions import COUNT, FOOD, WISH, kept, planned

HIDDEN = re.compile(r'name="(csrf_token|form_token)" value="([^"]+)"')


async def test_the_form_asks_says_why_and_keeps_the_answers(house: House) -> None:
    """Protects people without scripts: purpose and period at the question, the fault there, too."""
    event, _, _ = await planned(house, FOOD, WISH, COUNT)
    path = f"/e/{event['id']}/register"
    async with house.client() as guest:
        page = await guest.get(path)
        assert page.status_code == 200
        assert "damit wir planen können" in page.text
        sent = {**dict(HIDDEN.findall(page.text)), "count": "1", "do": "register"}
        sent |= {"people[0].name": "Ada Beispiel", "people[0].answers.food": "vegan"}
        again = await guest.post(path, data={**sent, "people[0].answers.count": "zwei"})
        assert again.status_code == 422
        assert 'href="#people-0-answers-wish"' in again.text or "answers-wish" in again.text
        assert 'value="zwei"' in again.text
        fine = {"people[0].answers.count": "2", "people[0].answers.wish": "Suppe"}
        sent |= dict(HIDDEN.findall(again.text))
        done = await guest.post(path, data={**sent, **fine})
    assert done.status_code == 303, done.text
    assert await kept(house) == {"food": '"vegan"', "wish": '"Suppe"', "count": "2"}
