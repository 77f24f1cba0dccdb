"""An organizer plans an exchange in the browser, from a template until it is public."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from tests.browser.conftest import House, Visit
from tests.browser.visitor import RULES, Visitor


async def choose(visitor: Visitor, **typed: str) -> None:
    """Fill in fields by their names; `__` stands for a dot."""
    for name, text in typed.items():
        await visitor.page.fill(f'[name="{name.replace("__", ".")}"]', text)


async def test_an_exchange_is_planned_from_a_template_and_published(
    house: House, visit: Visit
) -> None:
    """Protects scenario 3: 40 participants from many sites, planned without a script or a mouse."""
    organizer = await visit(
        storage_state=house.signed_in["organizer"],
        java_script_enabled=False,
        viewport={"width": 320, "height": 700},
    )
    page = organizer.page
    day = (datetime.now(UTC) + timedelta(days=60)).strftime("%Y-%m-%d")
    await organizer.open("/organizer/new")
    await organizer.follow("Erfahrungsaustausch")
    organizer.expected.add(422)
    await page.fill("[name=title]", "Verzahnung von Arbeits- und Gesundheitsförderung")
    await organizer.press("Entwurf anlegen")
    assert await page.locator("#error-summary").is_visible()
    assert await page.input_value("[name=title]") != ""
    await page.fill("[name=starts_on]", day)
    await organizer.press("Entwurf anlegen")
    assert await organizer.heading() == "Verzahnung von Arbeits- und Gesundheitsförderung"
    assert await organizer.fits()

    await page.get_by_role("link", name=re.compile("Ändern ?: Zeit und Ort")).click()
    await page.fill("[name=venue]", "G.I.B. NRW, Bochum")
    await organizer.press("Speichern und weiter")
    assert await organizer.heading() == "Texte für Gäste"
    await choose(organizer, texts__de__summary="Alte und neue Standorte lernen voneinander.")
    await organizer.press("Speichern und weiter")
    assert await organizer.heading() == "Programm"
    assert await page.locator(".programme-entry").count() == 5
    await page.get_by_role("button", name="„Mittagspause“ nach oben").click()
    titles = await page.locator(".programme-entry h2").all_inner_texts()
    assert titles[1] == "Mittagspause"
    await organizer.press("Nach Uhrzeit ordnen")
    await organizer.follow("Programmpunkt hinzufügen")
    await page.fill("[name=title]", "Vier Fragen im kleinen Kreis")
    await choose(organizer, starts_time="13:45", ends_time="15:00", capacity="12")
    await page.get_by_role("button", name="Speichern", exact=True).click()
    await organizer.follow("Weiter")
    await page.fill("[name=capacity]", "40")
    await organizer.press("Speichern und weiter")
    await choose(organizer, contact__name="Büro des Austauschs", contact__phone="0234 1234")
    await organizer.press("Speichern und zur Übersicht")
    assert await organizer.fits()

    await organizer.follow("Vorschau")
    assert "So sehen es Gäste" in await page.locator(".preview-strip").inner_text()
    await organizer.follow("Veröffentlichen")
    assert await organizer.heading() == "Veranstaltung veröffentlichen?"
    await organizer.press("Jetzt veröffentlichen")
    assert "0 von 40 Plätzen vergeben" in await page.locator(".standing").inner_text()

    address = page.url.partition("?")[0].replace("/organizer/events/", "/e/")
    guest = await visit()
    await guest.open(address)
    assert "Vier Fragen im kleinen Kreis" in await guest.page.locator("main").inner_text()


async def test_the_pages_of_a_plan_have_no_barriers(house: House, visit: Visit) -> None:
    """Protects organizers with a keyboard or a screen reader, in light and dark."""
    for scheme in ("light", "dark"):
        organizer = await visit(storage_state=house.signed_in["organizer"], color_scheme=scheme)
        page, found = organizer.page, []
        await organizer.open("/organizer/new")
        found += await organizer.barriers(RULES)
        await organizer.open("/organizer/new/exchange")
        organizer.expected.add(422)
        await organizer.press("Entwurf anlegen")
        assert await organizer.focused() == "error-summary"
        found += await organizer.barriers(RULES)
        await page.fill("[name=title]", "Austausch")
        await page.fill("[name=starts_on]", f"{datetime.now(UTC) + timedelta(days=50):%Y-%m-%d}")
        await organizer.press("Entwurf anlegen")
        await page.wait_for_url("**/organizer/events/*")
        own = page.url.partition("?")[0]
        steps = ("basics", "where", "texts", "programme", "places", "people", "counting")
        more = [*(f"/plan/{step}" for step in steps), "/plan/programme/new", "/publish", "/cancel"]
        for path in ("", *more, "/preview"):
            await organizer.open(own + path)
            found += await organizer.barriers(RULES)
        assert found == []
