"""Registration as a whole, for the tests of its slices."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from shared.database.pool import Pool
from tests.services.registration.house import House, open_house


@pytest_asyncio.fixture
async def house(registration_pool: Pool) -> AsyncIterator[House]:
    """Registration on a fresh database."""
    async with open_house(registration_pool) as made:
        yield made
