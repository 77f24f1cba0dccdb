"""Whom a change of an event would reach: counted, and by session."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from services.registration.events.hooks import Reach
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("reach.sql"))


async def read_reach(connection: Connection, event_id: UUID) -> Reach:
    """Registrations, people and addresses of an event."""
    row = await connection.fetchrow(SQL.reach, event_id)
    assert row is not None  # noqa: S101 - one row, whatever there is
    return Reach(**row)


async def bookings_choosing(
    connection: Connection, event_id: UUID, sessions: Iterable[UUID]
) -> list[UUID]:
    """Bookings in which somebody chose one of these sessions; the event is locked already."""
    rows = await connection.fetch(SQL.bookings_choosing, event_id, list(sessions))
    return [row["id"] for row in rows]


async def reach_of_sessions(
    connection: Connection, event_id: UUID, sessions: Iterable[UUID]
) -> Reach:
    """People and addresses that have to do with these sessions."""
    row = await connection.fetchrow(SQL.reach_of_sessions, event_id, list(sessions))
    assert row is not None  # noqa: S101 - one row, whatever there is
    return Reach(**row)


async def bookings_wanting(
    connection: Connection, event_id: UUID, sessions: Iterable[UUID]
) -> list[UUID]:
    """Bookings in which somebody has one of these or would take it; the event is locked already."""
    rows = await connection.fetch(SQL.bookings_wanting, event_id, list(sessions))
    return [row["id"] for row in rows]
