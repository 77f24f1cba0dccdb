"""What other slices keep about people, as rows; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries.sql"))
SCANS_MAX = 1_000


async def scans_of(
    connection: Connection, event_id: UUID, people: Sequence[UUID]
) -> list[dict[str, Any]]:
    """When the tickets of these people were read, and where."""
    rows = await connection.fetch(SQL.scans_of, event_id, list(people), SCANS_MAX)
    return [dict(row) for row in rows]


async def call_of(connection: Connection, booking_id: UUID) -> dict[str, Any] | None:
    """Why somebody has to be called, if so."""
    row = await connection.fetchrow(SQL.call_of, booking_id)
    return dict(row) if row else None


async def support_of(connection: Connection, people: Sequence[UUID]) -> list[dict[str, Any]]:
    """What support these people need."""
    return [dict(row) for row in await connection.fetch(SQL.support_of, list(people))]


async def invitation_of(connection: Connection, invitation_id: UUID) -> dict[str, Any] | None:
    """Whom the invitation was for, as long as that is known."""
    row = await connection.fetchrow(SQL.invitation_of, invitation_id)
    return dict(row) if row else None


async def following_of(connection: Connection, people: Sequence[UUID]) -> list[dict[str, Any]]:
    """Of which series these people want to hear again."""
    return [dict(row) for row in await connection.fetch(SQL.following_of, list(people))]


async def taken_over_at(connection: Connection, people: Sequence[UUID]) -> datetime | None:
    """When one of these people made a link that was handed on their own."""
    found: datetime | None = await connection.fetchval(SQL.taken_over_at, list(people))
    return found
