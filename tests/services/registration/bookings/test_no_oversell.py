"""I1: the last place is given once, whoever asks, through however many processes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
import pytest

from services.registration.bookings.errors import Full
from services.registration.bookings.store.events import SQL
from services.registration.bookings.use_cases import Bookings
from services.registration.events.domain import Event
from shared.database.pool import Pool
from shared.errors import Refused
from tests.databases import Databases
from tests.services.registration.bookings.conftest import (
    assert_books_balance,
    event,
    plan,
    session,
    wish,
)

CLIENTS = 64
ROUNDS = 200

Instances = list[tuple[Bookings, Pool]]


async def race(instances: Instances, planned: Event) -> list[object]:
    """64 clients ask for the same session at once, half of them in each process."""
    wished = wish(planned.sessions)
    return await asyncio.gather(
        *(
            instances[client % len(instances)][0].registering.register(
                planned.id, wished, key=None, network=None
            )
            for client in range(CLIENTS)
        ),
        return_exceptions=True,
    )


async def last_place(instances: Instances) -> Event:
    """An event with one place, planned."""
    pool = instances[0][1]
    return await plan(pool, event(session(capacity=1), waitlist=False), told=True)


@contextmanager
def without_lock() -> Iterator[None]:
    """The mutant: reads the event's row, but doesn't lock it."""
    statements = dict(SQL.statements)
    SQL.statements["lock_event"] = statements["lock_event"].replace("FOR NO KEY UPDATE", "")
    try:
        yield
    finally:
        SQL.statements.update(statements)


async def test_64_clients_for_the_last_place_200_times(instances: Instances) -> None:
    """Two admission instances with separate pools: one winner each round, never two."""
    pool = instances[0][1]
    for _ in range(ROUNDS):
        planned = await last_place(instances)
        answers = await race(instances, planned)
        refused = [a for a in answers if isinstance(a, BaseException)]
        assert len(answers) - len(refused) == 1
        assert all(isinstance(a, Full) for a in refused), refused
    taken = await pool.fetch("SELECT DISTINCT taken FROM places WHERE capacity = 1")
    assert [row["taken"] for row in taken] == [1]
    await assert_books_balance(pool, planned)


async def test_without_the_lock_the_check_still_refuses_to_oversell(
    instances: Instances,
) -> None:
    """The second line of defence: a counter above its capacity can't be committed."""
    pool = instances[0][1]
    with without_lock():
        for _ in range(10):
            planned = await last_place(instances)
            answers = await race(instances, planned)
            assert all(isinstance(a, Refused) for a in answers if isinstance(a, BaseException))
            await assert_books_balance(pool, planned)


async def test_the_mutant_without_lock_and_check_oversells(
    instances: Instances, databases: Databases
) -> None:
    """Shows that the race is one: without both guards the last place is sold twice."""
    pool = instances[0][1]
    name = await pool.fetchval("SELECT current_database()")
    owner = await asyncpg.connect(databases.owner_dsn(name, "registration"))
    await owner.execute("ALTER TABLE places DROP CONSTRAINT places_never_oversold")
    await owner.close()
    sold = 0
    with without_lock():
        for _ in range(20):
            planned = await last_place(instances)
            answers = await race(instances, planned)
            sold = max(sold, sum(not isinstance(a, BaseException) for a in answers))
            if sold > 1:
                break
    assert sold > 1
    with pytest.raises(AssertionError):
        await assert_books_balance(pool, planned)
