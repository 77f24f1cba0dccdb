"""Who plans events, and their place at the browser."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio

from tests.services.registration.house import House
from tests.services.registration.planner import Desk


@pytest_asyncio.fixture
async def network(house: House) -> dict[str, Any]:
    """Who organises."""
    return await house.organisation("Initiative Innenstadt")


@pytest_asyncio.fixture
async def desk(house: House, network: dict[str, Any]) -> AsyncIterator[Desk]:
    """Its organizer."""
    async with house.client() as client:
        client.cookies.set("auftakt_session", await house.session("organizer", network["id"]))
        yield Desk(client)
