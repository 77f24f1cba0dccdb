"""Every page of the product under axe, each once: on a phone or a desk, in light and dark."""

from __future__ import annotations

from typing import Any, Literal
from uuid import uuid4

import pytest_asyncio

from scenarios.client import Client
from tests.browser.conftest import House, Visit
from tests.browser.visitor import RULES, Visitor
from tests.journeys.occasions import scan

COLOURS = ["color-contrast"]
PHONE, DESK = 390, 1280
REPORT_SECONDS = 30.0

Occasion = dict[str, str]
Theme = Literal["light", "dark"]


@pytest_asyncio.fixture(scope="session")
async def occasion(stack: Any, house: House) -> Occasion:
    """An event that runs, one that is over, and the report of it."""
    async with Client(stack.ready) as client:
        running = await house.event(client, title=f"Hürdentag {uuid4().hex[:6]}")
        over = await house.event(client)
        for event in (running, over):
            visits = [scan("in") for _ in range(12)]
            visits += [scan("station", session_id=event["sessions"][1]["id"]) for _ in range(7)]
            await client.scan(event["id"], visits)
        await client.call("POST", f"/api/v1/events/{over['id']}/close")
        path = f"/reporting/api/v1/events/{over['id']}/editions"

        async def edition() -> Any:
            return (await client.call("GET", path))["items"]

        code = await in_the_room(client, running["id"])
        found = await client.until(edition, seconds=REPORT_SECONDS, what="edition 1")
        return {
            "running": running["id"],
            "over": over["id"],
            "workshop": running["sessions"][0]["id"],
            "edition": found[0]["id"],
            "code": code,
        }


async def in_the_room(client: Client, event_id: str) -> str:
    """The code of a collection with an idea; the event has something to take home, too."""
    path = f"/api/v1/events/{event_id}"
    opened = await client.call("POST", f"{path}/ideas/open", {})
    body = {"code": opened["code"]}
    phone = await client.call("POST", f"{path}/ideas/devices", body, token="")
    idea = {"category_id": opened["categories"][0]["id"], "text": "Obstkorb im Pausenraum"}
    await client.call("POST", f"{path}/ideas", idea, token=phone["device"])
    texts = {"de": {"title": "Fit im Park", "times": "dienstags", "link": "https://x.example"}}
    await client.call("POST", f"{path}/offers", {"kind": "open_air", "texts": texts})
    return str(opened["code"])


async def look(visitor: Visitor, path: str | None = None, status: int = 200) -> None:
    """A page, opened now or already open: all rules in one colour scheme, turn about, and colours
    in the other. It must fit the window, and that of the other width."""
    page = visitor.page
    themes: list[Theme] = ["light", "dark"] if visitor.looks % 2 else ["dark", "light"]
    visitor.looks += 1
    await page.emulate_media(color_scheme=themes[0])
    if path:
        await visitor.open(path, status)
    assert await visitor.fits(), page.url
    assert await visitor.barriers(RULES) == []
    await page.emulate_media(color_scheme=themes[1])
    assert await visitor.barriers(COLOURS) == []
    width = await page.evaluate("innerWidth")
    await wide(visitor, DESK if width == PHONE else PHONE)
    assert await visitor.fits(), f"{page.url} in the other width"
    await wide(visitor, width)


async def tour(visitor: Visitor, *paths: str) -> None:
    """Look at these pages, each once: one on a phone, the next one on a desk."""
    for path in paths:
        await wide(visitor, DESK if visitor.looks % 4 // 2 else PHONE)
        await look(visitor, path)


async def wide(visitor: Visitor, width: int) -> None:
    """Make the window so wide."""
    await visitor.page.set_viewport_size({"width": width, "height": 900})


async def test_no_public_page_has_a_barrier(
    visit: Visit, client: Client, occasion: Occasion
) -> None:
    """Protects WCAG 2.2 AA for everybody who registers."""
    visitor = await visit()
    running = occasion["running"]
    room = f"/i/{occasion['code']}"
    await tour(visitor, "/", f"/e/{running}", f"/e/{running}/offers", "/my", "/sign-in", "/i", room)
    await look(visitor, "/nowhere", status=404)
    await look(visitor, "/my/place/erased")
    await tour(visitor, f"/e/{occasion['over']}/register")
    easy = ("/impressum", "/datenschutz", "/barrierefreiheit", f"/e/{running}")
    await tour(visitor, *(f"{path}?lang=de-simple" for path in easy))
    await wide(visitor, PHONE)
    await visitor.open(f"/e/{running}/register?lang=de")
    await visitor.press("Weitere Person hinzufügen")
    visitor.expected.add(422)
    await visitor.press("Verbindlich anmelden")
    await look(visitor)
    await visitor.press("Letzte Person entfernen")
    await visitor.page.fill("#field-people-0-name", "Erika Beispiel")
    await visitor.press("Verbindlich anmelden")
    await look(visitor)
    await look(visitor, "/my/registration/certificate", status=409)
    mine = ("card", "data", "erase")
    await tour(visitor, *(f"/my/registration/{page}" for page in mine))
    await visitor.press("Endgültig löschen")
    await look(visitor)


async def test_no_page_of_staff_has_a_barrier(
    visit: Visit, house: House, occasion: Occasion
) -> None:
    """Protects WCAG 2.2 AA for those who plan, watch, stand at the door and read reports."""
    organizer = await visit(storage_state=house.signed_in["organizer"])
    running, over = occasion["running"], occasion["over"]
    await tour(
        organizer,
        "/organizer",
        f"/organizer/events/{running}",
        f"/organizer/events/{running}/registrations",
        f"/organizer/events/{running}/ideas",
        f"/organizer/events/{running}/ideas/screen",
        f"/organizer/events/{running}/ideas/print",
        f"/organizer/events/{over}/ideas",
        f"/organizer/events/{running}/offers",
        f"/organizer/events/{running}/offers?edit=new",
        f"/reporting/events/{running}/live",
        f"/reporting/events/{over}/live",
        f"/reporting/events/{over}/editions",
        f"/reporting/editions/{occasion['edition']}",
        f"/door/{running}",
    )
    await organizer.press("Person ohne Karte zählen")
    await look(organizer)
    await organizer.page.fill("#ticket", "unbekannt")
    await organizer.press("Ticket zählen")
    await look(organizer)
    partner = await visit(storage_state=house.signed_in["partner"])
    await look(partner, f"/reporting/events/{running}/live", status=403)


async def test_no_page_about_people_and_organisations_has_a_barrier(
    client: Client, visit: Visit, house: House, occasion: Occasion
) -> None:
    """Protects WCAG 2.2 AA for those who keep accounts, roles, members and the trail of changes."""
    organizer = await visit(storage_state=house.signed_in["organizer"])
    running = occasion["running"]
    organisations = "/organizer/organisations"
    mine = f"{organisations}/{house.organiser_id}"
    roles = await client.call("GET", f"/api/v1/organisations/{house.organiser_id}/roles")
    await tour(
        organizer,
        "/account",
        "/account/tokens",
        organisations,
        f"{organisations}/new?parent={house.organiser_id}",
        mine,
        f"{mine}/edit",
        f"{mine}/import",
        f"{mine}/roles",
        f"/organizer/roles/{roles['items'][0]['id']}",
        f"/organizer/events/{running}/answers",
        f"/organizer/events/{running}/cancel",
        f"/organizer/events/{running}/reschedule",
        f"/organizer/events/{running}/plan/programme/{occasion['workshop']}/cancel",
        f"/organizer/events/{running}/registrations/calls",
        f"/organizer/events/{running}/registrations/new",
        f"/organizer/events/{running}/registrations/waiting",
    )
    auditor = await visit(storage_state=house.signed_in["auditor"])
    await tour(auditor, f"/organizer/audit?about={running}", "/organizer/audit")
