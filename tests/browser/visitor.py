"""A person in front of a browser, and everything a page must not do to them."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

AXE = (Path(__file__).parents[1] / "vendor" / "axe-core" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
GRAVE = ("serious", "critical")
WAIT_MS = 10_000
ANSWERED = "Failed to load resource: the server responded"
"""The browser's own line for an answer of 400 and more; the answer itself is looked at."""


class Visitor:
    """One browser context with one page; whatever goes wrong on it is kept as a complaint."""

    def __init__(self, origin: str, context: BrowserContext, page: Page) -> None:
        self.origin = origin
        self.context = context
        self.page = page
        self.complaints: list[str] = []
        self.expected: set[int] = set()
        self.offline = False
        self.looks = 0
        self.looked_at: list[str] = []
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("request", self._asked)
        page.on("response", self._answered)
        page.on("requestfailed", self._failed)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(ANSWERED):
            self._complain(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self.origin}/", "data:", "blob:")):
            self.complaints.append(f"request to another host: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.complaints.append(f"{response.status} {response.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # a stream or a download when the page is left
            self._complain(f"{request.failure} {request.url}")

    def _complain(self, text: str) -> None:
        if not self.offline:
            self.complaints.append(text)

    async def open(self, path: str, status: int = 200) -> None:
        """Open a page; its status must be this."""
        self.expected.add(status)
        answer = await self.page.goto(self.origin + path if path.startswith("/") else path)
        assert answer is not None, path
        assert answer.status == status, f"{path}: {answer.status}"

    async def press(self, name: str) -> None:
        """Press a button by what is written on it."""
        await self.page.get_by_role("button", name=name).click()

    async def follow(self, name: str) -> None:
        """Follow a link by what is written on it."""
        await self.page.get_by_role("link", name=name).first.click()

    async def speak(self, language: str) -> None:
        """Open the list of languages and choose one by its own name."""
        await self.page.locator(".languages > summary").click()
        await self.page.get_by_role("link", name=language, exact=True).click()

    async def heading(self) -> str:
        """The one h1."""
        return (await self.page.locator("h1").inner_text()).strip()

    async def focused(self) -> str:
        """The id of what has the focus."""
        return str(await self.page.evaluate("document.activeElement.id"))

    async def tab_to(self, selector: str, most: int = 60) -> None:
        """Press Tab until this has the focus, and see that the focus can be seen."""
        for _ in range(most):
            await self.page.keyboard.press("Tab")
            if await self.page.evaluate("s => document.activeElement.matches(s)", selector):
                assert await self.page.evaluate(FOCUS_SHOWS), f"no visible focus: {selector}"
                return
        raise AssertionError(f"{selector} can't be reached by Tab")

    async def fits(self) -> bool:
        """Whether the page is no wider than the window."""
        return bool(
            await self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        )

    async def barriers(self, rules: list[str]) -> list[str]:
        """What axe finds serious or critical, one line each. Rules are tags or rule ids."""
        kind = "tag" if rules is RULES else "rule"
        if rules is RULES:
            self.looked_at.append(urlsplit(self.page.url).path)
        await self.page.evaluate("document.fonts.ready")
        if not await self.page.evaluate("'axe' in window"):
            await self.page.evaluate(AXE)
        found: dict[str, Any] = await self.page.evaluate(
            "([type, values]) => axe.run(document, "
            "{runOnly: {type, values}, resultTypes: ['violations'], preload: false})",
            [kind, rules],
        )
        return [
            f"{self.page.url} {each['id']}: {node['target']} {node['failureSummary']}"
            for each in found["violations"]
            if each["impact"] in GRAVE
            for node in each["nodes"]
        ]


FOCUS_SHOWS = """() => {
    const shows = e => e && getComputedStyle(e).outlineStyle !== "none";
    const active = document.activeElement;
    return shows(active) || shows(active.closest("label")) || shows(active.closest(".card"));
}"""


async def new_visitor(browser: Browser, origin: str, **options: Any) -> Visitor:
    """A fresh browser context: nobody signed in, German, reduced motion, a desk's width."""
    settings = {
        "viewport": {"width": 1280, "height": 900},
        "locale": "de-DE",
        "reduced_motion": "reduce",
    }
    context = await browser.new_context(**(settings | options))
    context.set_default_timeout(WAIT_MS)
    return Visitor(origin, context, await context.new_page())
