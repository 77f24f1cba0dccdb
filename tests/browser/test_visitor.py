"""The visitor notices what a page must not do."""

from __future__ import annotations

from playwright.async_api import Browser

from tests.browser.visitor import RULES, new_visitor
from tests.stack import Stack

SPOIL = """() => {
    document.querySelector("h1").style.color = "#cccccc";
    const wide = document.createElement("p");
    wide.style.inlineSize = "2000px";
    wide.textContent = "wide";
    const picture = document.createElement("img");
    picture.src = "http://127.0.0.1:9/tracker.png";
    document.querySelector("main").append(wide, picture);
    setTimeout(() => { throw new Error("broken"); });
}"""


async def test_a_spoilt_page_is_complained_about(stack: Stack, browser: Browser) -> None:
    """Protects the other tests of this folder from seeing nothing."""
    visitor = await new_visitor(browser, stack.ready.url)
    await visitor.open("/my")
    assert await visitor.barriers(RULES) == []
    assert await visitor.fits()
    async with visitor.page.expect_event("pageerror"):
        await visitor.page.evaluate(SPOIL)
    await visitor.page.goto(f"{visitor.origin}/nowhere")
    await visitor.page.go_back()
    await visitor.page.evaluate(SPOIL)
    found = "\n".join(await visitor.barriers(RULES))
    assert "color-contrast" in found
    assert "image-alt" in found
    assert not await visitor.fits()
    complaints = "\n".join(visitor.complaints)
    for words in ("broken", "another host", "Content Security Policy", "404 "):
        assert words in complaints, complaints
    await visitor.context.close()
