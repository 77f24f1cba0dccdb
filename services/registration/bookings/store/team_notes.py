"""What the team notes for itself, in rows."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("team_notes.sql"))


async def read_team_note(connection: Connection, booking_id: UUID) -> str | None:
    """The note about a registration, if there is one."""
    found: str | None = await connection.fetchval(SQL.read_team_note, booking_id)
    return found


async def write_team_note(connection: Connection, booking_id: UUID, note: str | None) -> bool:
    """Keep another note, or none; False: everybody of this registration is erased."""
    return await connection.fetchval(SQL.write_team_note, booking_id, note) is not None
