"""The whole flow while a server is killed under it: nothing lost, nothing twice, all in order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from uuid import UUID

import pytest

from local.kafka import Kafka
from shared.contracts.bookings import BOOKINGS
from shared.errors import Unavailable
from shared.messaging.consumer import Consumer
from shared.messaging.relay import Relay
from tests.conftest import TestKafka
from tests.databases import Databases
from tests.shared.messaging import flow
from tests.shared.messaging.conftest import Store

BEFORE, DURING = 60, 60
TOTAL = "SELECT coalesce(sum(version), 0) FROM aggregates"
FACTS = "SELECT count(*) FROM facts"


async def _quietly(awaitable: Awaitable[int]) -> int:
    """A number, or -1 while the database is away."""
    try:
        return await awaitable
    except Exception:  # noqa: BLE001 - many names for one outage
        return -1


@asynccontextmanager
async def _writing(store: Store, aggregates: list[UUID]) -> AsyncIterator[Callable[[], int]]:
    """One writer after the other until the block is left; gives how many were acknowledged."""
    acknowledged = 0
    stop = asyncio.Event()

    async def write() -> None:
        nonlocal acknowledged
        while not stop.is_set():
            try:
                await flow.write(store.pool, aggregates[acknowledged % len(aggregates)])
                acknowledged += 1
            except Unavailable:
                await asyncio.sleep(0.05)

    task = asyncio.create_task(write())
    yield lambda: acknowledged
    stop.set()
    await task


async def _outage(
    registration: Store,
    reporting: Store,
    kafka: TestKafka,
    kill_and_start: Callable[[], Awaitable[None]],
) -> None:
    settings = await kafka.provision(BOOKINGS)
    relay = Relay(service="registration", dsn=registration.dsn, kafka=settings)
    consumer = Consumer(flow.subscription(), reporting.pool, settings, instance_id="1")
    async with flow.running(relay), flow.running(consumer):
        async with _writing(registration, flow.ids(7)) as acknowledged:

            async def enough(wanted: int) -> bool:
                return acknowledged() >= wanted

            await flow.until(lambda: enough(BEFORE))
            await kill_and_start()
            wanted = acknowledged() + DURING
            await flow.until(lambda: enough(wanted))
        committed = await flow.count(registration.pool, TOTAL)
        assert committed >= acknowledged()

        async def all_folded() -> bool:
            return await _quietly(flow.count(reporting.pool, FACTS)) >= committed

        await flow.until(all_folded, seconds=60)
    rows = await registration.pool.fetch("SELECT id, version FROM aggregates ORDER BY id")
    facts = await reporting.pool.fetch(
        "SELECT id, array_agg(version ORDER BY version) AS versions"
        " FROM facts GROUP BY id ORDER BY id"
    )
    assert [(r["id"], r["versions"]) for r in facts] == [
        (r["id"], list(range(1, r["version"] + 1))) for r in rows
    ]
    assert await flow.count(reporting.pool, "SELECT facts FROM fact_count") == committed


@pytest.mark.timeout(180)
async def test_kafka_killed_in_the_middle_costs_time_and_nothing_else(
    registration: Store, reporting: Store, kafka: TestKafka, kafka_server: Kafka
) -> None:
    """Protects I2, I3, I4: kill -9 of the broker while writers, relay and consumer work."""

    async def kill_and_start() -> None:
        await kafka_server.kill()
        await kafka_server.start()

    await _outage(registration, reporting, kafka, kill_and_start)


@pytest.mark.timeout(180)
async def test_postgresql_killed_in_the_middle_costs_time_and_nothing_else(
    registration: Store, reporting: Store, kafka: TestKafka, databases: Databases
) -> None:
    """Protects I2, I3, I4: kill -9 of PostgreSQL; what was acknowledged is durable."""

    async def kill_and_start() -> None:
        await databases.server.kill()
        await databases.server.start()

    await _outage(registration, reporting, kafka, kill_and_start)
