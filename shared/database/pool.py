"""Connections that are lent for a short, stated time, and say so when PostgreSQL is away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from shared.errors import Unavailable

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"

ACQUIRE_SECONDS = 3.0
CONNECT_SECONDS = 3.0
STATEMENT_MILLISECONDS = 10_000
LOCK_MILLISECONDS = 5_000
IDLE_IN_TRANSACTION_MILLISECONDS = 30_000
RETRY_AFTER_SECONDS = 2

AWAY: tuple[type[BaseException], ...] = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.QueryCanceledError,
    asyncpg.LockNotAvailableError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.DiskFullError,
    asyncpg.OutOfMemoryError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.ReadOnlySQLTransactionError,
)
"""Faults that another try a little later may not meet."""


async def open_pool(
    dsn: str,
    *,
    name: str,
    min_size: int = 2,
    max_size: int = 10,
    statement_milliseconds: int = STATEMENT_MILLISECONDS,
) -> Pool:
    """A pool that opens also while PostgreSQL is away and connects when it is back.

    `name` is the application name PostgreSQL shows. `min_size` connections are made ahead when
    possible.
    """
    pool = await asyncpg.create_pool(
        dsn,
        min_size=0,
        max_size=max_size,
        timeout=CONNECT_SECONDS,
        command_timeout=statement_milliseconds / 1000 + 2,
        max_inactive_connection_lifetime=0,
        reset=_nothing_to_reset,
        server_settings={
            "application_name": name,
            "statement_timeout": str(statement_milliseconds),
            "lock_timeout": str(LOCK_MILLISECONDS),
            "idle_in_transaction_session_timeout": str(IDLE_IN_TRANSACTION_MILLISECONDS),
        },
    )
    await _warm(pool, min(min_size, max_size))
    return pool


@asynccontextmanager
async def connection(pool: Pool) -> AsyncIterator[Connection]:
    """Lend a connection for reads; raises Unavailable when PostgreSQL or the pool can't give one.

    Faults that pass by themselves (a lost connection, a lock not granted in time) become
    Unavailable too, so that no caller has to know their names.
    """
    lent = await _acquire(pool)
    try:
        yield lent
    except AWAY as fault:
        raise _unavailable(fault) from fault
    except (asyncpg.InterfaceError, asyncpg.InternalClientError) as fault:
        if _lost(lent):
            raise _unavailable(fault) from fault
        raise
    finally:
        await _release(pool, lent)


@asynccontextmanager
async def transaction(pool: Pool) -> AsyncIterator[Connection]:
    """As `connection`, from BEGIN to COMMIT; an exception rolls back.

    After Unavailable out of COMMIT the outcome is unknown: that is what idempotency keys are for.
    """
    async with connection(pool) as lent, lent.transaction():
        yield lent


async def _acquire(pool: Pool) -> PoolConnectionProxy[asyncpg.Record]:
    try:
        return await pool.acquire(timeout=ACQUIRE_SECONDS)
    except AWAY as fault:
        raise _unavailable(fault) from fault
    except (asyncpg.InterfaceError, asyncpg.InternalClientError) as fault:
        if pool.is_closing():
            raise
        raise _unavailable(fault) from fault


async def _release(pool: Pool, lent: PoolConnectionProxy[asyncpg.Record]) -> None:
    try:
        await pool.release(lent, timeout=ACQUIRE_SECONDS)
    except AWAY:
        lent.terminate()
    except (asyncpg.InterfaceError, asyncpg.InternalClientError):
        lent.terminate()


def _lost(lent: PoolConnectionProxy[asyncpg.Record]) -> bool:
    try:
        return lent.is_closed()
    except asyncpg.InterfaceError:  # the pool has taken it back already
        return True


async def _nothing_to_reset(_connection: Connection) -> None:
    """No session state is ever set on a lent connection (asyncpg itself rolls back what is open).

    The default would cost a round trip and RESET ALL for each loan.
    """


async def _warm(pool: Pool, size: int) -> None:
    made = await asyncio.gather(*(_acquire(pool) for _ in range(size)), return_exceptions=True)
    for lent in made:
        if not isinstance(lent, BaseException):
            await _release(pool, lent)


def _unavailable(fault: BaseException) -> Unavailable:
    return Unavailable(
        f"The database doesn't answer ({type(fault).__name__}).",
        retry_after_seconds=RETRY_AFTER_SECONDS,
    )
