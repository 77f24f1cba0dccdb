"""Support needs in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec

from services.registration.questions.domain.support import (
    KEEP_DAYS,
    WORDING,
    Need,
    Needed,
    Support,
)
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries.sql"))


@dataclass(frozen=True, slots=True)
class KeptNeed:
    """What somebody needs, since when, and until when it is known."""

    person_id: UUID
    needed: Needed
    wording: int
    given_at: datetime
    erase_at: datetime


async def put_support(
    connection: Connection, event_id: UUID, support: Support | None, now: datetime
) -> None:
    """The event asks for needs, or no more; the caller holds the lock of the event's row."""
    text = None if support is None else msgspec.json.encode(support).decode()
    await connection.execute(SQL.put_support, event_id, text, now)


async def people_of_team(
    connection: Connection,
    organisation_ids: Sequence[UUID],
    event_id: UUID,
    now: datetime,
    limit: int,
) -> list[tuple[UUID, str]]:
    """Id and name of those who plan or help at the event."""
    ids = list(organisation_ids)
    rows = await connection.fetch(SQL.people_of_team, ids, event_id, now, limit)
    return [(row["id"], row["name"]) for row in rows]


async def names_of(connection: Connection, ids: Sequence[UUID]) -> list[str]:
    """What these members of staff are called, in this order; who is gone is left out."""
    rows = {row["id"]: row["name"] for row in await connection.fetch(SQL.names_of, list(ids))}
    return [rows[id_] for id_ in ids if id_ in rows]


async def keep_needs(
    connection: Connection,
    event_id: UUID,
    ends_at: datetime,
    needed: Sequence[tuple[UUID, Needed]],
    now: datetime,
) -> None:
    """Needs by the id of the person, in one statement."""
    await connection.execute(
        SQL.keep_needs,
        event_id,
        [person_id for person_id, _ in needed],
        [",".join(each.needs) for _, each in needed],
        [each.note for _, each in needed],
        WORDING,
        now,
        ends_at,
        KEEP_DAYS,
    )


async def needs_of(connection: Connection, people: Sequence[UUID]) -> dict[UUID, KeptNeed]:
    """What these people need, by their id."""
    return {
        row["person_id"]: KeptNeed(
            row["person_id"],
            Needed(tuple(Need(each) for each in row["needs"]), row["note"]),
            row["wording"],
            row["given_at"],
            row["erase_at"],
        )
        for row in await connection.fetch(SQL.needs_of, list(people))
    }


async def forget(connection: Connection, people: Sequence[UUID], _now: datetime) -> None:
    """Delete what these people need (the erasure's hook)."""
    await connection.execute(SQL.forget_needs, list(people))


async def sweep(connection: Connection, now: datetime, limit: int) -> int:
    """Delete needs whose time is over (the erasure's hook); returns how many."""
    return int((await connection.execute(SQL.sweep_needs, now, limit)).rpartition(" ")[2])


async def move(connection: Connection, event_id: UUID, ends_at: datetime) -> None:
    """The period counts from another end."""
    await connection.execute(SQL.move_needs, event_id, ends_at, KEEP_DAYS)
