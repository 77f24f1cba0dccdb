"""Registering as a person does: with and without script, by keyboard, in several languages."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import expect

from scenarios.browser import link_in, mail_to
from scenarios.client import Client
from scenarios.mailbox import attachments
from tests.browser.conftest import House, Visit
from tests.browser.visitor import RULES, Visitor
from tests.stack import Stack

CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}")
NAME = "#field-people-0-name"
EMAIL = "#field-contact-email"


async def fill_in_wrongly(visitor: Visitor, event: dict[str, Any]) -> None:
    """From the start page to the form, sent with two mistakes."""
    await visitor.open("/")
    await visitor.follow(event["title"])
    await visitor.follow("Jetzt anmelden")
    await visitor.page.get_by_role("checkbox", name="Rücken").check()
    await visitor.page.fill(EMAIL, "erika.example.org")
    visitor.expected.add(422)
    await visitor.press("Verbindlich anmelden")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
async def test_a_person_registers_gets_a_mail_and_cancels(
    stack: Stack, client: Client, house: House, visit: Visit, *, script: bool
) -> None:
    """Protects the way everybody walks, for people whose browser runs no script as well."""
    event = await house.event(client, title=f"Rückentag {uuid4().hex[:6]}")
    address = f"erika-{uuid4().hex[:8]}@example.org"
    visitor = await visit(java_script_enabled=script)
    page = visitor.page
    await fill_in_wrongly(visitor, event)
    assert await visitor.focused() == "error-summary"
    assert await page.input_value(EMAIL) == "erika.example.org"
    await expect(page.get_by_role("checkbox", name="Rücken")).to_be_checked()
    await page.locator("#error-summary a[href='#field-people-0-name']").click()
    assert await visitor.focused() == "field-people-0-name"

    await page.fill(NAME, "Erika Beispiel")
    await page.fill(EMAIL, address)
    await visitor.press("Verbindlich anmelden")
    assert await visitor.heading() == "Sie sind angemeldet."
    assert CODE.search(await page.locator(".booking-code").inner_text())
    await expect(page.locator(".qr svg, .qr img")).to_be_visible()

    mail = await mail_to(stack.ready, address, "/m/")
    names = " ".join(attachments(mail))
    assert ".ics" in names
    assert "png" in names
    at_home = await visit(java_script_enabled=script)
    await at_home.open(link_in(mail, "/m/"))
    assert "/m/" not in at_home.page.url, "the secret must leave the address bar"
    assert await at_home.heading() == "Meine Anmeldung"
    await at_home.page.get_by_text("Anmeldung absagen").click()
    await at_home.press("Ja, verbindlich absagen")
    await expect(at_home.page.get_by_text("Diese Anmeldung ist zurückgezogen.")).to_be_visible()


async def test_the_keyboard_alone_registers_on_a_narrow_screen(
    client: Client, house: House, visit: Visit
) -> None:
    """Protects people without a mouse and with text enlarged to four times (320 px)."""
    event = await house.event(client, title=f"Balance {uuid4().hex[:6]}")
    visitor = await visit(viewport={"width": 320, "height": 640})
    keys = visitor.page.keyboard
    await visitor.open(f"/e/{event['id']}")
    assert await visitor.fits()
    await visitor.tab_to("a[href$='/register']")
    await keys.press("Enter")
    await visitor.page.wait_for_url("**/register")
    assert await visitor.fits()
    await visitor.tab_to("input[type=checkbox]")
    await keys.press("Space")
    await visitor.tab_to(NAME)
    await keys.type("Erika Beispiel")
    await visitor.tab_to("button.big")
    await keys.press("Enter")
    await visitor.page.wait_for_url("**/my/registration*")
    assert await visitor.fits()
    assert await visitor.heading() == "Sie sind angemeldet."
    await visitor.tab_to("summary")


async def test_easy_language_and_english_stay_through_the_form(
    client: Client, house: House, visit: Visit
) -> None:
    """Protects people who don't read much German: the choice holds, and says what it is."""
    texts = {
        "en": {"title": "Back day", "summary": "Move your back."},
        "de-simple": {"title": "Rücken-Tag", "summary": "Bewegen Sie sich."},
    }
    event = await house.event(client, texts=texts)
    visitor = await visit()
    page = visitor.page
    await visitor.open(f"/e/{event['id']}")
    await visitor.speak("Leicht verständlich")
    assert await visitor.heading() == "Rücken-Tag"
    assert await page.get_attribute("html", "data-language") == "de-simple"
    await expect(page.get_by_text("noch nicht gelesen")).to_be_visible()
    await page.locator("main a[href$='/register']").first.click()
    assert await visitor.heading() == "Rücken-Tag"
    assert await page.get_attribute("html", "data-language") == "de-simple"

    await visitor.speak("English")
    assert await page.get_attribute("html", "lang") == "en"
    assert await visitor.heading() == "Back day"
    await page.fill(NAME, "Erika Example")
    await page.locator("main button.big").click()
    await page.wait_for_url("**/my/registration*")
    assert await page.get_attribute("html", "lang") == "en"
    await expect(page.get_by_text("You are registered")).to_be_visible()


async def test_a_reader_of_arabic_registers_from_right_to_left(
    client: Client, house: House, visit: Visit
) -> None:
    """Protects people who read Arabic: by keyboard, on a phone, without a script."""
    event = await house.event(client, texts={"ar": {"title": "يوم الظهر"}})
    visitor = await visit(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = visitor.page
    await visitor.open(f"/e/{event['id']}/register?session={event['sessions'][0]['id']}")
    await page.locator(".languages > summary").focus()
    await page.keyboard.press("Enter")
    link = page.get_by_role("link", name="العربية", exact=True)
    await expect(link).to_be_visible()
    await link.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("html[dir=rtl][lang=ar]")).to_be_attached()
    assert await visitor.heading() == "يوم الظهر"
    assert "/register" in page.url
    await expect(page.locator("input:checked")).to_have_count(1)
    await page.fill(NAME, "Mira Beispiel")
    await page.locator("main button.big").click()
    await page.wait_for_url("**/my/registration*")
    assert await visitor.heading() == "تم تسجيلك."


async def test_no_page_from_right_to_left_has_a_barrier(
    client: Client, house: House, visit: Visit
) -> None:
    """Protects WCAG 2.2 AA in Arabic; nothing sticks out at the side where reading ends."""
    event = await house.event(client)
    visitor = await visit(viewport={"width": 390, "height": 844})
    for path in ("/", f"/e/{event['id']}", f"/e/{event['id']}/register", "/datenschutz", "/my"):
        await visitor.open(f"{path}?lang=ar")
        assert await visitor.fits(), path
        assert await visitor.barriers(RULES) == [], path
    await visitor.page.locator(".languages > summary").click()
    assert await visitor.fits()
    assert await visitor.barriers(RULES) == []
