"""Requests for links and codes, in rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import asyncpg

from services.registration.access.domain import SignIn
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries.sql"))


@dataclass(frozen=True, slots=True)
class Asked:
    """How often a link was asked for lately."""

    by_strangers: int
    of_address: int
    of_browser: int
    of_network: int


async def count_sign_ins(
    connection: Connection,
    address_hash: bytes,
    network: str | None,
    known_browser: bytes | None,
    since: datetime,
) -> Asked:
    """For the address by strangers (from everywhere, from the network), in the browser; and from
    the network for any address."""
    row = await connection.fetchrow(SQL.count_sign_ins, address_hash, network, known_browser, since)
    assert row is not None  # noqa: S101 - an aggregate has a row
    return Asked(**dict(row))


async def insert_sign_in(
    connection: Connection,
    sign_in: SignIn,
    now: datetime,
    *,
    address_hash: bytes | None = None,
    network: str | None = None,
    known_browser: bytes | None = None,
) -> None:
    """Keep a request for a link."""
    await connection.execute(
        SQL.insert_sign_in,
        sign_in.id,
        sign_in.kind,
        sign_in.staff_id,
        sign_in.browser_hash,
        address_hash,
        network,
        sign_in.return_to,
        now,
        sign_in.expires_at,
        known_browser,
    )


async def lock_sign_in(connection: Connection, sign_in_id: UUID) -> SignIn | None:
    """Lock and read by id."""
    row = await connection.fetchrow(SQL.lock_sign_in, sign_in_id)
    return _sign_in(row) if row else None


async def lock_sign_ins_of_browser(
    connection: Connection, browser_hash: bytes, now: datetime, limit: int
) -> list[SignIn]:
    """Lock and read what a browser asked for and has not used, the latest first."""
    rows = await connection.fetch(SQL.lock_sign_ins_of_browser, browser_hash, now, limit)
    return [_sign_in(row) for row in rows]


async def count_code_attempt(connection: Connection, sign_in_ids: Sequence[UUID]) -> None:
    """One more code was tried for these."""
    await connection.execute(SQL.count_code_attempt, list(sign_in_ids))


async def count_wrong_codes(connection: Connection, sign_in_id: UUID, since: datetime) -> int:
    """How many codes were tried in vain since then where this sign-in counts."""
    return int(await connection.fetchval(SQL.count_wrong_codes, sign_in_id, since))


async def use_sign_in(connection: Connection, sign_in_id: UUID, now: datetime) -> None:
    """It has worked; it won't again."""
    await connection.execute(SQL.use_sign_in, sign_in_id, now)


async def delete_old_sign_ins(connection: Connection, before: datetime, limit: int) -> int:
    """Forget requests that expired before; gives their number."""
    status = await connection.execute(SQL.delete_old_sign_ins, before, limit)
    return int(status.rpartition(" ")[2])


def _sign_in(row: asyncpg.Record) -> SignIn:
    return SignIn(**dict(row))
