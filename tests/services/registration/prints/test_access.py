"""Who may print what about whom; and that nobody is certified but by themselves, once they came."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.services.registration.bookings.test_pages import hidden
from tests.services.registration.house import House
from tests.services.registration.prints.conftest import Organizer, text_of

CERTIFICATE = "/my/registration/certificate"


@asynccontextmanager
async def as_holder(house: House, booking: dict[str, Any]) -> AsyncIterator[httpx.AsyncClient]:
    """The browser of whoever has the link of a registration."""
    async with house.client() as client:
        await client.get(f"/m/{booking['manage_token']}")
        yield client


@pytest.mark.parametrize("paper", ["badges.pdf", "attendance-list.pdf", "signs.pdf", "poster.pdf"])
async def test_only_organizers_and_supervisors_print(organizer: Organizer, paper: str) -> None:
    """Protects names from roles that need none; foreign events don't exist."""
    event = await organizer.event()
    await organizer.register(event, "Anna")
    other = (await organizer.house.organisation("Andere", "company"))["id"]
    for role, status in (
        ("organizer", 200),
        ("supervisor", 200),
        ("steward", 403),
        ("auditor", 403),
        ("partner", 403),
    ):
        assert (await organizer.ask(event, paper, role)).status_code == status, role
    assert (await organizer.ask(event, paper, at=other)).status_code == 404
    async with organizer.house.client() as client:
        path = f"/api/v1/events/{event['id']}/prints/{paper}"
        assert (await client.get(path)).status_code == 401


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("network", {"identity": "none"}),
        ("job_centre", {"identity": "named", "kind": "health_day"}),
        ("network", {"identity": "code"}),
    ],
)
async def test_names_that_the_team_may_not_read_are_not_printed(
    house: House, kind: str, values: dict[str, str]
) -> None:
    """Protects visitors of open days: no badge, no list of names, whoever organises."""
    organisation = await house.organisation("Veranstalter", kind)
    organizer = Organizer(house, organisation["id"])
    event = await organizer.event(**values)
    await organizer.register(event, "Anna Geheim" if values["identity"] == "named" else {})
    refused = await organizer.ask(event, "badges.pdf")
    assert refused.status_code == 409
    assert refused.json()["type"].endswith("names-withheld")
    listed = await organizer.ask(event, "attendance-list.pdf")
    if values["identity"] == "code":
        assert "Anna Geheim" not in text_of(listed)
    else:
        assert listed.status_code == 409
        assert listed.json()["type"].endswith("nobody-listed")
    async with house.client() as client:
        client.cookies.set("auftakt_session", await house.session("organizer", organisation["id"]))
        page = (await client.get(f"/organizer/events/{event['id']}/prints")).text
    assert "badges.pdf" not in page
    assert "sieht niemand im Team Namen" in page


async def test_a_confidential_session_has_no_list(organizer: Organizer) -> None:
    """Protects counselling: nobody can be listed there, not even an empty list exists."""
    event = await organizer.event()
    confidential = next(s for s in event["sessions"] if s["confidential"])
    paper = f"attendance-list.pdf?session_id={confidential['id']}"
    assert (await organizer.ask(event, paper)).status_code == 404


async def test_a_print_of_names_is_remembered(organizer: Organizer) -> None:
    """Protects accountability: the audit log says who took names out, never which."""
    event = await organizer.event()
    await organizer.register(event, "Anna")
    await organizer.text(event, "badges.pdf")
    await organizer.text(event, "poster.pdf")
    rows = await organizer.house.pool.fetch(
        "SELECT what, changed FROM audit_log WHERE what LIKE 'prints.%'"
    )
    assert [(row["what"], row["changed"]) for row in rows] == [("prints.badges", '{"count": 1}')]


async def test_the_page_offers_what_can_be_printed(organizer: Organizer) -> None:
    """Protects organizers: every link of the page works; certificates are only explained."""
    house = organizer.house
    event = await organizer.event()
    await organizer.register(event, "Anna")
    path = f"/organizer/events/{event['id']}"
    async with house.client() as client:
        client.cookies.set(
            "auftakt_session", await house.session("organizer", organizer.organisation)
        )
        assert f"{path}/prints" in (await client.get(path)).text
        page = (await client.get(f"{path}/prints")).text
        links = {
            link.partition('"')[0] for link in page.split(f'href="http://localhost:8000{path}/')[1:]
        }
        papers = {link for link in links if ".pdf" in link}
        assert {paper.partition("?")[0].partition("/")[2] for paper in papers} == {
            "badges.pdf",
            "attendance-list.pdf",
            "signs.pdf",
            "poster.pdf",
        }
        for paper in papers:
            answer = await client.get(f"{path}/{paper.replace('&amp;', '&')}")
            assert answer.content.startswith(b"%PDF"), paper
        assert "visitor-cards" in links
        assert "Teilnahmebescheinigungen" in page
        assert not any("certificate" in link for link in links)
    async with house.client() as client:
        client.cookies.set(
            "auftakt_session", await house.session("steward", organizer.organisation)
        )
        assert (await client.get(f"{path}/prints")).status_code == 403
        assert f"{path}/prints" not in (await client.get(path)).text


async def test_nobody_is_certified_before_they_came(organizer: Organizer) -> None:
    """Protects what the certificate says: a read ticket, not taken back, or nothing."""
    house = organizer.house
    event = await organizer.event()
    booking = await organizer.register(event, "Мія Мустер")
    ticket = booking["people"][0]["ticket"]
    async with as_holder(house, booking) as client:
        before = await client.get(CERTIFICATE)
        assert before.status_code == 409
        assert "Noch gibt es keine Bescheinigung." in before.text
        assert CERTIFICATE not in (await client.get("/my/registration")).text
        house.now += timedelta(days=9, hours=1)
        assert CERTIFICATE in (await client.get("/my/registration")).text
        scan_id = await organizer.scan(event, ticket)
        certificate = await client.get(CERTIFICATE)
        text = text_of(certificate)
        assert "Мія Мустер" in text
        assert event["title"] in text
        assert "Rücken-Check" not in text
        await organizer.take_back(event, scan_id)
        assert (await client.get(CERTIFICATE)).status_code == 409
        await organizer.scan(event, ticket)
        await organizer.scan(event, ticket, "out")
        assert (await client.get(CERTIFICATE)).status_code == 200
    async with house.client() as nobody:
        assert (await nobody.get(CERTIFICATE)).headers["location"].endswith("/my")


async def test_who_registered_others_learns_not_whether_they_came(organizer: Organizer) -> None:
    """Protects colleagues and families: the contact's page certifies nobody but the contact."""
    house = organizer.house
    event = await organizer.event()
    party = await organizer.register(event, "Anna", "Ben")
    listed = await organizer.register(event, "Cem", fill="as_many_as_fit")
    other = await organizer.register(event, "Dana", contact={"name": "Personalbüro"})
    house.now += timedelta(days=9, hours=1)
    for booking in (party, listed, other):
        for person in booking["people"]:
            await organizer.scan(event, person["ticket"])
        async with as_holder(house, booking) as client:
            page = await client.get(CERTIFICATE)
            assert page.status_code == 409
            assert "bekommt jede Person nur selbst" in page.text


async def test_visitor_cards_are_made_and_opened_from_a_page(organizer: Organizer) -> None:
    """Protects organizers without a program: a number, a language, a sheet."""
    house = organizer.house
    event = await organizer.event()
    path = f"/organizer/events/{event['id']}/visitor-cards"
    async with house.client() as client:
        client.cookies.set(
            "auftakt_session", await house.session("organizer", organizer.organisation)
        )
        fields = hidden((await client.get(path)).text.partition("<main")[2])
        for wrong in ("0", "2001", "zehn", "", "９"):
            page = await client.post(path, data={**fields, "count": wrong, "language": "de"})
            assert page.status_code == 422, wrong
            assert 'aria-invalid="true"' in page.text
        made = await client.post(path, data={**fields, "count": "12", "language": "uk"})
        assert made.status_code == 303
        sheet = await client.get(made.headers["location"])
        assert sheet.content.startswith(b"%PDF")
    async with house.client() as client:
        client.cookies.set(
            "auftakt_session", await house.session("steward", organizer.organisation)
        )
        assert (await client.get(path)).status_code == 403
    assert await house.pool.fetchval("SELECT count(*) FROM visitor_cards") == 12
