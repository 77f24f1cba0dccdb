"""Whom a change of an event would reach, counted."""

from __future__ import annotations

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
