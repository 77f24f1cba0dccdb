"""What erasing must know, and how long events keep their people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from services.registration.erasure.domain import OTHERWISE_DAYS, USUAL_DAYS
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries.sql"))
LOOKED_AT_AGAIN = timedelta(days=1)


async def came(connection: Connection, event_id: UUID, ids: Sequence[UUID]) -> set[UUID]:
    """Those of these people who were there."""
    rows = await connection.fetch(SQL.came, event_id, ids)
    return {row["attendee_id"] for row in rows}


async def read_days(connection: Connection, event_id: UUID) -> int | None:
    """How many days the event keeps its people; None if it has chosen nothing."""
    days: int | None = await connection.fetchval(SQL.read_days, event_id)
    return days


async def choose_days(connection: Connection, event_id: UUID, days: int | None) -> None:
    """Keep an event's choice; None: what is usual for its kind."""
    await connection.execute(SQL.choose_days, event_id, days)


async def due_events(connection: Connection, now: datetime, limit: int) -> list[UUID]:
    """Events whose people are to be erased, longest past first."""
    rows = await connection.fetch(
        SQL.due_events,
        now,
        list(USUAL_DAYS),
        list(USUAL_DAYS.values()),
        OTHERWISE_DAYS,
        now - LOOKED_AT_AGAIN,
        limit,
    )
    return [row["id"] for row in rows]


async def swept(connection: Connection, event_id: UUID, now: datetime) -> None:
    """Nobody of this event is known any more."""
    await connection.execute(SQL.swept, event_id, now)
