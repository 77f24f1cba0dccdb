"""The room and the team's pages in a browser without a script."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest_asyncio

from tests.services.registration.house import House
from tests.services.registration.ideas.rooms import Gathering, gather

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
SUBMISSION = re.compile(r'name="submission" value="([^"]+)"')
MORE = re.compile(r'value="([0-9a-f-]{36}:[0-9]+)"[^>]*aria-label="Einen Punkt geben"')


@pytest_asyncio.fixture
async def gathering(house: House) -> Gathering:
    """An open collection."""
    return await gather(house)


@pytest_asyncio.fixture
async def phone(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on a phone: keeps its cookies, knows nothing else."""
    async with house.client() as client:
        yield client


@pytest_asyncio.fixture
async def organizer(house: House, gathering: Gathering) -> AsyncIterator[httpx.AsyncClient]:
    """A browser of the organizer."""
    secret = await house.session("organizer", gathering.event["organiser_id"])
    async with house.client() as client:
        client.cookies.set("auftakt_session", secret)
        yield client


def found(pattern: re.Pattern[str], text: str) -> str:
    """What a form holds."""
    match = pattern.search(text)
    assert match, text
    return match[1]


async def test_a_phone_needs_a_code_and_nothing_else(
    gathering: Gathering, phone: httpx.AsyncClient
) -> None:
    """Protects people in the room: type the code, send an idea, see it, give it a point."""
    code = gathering.collection["code"]
    wrong = await phone.get("/i?code=1234")
    assert wrong.status_code == 422
    assert "Diesen Code kennen wir nicht." in wrong.text
    entered = await phone.get(f"/i?code={code[:4]} {code[4:]}")
    assert entered.headers["location"].endswith(f"/i/{code}")
    page = (await phone.get(f"/i/{code}")).text
    form = {
        "csrf_token": found(TOKEN, page),
        "category": gathering.categories[1],
        "submission": found(SUBMISSION, page),
        "text": "<b>Obst</b> & Gemüse",
    }
    sent = [await phone.post(f"/i/{code}/ideas", data=form) for _ in range(2)]
    assert [s.status_code for s in sent] == [303, 303]
    page = (await phone.get(sent[0].headers["location"])).text
    assert page.count("&lt;b&gt;Obst&lt;/b&gt; &amp; Gemüse") == 1
    assert "von Ihnen" in page
    gift = {"csrf_token": found(TOKEN, page), "category": gathering.categories[1]}
    given = await phone.post(f"/i/{code}/points", data={**gift, "give": found(MORE, page)})
    assert given.status_code == 303
    page = (await phone.get(given.headers["location"])).text
    assert "Noch 4 Punkte frei" in page
    over = found(MORE, page).split(":")[0] + ":9"
    refused = await phone.post(f"/i/{code}/points", data={**gift, "give": over})
    assert refused.status_code == 409
    assert "Alle Punkte sind vergeben." in refused.text
    assert (await gathering.list())["points"] == 1


async def test_what_is_wrong_stands_at_the_field_and_the_text_is_kept(
    gathering: Gathering, phone: httpx.AsyncClient
) -> None:
    """Protects what somebody typed on a phone from being lost."""
    code = gathering.collection["code"]
    page = (await phone.get(f"/i/{code}")).text
    form = {
        "csrf_token": found(TOKEN, page),
        "category": gathering.categories[0],
        "submission": found(SUBMISSION, page),
        "text": "Alles auf www.example.org",
    }
    refused = await phone.post(f"/i/{code}/ideas", data=form)
    assert refused.status_code == 422
    assert "keine Internet-Adresse" in refused.text
    assert "Alles auf www.example.org</textarea>" in refused.text
    for broken in ({"category": "x"}, {"submission": ""}, {"category": ""}):
        sent = await phone.post(f"/i/{code}/ideas", data={**form, **broken})
        assert sent.status_code == 400


async def test_the_list_is_sent_again_only_when_something_is_new(
    gathering: Gathering, phone: httpx.AsyncClient
) -> None:
    """Protects a hundred phones' batteries: an unchanged list is 204 and no body."""
    path = f"/i/{gathering.collection['code']}?part=list&version="
    first = await phone.get(path)
    version = found(re.compile(r'data-version="(\d+)"'), first.text)
    assert (await phone.get(path + version)).status_code == 204
    other = await gathering.phone()
    await other.idea(gathering.categories[0], "Lauftreff")
    changed = await phone.get(path + version)
    assert changed.status_code == 200
    assert "Lauftreff" in changed.text
    assert "<html" not in changed.text


async def test_the_big_screen_shows_code_and_counts_and_no_idea(
    gathering: Gathering, organizer: httpx.AsyncClient
) -> None:
    """Protects the room: nothing unread reaches the screen, and nothing is announced again."""
    other = await gathering.phone()
    await other.idea(gathering.categories[0], "Unfug an die Wand")
    path = f"/organizer/events/{gathering.event['id']}/ideas/screen"
    code = gathering.collection["code"]
    screen = (await organizer.get(path)).text
    assert f"{code[:4]} {code[4:]}" in screen
    assert "<svg" in screen
    assert "Unfug" not in screen
    assert "aria-live" not in screen
    assert '<noscript><meta http-equiv="refresh"' in screen
    counts = (await organizer.get(f"{path}?part=counts")).text
    assert "<dd>1</dd>" in counts
    assert "<html" not in counts


async def test_the_organizer_sorts_ideas_from_the_page(
    gathering: Gathering, organizer: httpx.AsyncClient
) -> None:
    """Protects the team's forms: open, merge, take apart, hide, show, reword, plan, close."""
    other = await gathering.phone()
    a = await other.idea(gathering.categories[0], "Obstkorb")
    b = await other.idea(gathering.categories[0], "Mehr Obst")
    c = await other.idea(gathering.categories[1], "Unfug")
    await other.give(b, 2)
    path = f"/organizer/events/{gathering.event['id']}/ideas"
    token = found(TOKEN, (await organizer.get(path)).text)

    async def act(status: int = 303, **fields: Any) -> str:
        sent = await organizer.post(path, data={"csrf_token": token, **fields})
        assert sent.status_code == status, sent.text
        return sent.text if status != 303 else (await organizer.get(path)).text

    assert "mindestens zwei Ideen" in await act(422, do="merge", idea=a)
    page = await act(do="merge", idea=[a, b])
    assert "Herauslösen" in page
    assert [i["id"] for i in (await gathering.list())["items"]] == [b, c]
    assert "Herauslösen" not in await act(do=f"apart:{a}")
    assert "Eine ausgeblendete Idee" in await act(do="hide", idea=c)
    assert "ausgeblendete Idee" not in await act(do=f"show:{c}")
    category = gathering.categories[2]
    assert "Yoga" in await act(do=f"edit:{c}", text="Yoga", category_id=category)
    assert "Internet-Adresse" in await act(
        422, do=f"edit:{c}", text="www.x.de", category_id=category
    )
    plan: dict[str, Any] = {"points_per_device": "3", "retention": "days", "retention_days": "90"}
    headings: dict[str, Any] = {
        "category_id": [*gathering.categories, ""],
        "category_title": ["Was fehlt", "Projekte", "Aktionen", "Sonstiges"],
    }
    page = await act(do="plan", **plan, **headings)
    assert "Was fehlt" in page
    assert "Sonstiges" in page
    assert "1 bis 3650" in await act(422, do="plan", **{**plan, **headings, "retention_days": ""})
    gone: dict[str, Any] = {
        "category_id": gathering.categories[1:],
        "category_title": ["Projekte", "Aktionen"],
    }
    assert "hat noch Ideen" in await act(409, do="plan", **{**plan, **gone})
    assert "Sammlung geschlossen" in await act(do="close")
    assert "Sammlung offen" in await act(do="open")
    for file in ("export.csv", "export.xlsx", "print"):
        assert (await organizer.get(f"{path}/{file}")).status_code == 200
