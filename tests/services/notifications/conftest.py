"""Fixtures: a real SMTP server and the service on a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from shared.database.pool import Pool
from tests.services.notifications.post_office import House, PostOffice


@pytest_asyncio.fixture
async def post() -> AsyncIterator[PostOffice]:
    """A mail server that listens."""
    office = PostOffice(0)
    await office.open()
    yield office
    await office.close()


@pytest_asyncio.fixture
async def house(notifications_pool: Pool, post: PostOffice) -> AsyncIterator[House]:
    """The service's use cases on an empty database."""
    built = House.build(notifications_pool, post)
    yield built
    await built.use_cases.postman.close()
