"""A party without script, the waitlist and an offer under axe: in a real browser, at 320 px."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from playwright.async_api import expect

from scenarios.browser import link_in, mail_to
from scenarios.client import Client
from tests.browser.conftest import House, Visit
from tests.browser.test_company import sound
from tests.browser.visitor import Visitor
from tests.stack import Stack

NARROW = {"width": 320, "height": 640}


async def next_week(client: Client, house: House) -> dict[str, Any]:
    """Two workshops at the same time with two places each; who waits is asked first."""
    starts_at = datetime.now(UTC).replace(microsecond=0) + timedelta(days=7)
    span = {
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(hours=1)).isoformat(),
    }
    sessions = [
        {"title": title, "kind": "workshop", "capacity": 2, "drop_in": False, **span}
        for title in ("Rücken", "Atem")
    ]
    end = {"starts_at": span["starts_at"], "ends_at": (starts_at + timedelta(hours=3)).isoformat()}
    title = f"Plätze {uuid4().hex[:6]}"
    return await house.event(client, title=title, sessions=sessions, promotion="offer", **end)


async def party(visitor: Visitor, event: dict[str, Any], session: str) -> None:
    """Two people register together."""
    page = visitor.page
    await visitor.open(f"/e/{event['id']}/register")
    await page.get_by_role("checkbox", name=session).check()
    await visitor.press("Weitere Person hinzufügen")
    assert await visitor.fits()
    await page.fill("#field-people-0-name", "Ada Muster")
    await page.fill("#field-people-1-name", "Ben Muster")
    await visitor.press("Verbindlich anmelden")
    assert await visitor.heading() == "Sie sind angemeldet."
    assert await visitor.fits()


async def test_a_party_books_somebody_waits_for_either_and_takes_the_offer(
    stack: Stack, client: Client, house: House, visit: Visit
) -> None:
    """Protects the way of those who come late: from the waitlist by a mail to a place."""
    event = await next_week(client, house)
    families = [await visit(viewport=NARROW, java_script_enabled=False) for _ in range(2)]
    for family, session in zip(families, ("Rücken", "Atem"), strict=True):
        await party(family, event, session)

    address = f"mia-{uuid4().hex[:8]}@example.org"
    mia = await visit(viewport=NARROW)
    page = mia.page
    await mia.open(f"/e/{event['id']}/register")
    await page.locator("summary", has_text="Lieber das erste freie").focus()
    await page.keyboard.press("Enter")
    best, second = (session["id"] for session in event["sessions"])
    await page.get_by_label("Am liebsten").select_option(best)
    await page.get_by_label("Sonst").first.select_option(second)
    await sound(mia)
    await page.fill("#field-people-0-name", "Mia Muster")
    await page.fill("#field-contact-email", address)
    await mia.press("Verbindlich anmelden")
    assert await mia.heading() == "Sie stehen auf der Warteliste."
    await expect(page.get_by_text("Oder, wenn das früher frei wird:")).to_be_visible()
    await sound(mia)

    leaving = families[1]
    await leaving.page.locator("summary", has_text="Anmeldung absagen").click()
    await leaving.page.get_by_role("checkbox", name="Ben Muster").check()
    await leaving.press("Diese Personen absagen")
    await expect(leaving.page.get_by_text("Ben Muster")).to_have_count(0)

    mail = await mail_to(stack.ready, address, "nehmen Sie das Angebot")
    at_home = await visit(viewport=NARROW)
    await at_home.open(link_in(mail, "/m/"))
    await expect(at_home.page.get_by_text("Ein Platz ist für Sie frei geworden.")).to_be_visible()
    await sound(at_home)
    await at_home.press("Platz annehmen")
    await expect(at_home.page.get_by_text("Ihre Änderung ist gespeichert.")).to_be_visible()
    await expect(at_home.page.locator(".ticket .qr")).to_be_visible()

    await at_home.follow("Was wissen Sie über mich?")
    await expect(at_home.page.get_by_text(address)).to_be_visible()
    await sound(at_home)
