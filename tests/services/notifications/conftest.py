"""Fixtures: a real SMTP server and the service on a real database.

All tests here share one database that is emptied before each: cloning one for each test would
take most of their time.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest_asyncio

from shared.database.pool import open_pool
from tests.conftest import Databases
from tests.services.notifications.post_office import House, PostOffice

EMPTY = """
SELECT 'TRUNCATE ' || string_agg(format('%I', tablename), ', ') || ' RESTART IDENTITY'
FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_migrations'
"""


@pytest_asyncio.fixture(scope="session")
async def notifications_database(databases: Databases) -> AsyncIterator[str]:
    """The name of a migrated database."""
    name = await databases.clone("notifications")
    yield name
    await databases.drop(name)


@pytest_asyncio.fixture
async def post() -> AsyncIterator[PostOffice]:
    """A mail server that listens."""
    office = PostOffice(0)
    await office.open()
    yield office
    await office.close()


@pytest_asyncio.fixture
async def house(
    databases: Databases, notifications_database: str, post: PostOffice
) -> AsyncIterator[House]:
    """The service's use cases on an empty database."""
    owner = await asyncpg.connect(databases.owner_dsn(notifications_database, "notifications"))
    await owner.execute(await owner.fetchval(EMPTY))
    await owner.close()
    pool = await open_pool(databases.dsn(notifications_database, "notifications"), name="test")
    built = House.build(pool, post)
    yield built
    await built.use_cases.postman.close()
    pool.terminate()
