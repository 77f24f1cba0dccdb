"""Followers in PostgreSQL. Writes only the table of this slice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from services.registration.followers.domain import Follower
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries.sql"))
_titles = msgspec.json.Decoder(dict[str, str])


async def follow(  # noqa: PLR0917 - a row of a table
    connection: Connection,
    event_id: UUID,
    id_: UUID,
    email: str,
    email_hash: bytes,
    locale: str,
    person_id: UUID | None,
    now: datetime,
    erase_at: datetime,
) -> Follower | None:
    """Keep that an address wants to follow; None: the event has no series, or it does already."""
    row = await connection.fetchrow(
        SQL.follow, event_id, id_, email, email_hash, locale, person_id, now, erase_at
    )
    return _follower(row) if row else None


async def read_follower(connection: Connection, id_: UUID) -> Follower | None:
    """One of them."""
    row = await connection.fetchrow(SQL.read_follower, id_)
    return _follower(row) if row else None


async def confirm(connection: Connection, id_: UUID, now: datetime, erase_at: datetime) -> None:
    """It follows from now on."""
    await connection.execute(SQL.confirm, id_, now, erase_at)


async def leave(connection: Connection, id_: UUID) -> list[UUID]:
    """It follows no more; the ids of who was deleted."""
    return [row["id"] for row in await connection.fetch(SQL.leave, id_)]


async def tell_of(connection: Connection, series_id: UUID, event_id: UUID, now: datetime) -> bool:
    """Keep that a series' followers are told of an event; False: they were before."""
    return await connection.fetchval(SQL.tell_of, series_id, event_id, now) is not None


async def to_tell(connection: Connection, series_id: UUID, limit: int) -> list[tuple[UUID, int]]:
    """Id and generation of those who follow."""
    rows = await connection.fetch(SQL.followers_to_tell, series_id, limit)
    return [(row["id"], row["generation"]) for row in rows]


async def forget_of(connection: Connection, people: Sequence[UUID]) -> list[UUID]:
    """Delete who came with registrations of these people; the ids of who was deleted."""
    return [row["id"] for row in await connection.fetch(SQL.forget_of, list(people))]


async def sweep(connection: Connection, now: datetime, limit: int) -> list[UUID]:
    """Delete whose time is over; the ids of who was deleted."""
    return [row["id"] for row in await connection.fetch(SQL.sweep, now, limit)]


async def count(connection: Connection, series_id: UUID) -> int:
    """How many follow a series."""
    return int(await connection.fetchval(SQL.count_followers, series_id))


def _follower(row: Any) -> Follower:
    return Follower(
        id=row["id"],
        series_id=row["series_id"],
        title=row["title"],
        titles=_titles.decode(row["titles"]),
        locale=row["locale"],
        generation=row["generation"],
        confirmed_at=row["confirmed_at"],
        erase_at=row["erase_at"],
        email=row["email"],
    )
