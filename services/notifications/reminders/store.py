"""Days of which people are reminded, in rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries.sql"))


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day of an event that people are to be reminded of. `reached`: the last booking done."""

    event_id: UUID
    day: date
    reached: UUID | None


async def take_unplanned(connection: Connection, limit: int) -> dict[UUID, int]:
    """Lock events that have changed since they were planned; their versions by id."""
    rows = await connection.fetch(SQL.take_unplanned, limit)
    return {row["id"]: row["version"] for row in rows}


async def plan(
    connection: Connection, event_id: UUID, version: int, days: Mapping[date, datetime]
) -> None:
    """Keep when people are reminded of which day, as this version of the event has it."""
    await connection.execute(SQL.drop_days, event_id, list(days))
    await connection.execute(SQL.put_days, event_id, list(days), list(days.values()))
    await connection.execute(SQL.note_planned, event_id, version)


async def take_due(connection: Connection, now: datetime) -> DueDay | None:
    """Lock the day that has been due for longest and that no other worker has."""
    row = await connection.fetchrow(SQL.take_due, now)
    return DueDay(**row) if row else None


async def note_progress(
    connection: Connection, due: DueDay, reached: UUID | None, *, done: bool
) -> None:
    """Keep up to which booking people have been reminded."""
    await connection.execute(SQL.note_progress, due.event_id, due.day, reached, done)


async def forget_days(connection: Connection, due_before: datetime) -> int:
    """Forget days that were done long ago; returns how many."""
    status: str = await connection.execute(SQL.forget_days, due_before)
    return int(status.rpartition(" ")[2])
