"""registrations_per_s_at_1m: does a registration cost more when a million were there before?

Two copies of one database on a server of their own (fsync on), the second filled with 1,000,000
bookings of other events; the same hot event in both, a web server for each, rounds in turn. Nothing
relays: the outbox is emptied in between.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg

from bench.hot_event import CREATED, HotEvent, server
from bench.result import ROUNDS, BenchResult, median
from local.ports import Ports, free_ports
from local.postgres import Postgres
from local.secrets import Secrets
from local.services import environment
from services.registration.events.domain import Event
from shared.database.migrate import migrate
from shared.database.pool import open_pool
from tests.services.registration.bookings.conftest import event, plan, session
from tests.stack import free_port_base

NAME = "registrations_per_s_at_1m"
BOOKINGS = 1_000_000
EVENTS = 500
REQUESTS = 2_000
CONNECTIONS = 256
SLOWER_MAX = 1.2
PASSWORD = "bench"
EMPTY, FULL = "registration", "registration_1m"
FILL_SECONDS = 300.0

FILL = """
WITH others AS MATERIALIZED (
    SELECT number, gen_random_uuid() AS id FROM generate_series(0, $2::integer - 1) AS number
), made AS (
    INSERT INTO bookings (
        id, event_id, status, fill, contact_id, contact_name, contact_email, locale, code_lookup,
        created_at, changed_at)
    SELECT gen_random_uuid(), o.id, 'confirmed', 'all_or_none', gen_random_uuid(),
           'Erika Muster ' || n, 'erika' || n || '@example.org', 'de',
           sha256(n::text::bytea), now(), now()
    FROM generate_series(1, $1::integer) AS n JOIN others AS o ON o.number = n % $2
    RETURNING id, event_id, contact_name, contact_email
)
INSERT INTO booked_people (
    id, booking_id, event_id, number, status, session_ids, name, email, duplicate, changed_at)
SELECT gen_random_uuid(), id, event_id, 1, 'confirmed', '{}', contact_name, contact_email,
       sha256(id::text::bytea), now()
FROM made
"""


async def bench(folder: Path) -> BenchResult:
    """Measure; raises AssertionError when a registration was refused."""
    postgres = Postgres(folder, free_ports(1)[0], PASSWORD)
    await postgres.start()
    try:
        await postgres.create_databases({EMPTY: (PASSWORD, PASSWORD)})
        owner = postgres.dsn(EMPTY, f"{EMPTY}_owner", PASSWORD)
        await asyncio.to_thread(migrate, "registration", owner)
        planned = await _planned(postgres.dsn(EMPTY, EMPTY, PASSWORD))
        await _fill(postgres)
        async with AsyncExitStack() as stack:
            hot = [
                await stack.enter_async_context(_hot(postgres, name, planned, folder))
                for name in (EMPTY, FULL)
            ]
            return await _measure(postgres, *hot)
    finally:
        await postgres.stop()


async def _measure(postgres: Postgres, empty: HotEvent, full: HotEvent) -> BenchResult:
    values: list[float] = []
    references: list[float] = []
    for _ in range(ROUNDS):
        for hot, name, into in ((full, FULL, values), (empty, EMPTY, references)):
            answers = await hot.rush(hot.real, REQUESTS, CONNECTIONS)
            into.append(answers.per_second(CREATED))
            await _run(postgres, name, "TRUNCATE outbox")
    slower = median([r / v for v, r in zip(values, references, strict=True)])
    return BenchResult(
        name=NAME,
        value=median(values),
        unit=f"registrations/s accepted over HTTP with {BOOKINGS:,} bookings in the database",
        reference=median(references),
        ratio=slower,
        target=f"at most {SLOWER_MAX} times slower than in an empty database",
        holds=slower <= SLOWER_MAX,
    )


@asynccontextmanager
async def _hot(
    postgres: Postgres, database: str, planned: Event, folder: Path
) -> AsyncIterator[HotEvent]:
    settings = environment(
        "registration", Ports(free_port_base()), Secrets(folder / "secrets"), limits=False
    )
    settings["AUFTAKT_DATABASE_URL"] = postgres.dsn(database, "registration", PASSWORD)
    async with server(settings) as url:
        hot = HotEvent(url, str(planned.id), str(planned.sessions[0].id))
        await hot.warm_up()
        yield hot


async def _planned(dsn: str) -> Event:
    """An event that everybody may register for now, told to the bookings."""
    now = datetime.now(UTC)
    day = now + timedelta(days=30)
    only = session(starts_at=day, ends_at=day + timedelta(hours=1))
    pool = await open_pool(dsn, name="bench")
    try:
        return await plan(
            pool,
            event(
                only,
                starts_at=day,
                ends_at=day + timedelta(hours=2),
                registration_opens_at=now - timedelta(days=1),
                registration_closes_at=day,
                created_at=now - timedelta(days=2),
            ),
            told=True,
        )
    finally:
        await pool.close()


async def _fill(postgres: Postgres) -> None:
    """A copy of the database with a million bookings more, in good order for the planner."""
    await _run(postgres, "postgres", f"CREATE DATABASE {FULL} TEMPLATE {EMPTY}")
    connection = await asyncpg.connect(postgres.dsn(FULL))
    try:
        await connection.execute(FILL, BOOKINGS, EVENTS, timeout=FILL_SECONDS)
        await connection.execute("VACUUM ANALYZE", timeout=FILL_SECONDS)
    finally:
        await connection.close()


async def _run(postgres: Postgres, database: str, statement: str) -> None:
    connection = await asyncpg.connect(postgres.dsn(database))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
