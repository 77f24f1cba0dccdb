"""An organizer plans an exchange in the browser, from a template until it is public."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Literal

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
    await page.fill("[name=venue]", "Tagungszentrum")
    await choose(organizer, address__postal_code="44787", address__city="Bochum")
    await organizer.press("Speichern und weiter")
    assert await organizer.heading() == "Barrierefreiheit"
    assert await organizer.fits()
    await page.select_option('[name="accessibility.step_free"]', "yes")
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
    await organizer.follow("Programmpunkt hinzufügen")
    await page.fill("[name=title]", "Blutdruck messen")
    await choose(organizer, starts_time="12:30", ends_time="13:30")
    await page.check('[name="how"][value="slots"]')
    await choose(organizer, slots__every_minutes="15", slots__capacity="2")
    await organizer.press("Termine ansehen")
    assert await page.locator("#slots-made li").count() == 4
    assert await organizer.fits()
    await page.get_by_role("button", name="Speichern", exact=True).click()
    await organizer.follow("Weiter")
    await choose(organizer, capacity="40", minimum_participants="20")
    await organizer.press("Speichern und weiter")
    await choose(organizer, contact__name="Büro des Austauschs", contact__phone="0234 1234")
    await organizer.press("Speichern und zur Übersicht")
    assert await organizer.fits()
    await organizer.follow("Zu einer Veranstaltungsreihe hinzufügen")
    await page.fill("[name=title]", "Erfahrungsaustausch NRW")
    await page.get_by_role("button", name="Speichern", exact=True).click()
    await organizer.follow("Zur Veranstaltungsreihe")
    assert await organizer.heading() == "Erfahrungsaustausch NRW"
    await choose(organizer, coming__label="Anfang nächsten Jahres")
    month = datetime.now(UTC) + timedelta(days=200)
    for name, days in (("earliest", 0), ("latest", 60)):
        await page.fill(f'[name="coming.{name}"]', f"{month + timedelta(days=days):%Y-%m-%d}")
    await page.get_by_role("button", name="Speichern", exact=True).click()
    await organizer.follow("Verzahnung von Arbeits- und Gesundheitsförderung")

    await organizer.follow("Vorschau")
    assert "So sehen es Gäste" in await page.locator(".preview-strip").inner_text()
    await organizer.follow("Veröffentlichen")
    assert await organizer.heading() == "Veranstaltung veröffentlichen?"
    await organizer.press("Jetzt veröffentlichen")
    assert "0 von 40 Plätzen vergeben" in await page.locator(".standing").inner_text()

    address = page.url.partition("?")[0].replace("/organizer/events/", "/e/")
    guest = await visit()
    await guest.open(address)
    shown = await guest.page.locator("main").inner_text()
    for words in (
        "Vier Fragen im kleinen Kreis",
        "44787 Bochum",
        "Ohne Stufen erreichbar",
        "Anfang nächsten Jahres",
    ):
        assert words in shown, words


WAYS: tuple[tuple[Literal["light", "dark"], int], ...] = (("light", 1280), ("dark", 390))
"""Each page in one theme and width: what they are made of is the same on all of them."""


async def test_the_pages_of_a_plan_have_no_barriers(house: House, visit: Visit) -> None:
    """Protects organizers with a keyboard or a screen reader, in light and dark."""
    organizer = await visit(storage_state=house.signed_in["organizer"])
    page = organizer.page
    found: list[str] = []
    number = 0

    async def look() -> None:
        nonlocal number
        scheme, width = WAYS[number % len(WAYS)]
        number += 1
        await page.emulate_media(color_scheme=scheme)
        await page.set_viewport_size({"width": width, "height": 900})
        found.extend(await organizer.barriers(RULES))

    await organizer.open("/organizer/new")
    await look()
    await organizer.open("/organizer/new/exchange")
    organizer.expected.add(422)
    await organizer.press("Entwurf anlegen")
    assert await organizer.focused() == "error-summary"
    await look()
    await page.fill("[name=title]", "Austausch")
    await page.fill("[name=starts_on]", f"{datetime.now(UTC) + timedelta(days=50):%Y-%m-%d}")
    await organizer.press("Entwurf anlegen")
    await page.wait_for_url("**/organizer/events/*")
    own = page.url.partition("?")[0]
    await organizer.open(f"{own}/series")
    await page.fill("[name=title]", "Austausch im Land")
    await page.get_by_role("button", name="Speichern", exact=True).click()
    await organizer.follow("Zur Veranstaltungsreihe")
    await look()
    steps = ("basics", "where", "accessibility", "texts", "programme", "places", "people")
    more = ("questions", "counting", "retention")
    plan = [*(f"/plan/{step}" for step in (*steps, *more)), "/plan/programme/new"]
    for path in ("", *plan, "/series", "/template", "/publish", "/cancel", "/preview"):
        await organizer.open(own + path)
        await look()
    assert found == []
