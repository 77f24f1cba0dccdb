"""A company contact and a colleague in a real browser: on a phone, without script, under axe."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from playwright.async_api import expect

from scenarios.browser import link_in, mail_to, text_of
from scenarios.client import Client
from scenarios.mailbox import attachments
from tests.browser.conftest import House, Visit
from tests.browser.visitor import RULES, Visitor
from tests.stack import Stack

PHONE = {"width": 390, "height": 844}


async def coming(client: Client, house: House, **more: Any) -> dict[str, Any]:
    """A kick-off next week with room for two; the workshop has more."""
    starts_at = datetime.now(UTC).replace(microsecond=0) + timedelta(days=7)
    span = {
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(hours=3)).isoformat(),
    }
    workshop = {"title": "Rücken", "kind": "workshop", "capacity": 9, "drop_in": False, **span}
    title = f"KickOff {uuid4().hex[:6]}"
    given = {"kind": "kick_off_workshop", "capacity": 2, "promotion": "automatic", **span}
    return await house.event(client, title=title, sessions=[workshop], **given, **more)


async def sound(visitor: Visitor) -> None:
    """No barrier, and nothing wider than the phone."""
    assert await visitor.barriers(RULES) == []
    assert await visitor.fits(), visitor.page.url


async def test_a_contact_registers_manages_and_a_colleague_chooses(
    stack: Stack, client: Client, house: House, visit: Visit
) -> None:
    """Protects the whole way of a small company, on a phone, and that choices stay private."""
    event = await coming(client, house)
    tag = uuid4().hex[:8]
    karla, mia = f"karla-{tag}@example.org", f"mia-{tag}@example.org"
    contact = await visit(viewport=PHONE)
    page = contact.page
    await contact.open(f"/e/{event['id']}")
    await contact.follow("Mehrere Beschäftigte anmelden")
    await page.fill("#field-company", "Bäckerei Beispiel")
    await page.fill("#field-list", f"Mia Muster; {mia}\n=1+1")
    contact.expected.add(422)
    await contact.press("Liste prüfen")
    await expect(page.locator("#error-summary")).to_be_focused()
    await sound(contact)
    await page.fill("#field-contact-name", "Karla Kontakt")
    await page.fill("#field-contact-email", karla)
    await page.fill("#field-list", f"Mia Muster; {mia}\nBen Beispiel\nCem Wartend")
    await contact.press("Liste prüfen")
    await expect(contact.page.locator("h1")).to_have_text("Stimmt die Liste?")
    await sound(contact)
    await contact.press("3 Personen verbindlich anmelden")
    await expect(contact.page.locator("h1")).to_have_text("2 angemeldet, 1 auf der Warteliste")
    await sound(contact)

    mail = await mail_to(stack.ready, mia, "/p/")
    assert "Karla Kontakt hat Sie für Bäckerei Beispiel angemeldet." in text_of(mail)
    assert any(name.endswith(".ics") for name in attachments(mail))
    colleague = await visit(viewport=PHONE, java_script_enabled=False)
    await colleague.open(link_in(mail, "/p/"))
    assert colleague.page.url.endswith("/my/place")
    await colleague.page.get_by_role("checkbox", name="Rücken").check()
    await colleague.press("Auswahl speichern")
    await expect(colleague.page.get_by_text("Ihre Änderung ist gespeichert.")).to_be_visible()

    summary = await mail_to(stack.ready, karla, "/l/")
    assert "Rücken" not in text_of(summary)
    at_work = await visit(viewport=PHONE)
    await at_work.open(link_in(summary, "/l/"))
    assert at_work.page.url.endswith("/my/company")
    assert "Rücken" not in await at_work.page.locator("main").inner_text()
    await at_work.follow("Ben Beispiel")
    link = await at_work.page.input_value("#link-to-copy")
    await sound(at_work)
    await at_work.page.get_by_text("Durch jemand anderen ersetzen").click()
    await at_work.page.fill("#field-person-name", "Nora Neu")
    await at_work.press("Platz weitergeben")
    await expect(at_work.page.get_by_text("Nora Neu")).to_be_visible()
    await at_work.follow("Nora Neu")
    new = await at_work.page.input_value("#link-to-copy")
    assert new != link

    nora = await visit(viewport=PHONE, color_scheme="dark")
    await nora.open(link, status=404)
    await sound(nora)
    await nora.open(new)
    await sound(nora)
    await nora.press("Platz übernehmen")
    await expect(nora.page.locator("h1")).to_have_text("Sie sind angemeldet.")
    await sound(nora)
    await nora.page.get_by_text("Absagen", exact=True).click()
    await nora.press("Ja, verbindlich absagen")
    await expect(nora.page.locator("h1")).to_have_text("Sie sind nicht mehr angemeldet.")
    await nora.follow("Meine Daten löschen")
    await sound(nora)

    moved = await mail_to(stack.ready, karla, "an die nächste Person auf Ihrer Liste")
    assert "Cem" not in text_of(moved)
    await at_work.open("/my/company")
    await expect(at_work.page.locator("h1")).to_have_text("2 angemeldet")
    await at_work.follow("Meine Daten löschen")
    await sound(at_work)
    await at_work.press("Endgültig löschen")
    await expect(at_work.page.locator("h1")).to_have_text("Ihre Daten sind gelöscht.")
    await sound(at_work)
