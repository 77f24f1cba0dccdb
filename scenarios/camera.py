"""Photographs the real pages of one stack, for README and guide."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Locator, Page

from scenarios.browser import sign_in
from scenarios.ready import Ready

DESK, PHONE = (1280, 860), (390, 844)
SETTLE_MS = 700
COLOURS = 160
BYTES_MAX = 150_000


class Camera:
    """Photographs the pages of one stack into one folder."""

    def __init__(self, browser: Browser, ready: Ready, folder: Path) -> None:
        self.browser = browser
        self.ready = ready
        self.folder = folder

    async def page(self, size: tuple[int, int], scheme: Any = "light", cookies: Any = None) -> Page:
        """A fresh page of this size."""
        context = await self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
            locale="de-DE",
            reduced_motion="reduce",
            storage_state=cookies,
        )
        return await context.new_page()

    async def cookies(self, address: str) -> Any:
        """What the browser of signed-in staff keeps."""
        page = await self.page(DESK)
        await sign_in(page, self.ready, address)
        return await page.context.storage_state()

    async def take(
        self, page: Page, name: str, path: str | None = None, *, of: Locator | None = None
    ) -> None:
        """A picture of what the window shows, or of one part of the page."""
        if path:
            await page.goto(self.ready.url + path)
        await page.evaluate("document.fonts.ready")
        await page.wait_for_timeout(SETTLE_MS)
        target = self.folder / f"{name}.png"
        await (of or page).screenshot(path=target)
        await shrink(target)


async def shrink(path: Path) -> None:
    """Fewer colours; raises SystemExit when the picture stays too big."""
    command = ["convert", path, "-strip", "-dither", "None", "-colors", COLOURS, f"PNG8:{path}"]
    process = await asyncio.create_subprocess_exec(*map(str, command))
    status = await process.wait()
    size = (await asyncio.to_thread(path.stat)).st_size
    if status or size > BYTES_MAX:
        sys.exit(f"{path}: {size} bytes are more than {BYTES_MAX}")
    print(f"{path.name}: {size // 1000} kB")
