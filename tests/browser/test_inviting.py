"""An organizer keeps places and invites; the invited say yes or no, without a script."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from scenarios.browser import link_in, mail_to
from scenarios.client import Client
from tests.browser.conftest import House, Visit
from tests.browser.visitor import RULES, Visitor
from tests.stack import Stack

PICTURES = os.environ.get("AUFTAKT_PICTURES")
"""A folder for pictures of each page, for whoever looks at them."""


async def look(visitor: Visitor, name: str) -> None:
    """No page is wider than its window."""
    assert await visitor.fits(), name
    if PICTURES:
        await visitor.page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


async def a_meeting(client: Client, house: House) -> dict[str, str]:
    """A meeting by invitation in three weeks."""
    starts_at = (datetime.now(UTC) + timedelta(days=21)).replace(minute=0, second=0, microsecond=0)
    body = {
        "title": "Drittes Kooperationstreffen",
        "kind": "cooperation_meeting",
        "organiser_id": house.organiser_id,
        "partner_ids": [house.partner_id],
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(hours=4)).isoformat(),
        "time_zone": "Europe/Berlin",
        "admission": "invitation",
        "capacity": 15,
        "identity": "named",
        "venue": "Sitzungssaal, Dresden",
        "contact": {"name": "Geschäftsstelle", "phone": "0351 000000"},
        "texts": {"de": {"summary": "Fünf neue Projektideen und der rechtliche Rahmen."}},
        "sessions": [],
    }
    return dict(await client.event(body))


async def test_delegations_get_places_and_the_invited_answer(
    house: House, visit: Visit, client: Client, stack: Stack
) -> None:
    """Protects scenario 4 in the browser: contingent, list, link, decline, letters, states."""
    event = await a_meeting(client, house)
    here = f"/organizer/events/{event['id']}/invitations"
    organizer = await visit(
        storage_state=house.signed_in["organizer"],
        java_script_enabled=False,
        viewport={"width": 390, "height": 800},
    )
    page = organizer.page
    await organizer.open(f"/organizer/events/{event['id']}")
    await page.get_by_role("link", name="Einladungen").first.click()
    await look(organizer, "1-empty")
    await organizer.follow("Kontingent anlegen")
    organizer.expected.add(422)
    await page.fill("[name=places]", "20")
    await organizer.press("Speichern")
    assert await page.locator("#error-summary").is_visible()
    await look(organizer, "2-contingent")
    await page.select_option("[name=organisation_id]", house.partner_id)
    await page.fill("[name=places]", "11")
    day = datetime.now(UTC) + timedelta(days=14)
    await page.fill("[name=release_on]", f"{day:%Y-%m-%d}")
    await organizer.press("Speichern")
    link = await page.locator("input[readonly]").input_value()
    await organizer.follow("Einladen")
    tag = uuid4().hex[:8]
    ada, bela = (f"{name}-{tag}@example.org" for name in ("ada", "bela"))
    await page.fill("[name=list]", f"Prof. Ada Arbeit;{ada}\nProf. Bela Betrieb;x\nClara Post")
    await organizer.press("Alle einladen")
    assert await page.get_by_text("Niemand ist eingeladen").is_visible()
    await look(organizer, "3-list-faults")
    lines = (
        f"Prof. Ada Arbeit;{ada}\nProf. Bela Betrieb;{bela}\nClara Post;;Am Hang 7|01187 Dresden"
    )
    await page.fill("[name=list]", lines)
    await (
        page.locator("form", has_text="Viele auf einmal")
        .locator("[name=contingent]")
        .select_option(label=await _partner(client, house))
    )
    await organizer.press("Alle einladen")
    assert await page.get_by_text("3 Personen sind eingeladen.").is_visible()
    async with page.expect_download() as printing:
        await organizer.press("Einen Brief drucken")
    assert (await printing.value).suggested_filename == "einladungen.pdf"

    guest = await visit(viewport={"width": 390, "height": 800})
    found = []
    await guest.open(f"/e/{event['id']}")
    assert await guest.page.get_by_text("Nur auf Einladung").first.is_visible()
    await look(guest, "4-public")
    found += await guest.barriers(RULES)
    await guest.open(link_in(await mail_to(stack.ready, ada, "/invited/"), "/invited/"))
    assert "/invited/" not in guest.page.url
    await look(guest, "5-invitation")
    found += await guest.barriers(RULES)
    await guest.follow("Ich komme: anmelden")
    assert await guest.page.input_value("[name='people[0].name']") == "Prof. Ada Arbeit"
    await look(guest, "6-form")
    found += await guest.barriers(RULES)
    await guest.press("Verbindlich anmelden")
    assert "/my/registration" in guest.page.url

    other = await visit(java_script_enabled=False, color_scheme="dark")
    await other.open(link_in(await mail_to(stack.ready, bela, "/invited/"), "/invited/"))
    await other.press("Ich kann leider nicht")
    assert await other.page.get_by_text("Danke, dass Sie Bescheid gesagt haben.").is_visible()
    await look(other, "7-declined")
    await other.open(link)
    await look(other, "8-contingent-link")
    await guest.open("/invitation/code")
    await look(guest, "9-code")
    found += await guest.barriers(RULES)

    await organizer.open(here)
    text = await page.locator("main").inner_text()
    assert "1 von 11 Plätzen vergeben" in text
    await look(organizer, "10-overview-phone")
    await page.get_by_role("button", name="Zurücknehmen").first.click()
    assert await page.get_by_text("Einladung zurücknehmen?").is_visible()
    await look(organizer, "11-asked")
    desk = await visit(storage_state=house.signed_in["organizer"], color_scheme="dark")
    for name, path in (("12-overview", ""), ("13-new", "/new"), ("14-new", "/contingents/new")):
        await desk.open(f"{here}{path}")
        await look(desk, f"{name}-desk")
        found += await desk.barriers(RULES)
    assert found == []


async def _partner(client: Client, house: House) -> str:
    found = await client.call("GET", f"/api/v1/organisations/{house.partner_id}")
    return str(found["name"])
