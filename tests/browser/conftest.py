"""One browser for all journeys, and a house with its staff."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from scenarios.browser import chromium, sign_in
from scenarios.client import Client
from tests.browser.pages import not_looked_at
from tests.browser.visitor import Visitor, new_visitor
from tests.journeys.occasions import workshop_body
from tests.stack import Stack

ROLES = ("organizer", "steward", "auditor", "partner")
Visit = Callable[..., Awaitable[Visitor]]


@pytest_asyncio.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium, started once."""
    async with chromium() as running:
        yield running


@pytest_asyncio.fixture
async def visit(
    request: pytest.FixtureRequest, stack: Stack, browser: Browser
) -> AsyncIterator[Visit]:
    """`await visit()`: somebody new. Afterwards nobody may have had anything to complain about,
    and the pages that this test is named for (pages.py) were looked at."""
    visitors: list[Visitor] = []

    async def make(**options: Any) -> Visitor:
        visitors.append(await new_visitor(browser, stack.ready.url, **options))
        return visitors[-1]

    yield make
    for visitor in visitors:
        await visitor.context.close()
    assert [each for visitor in visitors for each in visitor.complaints] == []
    if not request.session.testsfailed:
        looked_at = [path for visitor in visitors for path in visitor.looked_at]
        assert not_looked_at(request.node.name, looked_at) == []


@dataclass(frozen=True, slots=True)
class House:
    """An organizer with staff, and a partner; `signed_in` are cookies by role."""

    organiser_id: str
    partner_id: str
    addresses: dict[str, str]
    signed_in: dict[str, Any]

    async def event(self, client: Client, **more: Any) -> dict[str, Any]:
        """A published event of this house that runs now."""
        body = workshop_body(self.organiser_id, partner_ids=[self.partner_id], **more)
        return dict(await client.event(body))


@pytest_asyncio.fixture(scope="session")
async def house(stack: Stack, browser: Browser) -> House:
    """Made once; each role has signed in once by the mailed link."""
    tag = uuid4().hex[:8]
    addresses = {role: f"{role}-{tag}@haus.example.org" for role in ROLES}
    async with Client(stack.ready) as client:
        organiser = await client.organisation(f"Verein {tag}", "association")
        partner = await client.organisation(f"Kasse {tag}", "insurer")
        for role, address in addresses.items():
            of = partner if role == "partner" else organiser
            await client.member(of, role.title(), address, role)
    cookies = [cookies_of(stack, browser, address) for address in addresses.values()]
    signed_in = dict(zip(addresses, await asyncio.gather(*cookies), strict=True))
    return House(organiser, partner, addresses, signed_in)


async def cookies_of(stack: Stack, browser: Browser, address: str) -> Any:
    """What the browser of somebody who signed in keeps."""
    visitor = await new_visitor(browser, stack.ready.url)
    await sign_in(visitor.page, stack.ready, address)
    cookies = await visitor.context.storage_state()
    await visitor.context.close()
    return cookies
