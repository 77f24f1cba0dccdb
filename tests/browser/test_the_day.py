"""The day itself as staff see it: live figures, the door, the end, the report."""

from __future__ import annotations

import asyncio
from pathlib import Path
from uuid import uuid4

from playwright.async_api import Page, expect

from scenarios.browser import mail_to
from scenarios.client import Client
from tests.browser.conftest import House, Visit
from tests.journeys.occasions import person, scan
from tests.stack import Stack

STALE_MS = 15_000


async def test_the_live_page_moves_pauses_and_says_when_it_stands_still(
    client: Client, house: House, visit: Visit
) -> None:
    """Protects the organizer: figures come by themselves, and old ones never look fresh."""
    event = await house.event(client, title=f"Livetag {uuid4().hex[:6]}")
    visitor = await visit(storage_state=house.signed_in["organizer"])
    page = visitor.page
    await page.clock.install()
    await visitor.open("/organizer")
    card = page.locator("section.card", has_text=event["title"])
    await card.get_by_role("link", name="Live ansehen").click()
    await expect(page.locator("#freshness")).to_have_class("badge success live")
    await page.evaluate("window.loadedOnce = true")

    await client.scan(event["id"], [scan("in") for _ in range(3)])
    await expect(page.locator("#came")).to_have_text("3")
    await expect(page.locator("#in-house")).to_have_text("3")

    await visitor.press("Anhalten")
    await client.scan(event["id"], [scan("in")])
    await client.until(lambda: came(client, event["id"], 4), seconds=10, what="4 came")
    await expect(page.locator("#freshness")).to_contain_text("Angehalten")
    await expect(page.locator("#came")).to_have_text("3")
    await visitor.press("Weiter")
    await expect(page.locator("#came")).to_have_text("4")

    visitor.offline = True
    await visitor.context.set_offline(offline=True)
    await page.clock.fast_forward(STALE_MS)
    await expect(page.locator("#stale")).to_be_visible()
    await expect(page.locator("#freshness")).to_contain_text("Keine Verbindung")
    assert await page.evaluate("window.loadedOnce"), "the page was loaded again"


async def came(client: Client, event_id: str, count: int) -> bool:
    """Whether the figures have got so far."""
    return bool((await client.attendance(event_id))["came"] == count)


async def test_a_steward_counts_tickets_and_people_and_takes_back(
    client: Client, house: House, visit: Visit
) -> None:
    """Protects the door: one unmistakable word for each case, and the figures behind it."""
    event = await house.event(client)
    made = await client.register(event["id"], person(7))
    ticket = made["people"][0]["ticket"]
    visitor = await visit(
        storage_state=house.signed_in["steward"], viewport={"width": 390, "height": 844}
    )
    page = visitor.page
    word = page.locator(".door-word")
    await visitor.open(f"/door/{event['id']}")
    await expect(word).to_have_text("Bereit")
    assert await visitor.focused() == "ticket", "a hand scanner types where the focus is"
    await expect(page.get_by_role("button", name="Ticket zählen")).to_be_in_viewport()

    await page.keyboard.type(ticket)
    await page.keyboard.press("Enter")
    await expect(word).to_have_text("Willkommen")
    await page.fill("#ticket", f"{visitor.origin}/t/{ticket}")
    await visitor.press("Ticket zählen")
    await expect(word).to_have_text("Schon drin")
    await page.fill("#ticket", "etwas-anderes")
    await visitor.press("Ticket zählen")
    await expect(word).to_have_text("Unbekanntes Ticket")
    await visitor.press("Person ohne Karte zählen")
    await expect(word).to_have_text("Willkommen")
    await client.until(lambda: came(client, event["id"], 2), seconds=10, what="2 came")
    await visitor.press("Letzten Scan zurücknehmen")
    await expect(word).to_have_text("Zurückgenommen")
    await client.until(lambda: came(client, event["id"], 1), seconds=10, what="1 came")


async def test_closing_brings_the_report_to_organizer_and_partner(
    stack: Stack, client: Client, house: House, visit: Visit
) -> None:
    """Protects the main job: one press on "close", then the report is everybody's to read."""
    event = await house.event(client, title=f"Abschlusstag {uuid4().hex[:6]}")
    await client.scan(event["id"], [scan("in") for _ in range(12)])
    organizer = await visit(storage_state=house.signed_in["organizer"])
    await organizer.open(f"/organizer/events/{event['id']}")
    await organizer.follow("Abschließen …")
    await organizer.press("Jetzt abschließen")
    await expect(organizer.page.locator("header .badge")).to_have_text("Abgeschlossen")
    await mail_to(stack.ready, house.addresses["partner"], event["title"])
    await organizer.follow("Berichte")
    await read_report(organizer.page, event["title"])

    partner = await visit(storage_state=house.signed_in["partner"])
    await partner.open("/organizer")
    card = partner.page.locator("section.card", has_text=event["title"])
    await card.get_by_role("link", name="Berichte").click()
    await read_report(partner.page, event["title"])
    await partner.open(f"/reporting/events/{event['id']}/live", status=403)
    assert await partner.heading() == "Das dürfen Sie nicht."


async def read_report(page: Page, title: str) -> None:
    """Open the newest edition and load its PDF."""
    await page.get_by_role("link", name="1. Fassung").click()
    await expect(page.locator("h1")).to_have_text(title)
    await expect(page.locator(".tile-value").first).to_have_text("12")
    async with page.expect_download() as downloading:
        await page.get_by_role("link", name="Als PDF laden").click()
    stored = Path(await (await downloading.value).path())
    assert (await asyncio.to_thread(stored.read_bytes)).startswith(b"%PDF")
