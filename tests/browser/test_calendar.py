"""Calendars and the page of prints in a real browser: what others may frame, and no barriers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from playwright.async_api import Browser

from scenarios.client import Client
from tests.browser.conftest import House, Visit
from tests.browser.test_barriers import tour
from tests.browser.visitor import new_visitor


@asynccontextmanager
async def other_site(*framed: str) -> AsyncIterator[str]:
    """The address of somebody else's web site, on a real port, that frames these addresses."""
    frames = "".join(f'<iframe src="{address}"></iframe>' for address in framed)
    page = f"<!doctype html><title>Unser Netzwerk</title>{frames}".encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(page)}\r\n\r\n"

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(head.encode() + page)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


async def test_no_calendar_and_no_page_of_prints_has_a_barrier(
    visit: Visit, client: Client, house: House
) -> None:
    """Protects WCAG 2.2 AA; and the data for search engines breaks no security policy."""
    event = await house.event(client, title=f"Kalendertag {uuid4().hex[:6]}")
    visitor = await visit()
    calendar = f"/calendar/{house.organiser_id}"
    await tour(
        visitor, calendar, f"{calendar}?q=nirgends", f"{calendar}/embed", f"/e/{event['id']}"
    )
    assert await visitor.page.locator('script[type="application/ld+json"]').count() == 1
    organizer = await visit(storage_state=house.signed_in["organizer"])
    await tour(
        organizer,
        f"/organizer/calendar/{house.organiser_id}",
        f"/organizer/events/{event['id']}/prints",
        f"/organizer/events/{event['id']}/visitor-cards",
    )


async def test_other_sites_may_frame_the_embed_and_nothing_else(
    stack: Any, browser: Browser, client: Client, house: House
) -> None:
    """Protects against clickjacking, and the calendar on a network's own site: without cookies."""
    word = uuid4().hex[:6]
    title = f"Rahmentag {word}"
    await house.event(client, title=title)
    origin = stack.ready.url
    visitor = await new_visitor(browser, origin)
    page = visitor.page
    calendar = f"{origin}/calendar/{house.organiser_id}"
    async with other_site(f"{calendar}/embed?q={word}", f"{calendar}?q={word}") as site:
        await page.goto(site)
        embedded = page.frame_locator("iframe").nth(0)
        await embedded.get_by_role("link", name=title).wait_for()
        ground = await embedded.locator("body").evaluate("e => getComputedStyle(e).backgroundColor")
        assert ground == "rgba(0, 0, 0, 0)"
        assert (
            await page.frame_locator("iframe").nth(1).get_by_role("link", name=title).count() == 0
        )
        assert any("frame-ancestors" in complaint for complaint in visitor.complaints)
        assert await visitor.context.cookies() == []
    await visitor.context.close()
