"""Collections, ideas and points in PostgreSQL. Writes only the tables of this slice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from services.registration.ideas.domain import (
    IDEAS_MAX,
    Category,
    Collection,
    CollectionStatus,
    Idea,
    Retention,
)
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries.sql"))


@dataclass(frozen=True, slots=True)
class Counts:
    """What the big screen shows; `devices` are phones that took part."""

    ideas: int
    points: int
    devices: int


async def lock_collection(connection: Connection, event_id: UUID) -> bool:
    """Lock the collection's row; False if there is none."""
    return await connection.fetchval(SQL.lock_collection, event_id) is not None


async def read_collection(connection: Connection, event_id: UUID) -> Collection | None:
    """The collection with its headings, or None."""
    row = await connection.fetchrow(SQL.read_collection, event_id)
    if row is None:
        return None
    headings = await connection.fetch(SQL.read_categories, event_id)
    values: dict[str, Any] = dict(row)
    values["status"] = CollectionStatus(row["status"])
    values["retention"] = Retention(row["retention"])
    values["categories"] = tuple(Category(each["id"], each["title"]) for each in headings)
    return Collection(**values)


async def find_by_code(connection: Connection, code: str) -> UUID | None:
    """The event whose collection this code opens, or None."""
    event_id: UUID | None = await connection.fetchval(SQL.find_by_code, code)
    return event_id


async def insert_collection(connection: Connection, collection: Collection) -> bool:
    """Keep a new collection; False if the event has one already or the code is taken."""
    made = await connection.fetchval(
        SQL.insert_collection,
        collection.event_id,
        collection.version,
        collection.code,
        collection.status.value,
        collection.points_per_device,
        collection.retention.value,
        collection.retention_days,
        collection.opened_at,
        collection.closes_at,
        collection.closed_at,
    )
    if made is not None:
        await put_categories(connection, collection)
    return made is not None


async def update_collection(connection: Connection, collection: Collection) -> None:
    """Write the collection as it is now, without its headings."""
    await connection.execute(
        SQL.update_collection,
        collection.event_id,
        collection.version,
        collection.status.value,
        collection.points_per_device,
        collection.retention.value,
        collection.retention_days,
        collection.opened_at,
        collection.closes_at,
        collection.closed_at,
    )


async def touch(connection: Connection, event_id: UUID) -> None:
    """Raise the version: pages that know the one before ask for the list again."""
    await connection.execute(SQL.touch_collection, event_id)


async def put_categories(connection: Connection, collection: Collection) -> None:
    """Write the headings in their order."""
    await connection.execute(
        SQL.put_categories,
        collection.event_id,
        [category.id for category in collection.categories],
        [category.title for category in collection.categories],
    )


async def categories_in_use(
    connection: Connection, event_id: UUID, ids: Sequence[UUID]
) -> set[UUID]:
    """Which of these headings have ideas."""
    rows = await connection.fetch(SQL.categories_in_use, event_id, list(ids))
    return {row["category_id"] for row in rows}


async def delete_categories(connection: Connection, event_id: UUID, ids: Sequence[UUID]) -> None:
    """Take away headings without ideas."""
    await connection.execute(SQL.delete_categories, event_id, list(ids))


async def list_ideas(
    connection: Connection, event_id: UUID, device: bytes | None = None
) -> list[Idea]:
    """All ideas, the first sent first, with points of all and of this device."""
    rows = await connection.fetch(SQL.list_ideas, event_id, device, IDEAS_MAX)
    return [Idea(**dict(row)) for row in rows]


async def count(connection: Connection, event_id: UUID) -> Counts:
    """How much there is to see."""
    row = await connection.fetchrow(SQL.count_ideas, event_id)
    assert row is not None  # noqa: S101 - aggregates always have one row
    return Counts(row["ideas"], row["points"], row["devices"])


async def count_stored(connection: Connection, event_id: UUID, device: bytes) -> tuple[int, int]:
    """Ideas of the collection and of one device, hidden and merged ones too."""
    row = await connection.fetchrow(SQL.count_stored, event_id, device)
    assert row is not None  # noqa: S101 - aggregates always have one row
    return row["stored"], row["of_device"]


async def find_submission(
    connection: Connection, event_id: UUID, submission: bytes
) -> tuple[Idea, bytes | None] | None:
    """The idea that came with this key, and what else came with it; None if none did."""
    row = await connection.fetchrow(SQL.find_submission, event_id, submission)
    return (_idea(row), row["sent"]) if row else None


async def insert_idea(
    connection: Connection,
    event_id: UUID,
    idea: Idea,
    *,
    device: bytes,
    submission: bytes | None,
    sent: bytes | None,
) -> None:
    """Keep a new idea; `submission` and `sent` tell it when it is sent again."""
    await connection.execute(
        SQL.insert_idea,
        idea.id,
        event_id,
        idea.category_id,
        idea.text,
        device,
        submission,
        sent,
        idea.created_at,
    )


async def read_idea(connection: Connection, event_id: UUID, idea_id: UUID) -> Idea | None:
    """One idea without its points, or None."""
    row = await connection.fetchrow(SQL.read_idea, event_id, idea_id)
    return _idea(row) if row else None


async def group_of(connection: Connection, event_id: UUID, idea_id: UUID) -> list[UUID]:
    """The idea and those merged into it."""
    return [row["id"] for row in await connection.fetch(SQL.group_of, event_id, idea_id)]


async def points_of(connection: Connection, event_id: UUID, device: bytes) -> dict[UUID, int]:
    """What the device gave, by idea."""
    rows = await connection.fetch(SQL.points_of_device, event_id, device)
    return {row["idea_id"]: row["points"] for row in rows}


async def set_points(
    connection: Connection,
    event_id: UUID,
    device: bytes,
    idea_id: UUID,
    *,
    members: Sequence[UUID],
    points: int,
) -> None:
    """The device has so many points on this idea from now on, and none on the others of it."""
    await connection.execute(SQL.take_points_back, event_id, device, list(members))
    if points:
        await connection.execute(SQL.give_points, event_id, device, idea_id, points)


async def return_points(connection: Connection, event_id: UUID, ids: Sequence[UUID]) -> None:
    """Give the points of these ideas back to their devices."""
    await connection.execute(SQL.return_points, event_id, list(ids))


async def update_idea(connection: Connection, event_id: UUID, idea: Idea) -> None:
    """Text, heading and whether it is hidden."""
    await connection.execute(
        SQL.update_idea, event_id, idea.id, idea.text, idea.category_id, idea.hidden
    )


async def merge(
    connection: Connection, event_id: UUID, idea_id: UUID, into: UUID | None, category_id: UUID
) -> None:
    """Put an idea, with all merged into it, beneath another; None: let it stand alone."""
    await connection.execute(SQL.merge_ideas, event_id, idea_id, into, category_id)


async def settle(connection: Connection, event_id: UUID) -> None:
    """Forget which phone gave what; the sums stay."""
    await connection.execute(SQL.settle_points, event_id)


async def delete(connection: Connection, event_id: UUID) -> None:
    """Delete everything of the collection."""
    await connection.execute(SQL.delete_ideas, event_id)
    await connection.execute(SQL.delete_collection, event_id)


async def due_for_deletion(connection: Connection, now: datetime) -> UUID | None:
    """A collection whose days are over, locked; None if there is none."""
    event_id: UUID | None = await connection.fetchval(SQL.due_for_deletion, now)
    return event_id


def _idea(row: asyncpg.Record) -> Idea:
    names = ("id", "category_id", "text", "created_at", "hidden", "merged_into")
    return Idea(**{name: row[name] for name in names})
