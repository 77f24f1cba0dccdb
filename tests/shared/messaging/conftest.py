"""Databases with the flow's tables."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest_asyncio

from shared.database.pool import Pool, open_pool
from tests.conftest import Database
from tests.databases import Databases
from tests.shared.messaging import flow


@dataclass(frozen=True)
class Store:
    """A service's database for the flow."""

    pool: Pool
    dsn: str


async def _store(databases: Databases, database: Database, service: str) -> Store:
    dsn = await database(service)
    name = dsn.rpartition("/")[2]
    await flow.make_tables(databases.owner_dsn(name, service))
    return Store(await open_pool(dsn, name="test", max_size=30), dsn)


@pytest_asyncio.fixture
async def registration(databases: Databases, database: Database) -> AsyncIterator[Store]:
    """Where bookings are written."""
    store = await _store(databases, database, "registration")
    yield store
    store.pool.terminate()


@pytest_asyncio.fixture
async def reporting(databases: Databases, database: Database) -> AsyncIterator[Store]:
    """Where facts are folded."""
    store = await _store(databases, database, "reporting")
    yield store
    store.pool.terminate()
