"""Who may watch: the organiser's team; not partners, not strangers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx

from services.reporting.facts.domain import Scan
from shared.contracts.access import Grant
from tests.services.reporting.facts.logs import EVENT, ORGANISER, event, recorded
from tests.services.reporting.live.conftest import Events, Reporting, bearer, cookie, grant

JSON = f"/reporting/api/v1/events/{EVENT}/attendance"
STREAM = f"{JSON}/stream"
PAGE = f"/reporting/events/{EVENT}/live"
PAGE_STREAM = f"{PAGE}/stream"
SUMMARY = f"/reporting/events/summary?ids={EVENT}"
PARTNER = uuid4()
CO_ORGANISER = uuid4()


async def status(reporting: Reporting, url: str, headers: dict[str, str]) -> int:
    """The status alone: a stream's body has no end."""
    async with reporting.http.stream("GET", url, headers=headers) as answer:
        return answer.status_code


GIVEN: list[tuple[Grant, int]] = [
    (Grant(role="administrator"), 200),
    (grant("organizer", ORGANISER), 200),
    (grant("supervisor", ORGANISER), 200),
    (grant("steward", ORGANISER), 200),
    (grant("steward", ORGANISER, EVENT), 200),
    (grant("auditor", ORGANISER), 200),
    (grant("organizer", CO_ORGANISER), 200),
    (grant("partner", CO_ORGANISER), 403),
    (grant("partner", ORGANISER), 403),
    (grant("partner", PARTNER), 403),
    (grant("organizer", PARTNER), 403),
    (grant("steward", ORGANISER, uuid4()), 404),
    (grant("organizer", uuid4()), 404),
    (
        Grant(
            role="organizer",
            organisation_id=ORGANISER,
            expires_at=datetime(2020, 1, 1, tzinfo=UTC),
        ),
        404,
    ),
]


async def test_each_role_gets_what_it_may(reporting: Reporting) -> None:
    """Partners have no live page, not even as organizers at home; strangers learn nothing."""
    await reporting.learn(event(partner_ids=(PARTNER,), co_organiser_ids=(CO_ORGANISER,)))
    for given, expected in GIVEN:
        token = bearer(await reporting.staff(given))
        session = cookie(await reporting.staff(given, kind="session"))
        for url, asking in (
            (JSON, token),
            (STREAM, token),
            (PAGE, session),
            (PAGE_STREAM, session),
        ):
            assert await status(reporting, url, asking) == expected, (given, url)
        summary = await reporting.http.get(SUMMARY, headers=session)
        shown = [item["id"] for item in summary.json()["items"]]
        assert shown == [str(EVENT)] * (expected == 200), given


async def test_without_or_with_the_wrong_kind_of_secret_nobody_gets_in(
    reporting: Reporting,
) -> None:
    """The JSON API takes no cookies, pages take no tokens."""
    await reporting.learn(event())
    token = await reporting.staff(grant("organizer", ORGANISER))
    session = await reporting.staff(grant("organizer", ORGANISER), kind="session")
    for url in (JSON, STREAM):
        for headers in ({}, cookie(session), cookie(token), bearer(session), bearer("x")):
            assert await status(reporting, url, headers) == 401
    for url in (PAGE, PAGE_STREAM, SUMMARY):
        for headers in ({}, bearer(token), cookie(token), cookie("x")):
            assert await status(reporting, url, headers) == 401


async def test_an_unknown_event_and_a_malformed_id_are_not_found(reporting: Reporting) -> None:
    """404 with problem details, whoever asks."""
    headers = bearer(await reporting.staff(Grant(role="administrator")))
    for id_ in (uuid4(), "1", "%00", "a" * 500):
        url = f"/reporting/api/v1/events/{id_}/attendance"
        answer = await reporting.http.get(url, headers=headers)
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"


async def test_the_summary_refuses_what_are_not_ids_or_too_many(reporting: Reporting) -> None:
    """A list of events has an end."""
    headers = cookie(await reporting.staff(Grant(role="administrator"), kind="session"))
    for ids in ("x", ",".join(str(uuid4()) for _ in range(101)), "1" * 5_000):
        answer = await reporting.http.get(f"/reporting/events/summary?ids={ids}", headers=headers)
        assert answer.status_code == 422
    assert (await reporting.http.get("/reporting/events/summary", headers=headers)).status_code in {
        400,
        422,
    }


async def test_the_summary_has_the_figures_of_the_live_page(reporting: Reporting) -> None:
    """The organizer's start page and the live page don't contradict each other."""
    scan = Scan(uuid4(), "in", uuid4(), "card", None, None, datetime.now(UTC))
    await reporting.learn(event(), recorded(scan))
    headers = cookie(await reporting.staff(grant("organizer", ORGANISER), kind="session"))
    body = (await reporting.http.get(SUMMARY, headers=headers)).json()
    assert body["items"] == [{"id": str(EVENT), "registered": 0, "came": 1, "in_house": 1}]


async def page(reporting: Reporting) -> httpx.Response:
    """The page as an organizer gets it."""
    headers = cookie(await reporting.staff(grant("organizer", ORGANISER), kind="session"))
    return await reporting.http.get(PAGE, headers=headers)


async def test_the_page_is_complete_without_a_script_and_has_none_of_its_own(
    reporting: Reporting,
) -> None:
    """Figures stand in the HTML; a strict policy forbids scripts and styles in it."""
    scan = Scan(uuid4(), "in", uuid4(), "card", None, None, datetime.now(UTC))
    await reporting.learn(event(), recorded(scan))
    answer = await page(reporting)
    assert "Gesundheitstag Musterstadt" in answer.text
    assert 'id="in-house">1<' in answer.text
    assert "<script>" not in answer.text
    assert "style=" not in answer.text
    assert "default-src 'self'" in answer.headers["content-security-policy"]


async def test_a_page_of_old_figures_says_so(reporting: Reporting) -> None:
    """Kafka away: the page works and shows the age of its figures."""
    await reporting.learn(event())
    async with reporting.pool.acquire() as database:
        old = datetime.now(UTC) - timedelta(minutes=5)
        await database.execute("UPDATE facts_current SET current_at = $1", old)
        await database.execute("UPDATE event_changes SET changed_at = $1", old)
    text = (await page(reporting)).text
    assert 'id="degraded" hidden' not in text
    async with reporting.http.stream(
        "GET",
        PAGE_STREAM,
        headers=cookie(await reporting.staff(Grant(role="administrator"), kind="session")),
    ) as answer:
        assert '"degraded":true' in (await Events(answer).next("attendance"))["data"]


async def test_a_title_can_t_break_out_of_the_page(reporting: Reporting) -> None:
    """Organizers write titles; the page escapes them, also in attributes."""
    await reporting.learn(event(title='"><img src=x onerror=alert(1)>'))
    text = (await page(reporting)).text
    assert "<img src=x" not in text
