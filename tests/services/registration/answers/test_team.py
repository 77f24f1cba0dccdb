"""Answers for the team: counted, listed, taken away; not where visitors stay unknown."""

from __future__ import annotations

import io
from typing import Any

import httpx
import openpyxl

from tests.services.registration.house import House, answer
from tests.services.registration.questions.test_questions import (
    CONSENT,
    COUNT,
    DAYS,
    FOOD,
    question,
    registered,
)

NOTE = question("note")
ASKED = [FOOD, DAYS, COUNT, CONSENT, NOTE]


async def asked(
    house: House, organiser: str = "network", **values: Any
) -> tuple[dict[str, Any], httpx.AsyncClient, str]:
    """An event that asks, its organizer, and where its answers are."""
    network = await house.organisation("Veranstalter", organiser)
    event = await house.event(network["id"], **values)
    organizer = house.client(await house.token("organizer", network["id"]))
    path = f"/api/v1/events/{event['id']}"
    await answer(await organizer.put(f"{path}/questions", json={"questions": ASKED}), 200)
    return event, organizer, f"{path}/answers"


async def test_answers_are_counted_for_each_question(house: House) -> None:
    """Protects planning by numbers: choices, sums, consents, texts; who cancelled doesn't count."""
    event, organizer, path = await asked(house)
    first = {
        "food": "vegan",
        "days": ["mon", "tue"],
        "count": 2,
        "agree": True,
        "note": "Rollstuhl",
    }
    await answer(await registered(house, event, first), 201)
    for food in ("meat", "vegan"):
        body = {"people": [{"name": f"Bo {food}", "answers": {"food": food, "count": 3}}]}
        made = await answer(
            await organizer.post(f"/api/v1/events/{event['id']}/registrations", json=body), 201
        )
    async with house.client(made["manage_token"]) as own:
        await own.delete(f"/api/v1/registrations/{made['id']}")
    found = await answer(await organizer.get(path), 200)
    by_key = {q["key"]: q for q in found["questions"]}
    assert found["people"] == 2
    assert by_key["food"]["counts"] == {"vegan": 1, "meat": 1}
    assert by_key["days"]["counts"] == {"mon": 1, "tue": 1}
    assert (by_key["count"]["answered"], by_key["count"]["total"]) == (2, 5)
    assert by_key["agree"]["counts"] == {"yes": 1}
    assert by_key["note"]["texts"] == ["Rollstuhl"]


async def test_the_file_is_safe_to_open_and_noted(house: House) -> None:
    """Protects whoever opens it: a text like a formula stays text; the log knows who took it."""
    event, organizer, path = await asked(house)
    given = {"food": "vegan", "count": 2, "note": "=HYPERLINK(1)"}
    await answer(await registered(house, event, given), 201)
    csv = (await organizer.get(f"{path}/export.csv")).text
    assert csv.splitlines()[0].endswith(
        "Name;Stand;Frage food?;Frage days?;Frage count?;Frage agree?;Frage note?"
    )
    assert "Ada Beispiel;Bestätigt;Vegan;;2;;'=HYPERLINK(1)" in csv or "'=HYPERLINK(1)" in csv
    sheet = openpyxl.load_workbook(
        io.BytesIO((await organizer.get(f"{path}/export.xlsx")).content)
    ).active
    assert sheet is not None
    cell = sheet.cell(2, 7)
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")
    noted = "SELECT changed->>'format' FROM audit_log WHERE what = 'answers.exported' ORDER BY at"
    assert [r[0] for r in await house.pool.fetch(noted)] == ["csv", "xlsx"]


async def test_names_stay_out_where_the_event_knows_none(house: House) -> None:
    """Protects visitors of an event with codes only."""
    event, organizer, path = await asked(house, identity="code")
    await answer(await registered(house, event, {"food": "vegan"}), 201)
    csv = (await organizer.get(f"{path}/export.csv")).text
    assert "Name" not in csv
    assert "Ada" not in csv


async def test_a_job_centre_reads_no_answers_of_its_open_day(house: House) -> None:
    """Protects visitors: what they answered may say who they are; neither page, list nor file."""
    event, organizer, path = await asked(house, "job_centre", kind="health_day", identity="named")
    await answer(await registered(house, event, {"food": "vegan", "note": "Geheimes"}), 201)
    for address in (path, f"{path}/export.csv", f"{path}/export.xlsx"):
        refused = await answer(await organizer.get(address), 409)
        assert refused["type"].endswith("answers-withheld")
    async with house.client() as browser:
        session = await house.session("organizer", event["organiser_id"])
        browser.cookies.set("auftakt_session", session)
        page = await browser.get(f"/organizer/events/{event['id']}/answers")
        assert page.status_code == 200
        assert "Antworten bleiben verborgen" in page.text
        assert "Geheimes" not in page.text
    assert (
        await house.pool.fetchval("SELECT count(*) FROM audit_log WHERE what LIKE 'answers%'") == 0
    )


async def test_the_page_counts_and_links_the_files(house: House) -> None:
    """Protects the team without programs; those at the door don't read it."""
    event, _, _ = await asked(house)
    given = {"food": "vegan", "days": ["mon"], "agree": True, "note": "Rollstuhl <b>"}
    await answer(await registered(house, event, given), 201)
    page = f"/organizer/events/{event['id']}/answers"
    async with house.client() as browser:
        session = await house.session("organizer", event["organiser_id"])
        browser.cookies.set("auftakt_session", session)
        found = await browser.get(page)
        assert found.status_code == 200
        assert "Rollstuhl &lt;b&gt;" in found.text
        assert "Person hat eingewilligt" in found.text
        assert (await browser.get(f"{page}/export.csv")).status_code == 200
        overview = await browser.get(f"/organizer/events/{event['id']}")
        assert f"/organizer/events/{event['id']}/answers" in overview.text
    async with house.client() as browser:
        session = await house.session("steward", event["organiser_id"])
        browser.cookies.set("auftakt_session", session)
        assert (await browser.get(page)).status_code == 403


async def test_what_people_wrote_is_for_those_who_plan_and_numbers_for_the_team(
    house: House,
) -> None:
    """Protects free texts: supervisors and auditors count, but neither read nor take away."""
    event, _, path = await asked(house)
    await answer(await registered(house, event, {"food": "vegan", "note": "Rollstuhl"}), 201)
    for role in ("supervisor", "auditor"):
        async with house.client(await house.token(role, event["organiser_id"])) as member:
            found = await answer(await member.get(path), 200)
            by_key = {q["key"]: q for q in found["questions"]}
            assert by_key["food"]["counts"] == {"vegan": 1}
            assert (by_key["note"]["answered"], by_key["note"]["texts"]) == (1, [])
            assert (await member.get(f"{path}/export.csv")).status_code == 403
