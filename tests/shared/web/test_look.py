"""The pages in a real browser: no violation of the CSP, no barrier axe finds, nothing cut off."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.async_api import Browser, Page

AXE = Path(__file__).parents[2] / "vendor" / "axe-core" / "axe.min.js"
PATHS = ("/style", "/datenschutz?lang=de-simple", "/nowhere")
SHORT_PATHS = ("/style",)
COLOUR_RULES = ["wcag2aa"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALL_TARGETS = """() =>
    [...document.querySelectorAll("button, .button, input.input, select, .tick")]
    .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 47.5)
    .map(e => e.outerHTML.slice(0, 80))"""


async def violations(page: Page, rules: list[str]) -> list[str]:
    """What axe finds, one line each."""
    await page.evaluate(AXE.read_text())
    found: dict[str, Any] = await page.evaluate(
        "rules => axe.run(document, {runOnly: rules})", rules
    )
    return [
        f"{violation['id']} ({violation['impact']}): {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
async def test_pages_have_no_barriers_and_fit(
    browser: Browser, origin: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    """Protects WCAG 2.2 AA in both schemes, on a phone and a desk."""
    page = await browser.new_page(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    # Colours don't depend on the width, names and order not on the colours.
    rules = {(390, "light"): RULES, (1280, "dark"): COLOUR_RULES}.get((width, scheme), [])
    for path in PATHS if rules is RULES else SHORT_PATHS:
        await page.goto(origin + path)
        await page.evaluate("document.fonts.ready")
        assert not rules or await violations(page, rules) == [], path
        assert await page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert await page.evaluate(SMALL_TARGETS) == [], path
    assert [text for text in complaints if "404" not in text] == []
    await page.close()


async def test_the_error_summary_has_the_focus_and_leads_to_the_field(
    browser: Browser, origin: str
) -> None:
    """Protects people with a screen reader: the first thing they hear is what is wrong."""
    page = await browser.new_page()
    await page.goto(f"{origin}/style")
    assert await page.evaluate("document.activeElement.id") == "error-summary"
    await page.get_by_role("link", name="Name:").click()
    assert await page.evaluate("document.activeElement.id") == "field-name"
    described = await page.get_attribute("#field-email", "aria-describedby")
    assert described == "field-email-hint field-email-error"
    await page.close()


async def test_the_first_tab_stop_skips_to_the_content(browser: Browser, origin: str) -> None:
    """Protects keyboard users from tabbing through the header on each page."""
    page = await browser.new_page()
    await page.goto(f"{origin}/datenschutz?lang=de")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.className") == "skip"
    await page.keyboard.press("Enter")
    assert await page.evaluate("document.activeElement.id") == "main"
    await page.close()


async def test_the_vendored_scripts_run_under_the_policy(browser: Browser, origin: str) -> None:
    """Protects the strict CSP: htmx, its SSE extension and uPlot need no exception."""
    page = await browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(f"{origin}/impressum")
    style = await page.get_attribute("link[rel=stylesheet]", "href")
    root = str(style).removesuffix("css/auftakt.css")
    for name in ("htmx/htmx.min.js", "htmx/hx-sse.min.js", "uplot/uPlot.iife.min.js"):
        await page.add_script_tag(url=f"{root}vendor/{name}")
    assert await page.evaluate("typeof htmx + typeof uPlot") == "objectfunction"
    assert complaints == []
    await page.close()
