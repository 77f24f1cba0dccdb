"""Who has a place, read for paper; this slice has no tables of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from services.registration.prints.domain import Attending
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries.sql"))
CodeOf = Callable[[UUID, int], str]
"""The booking code of a booking and its generation."""


async def attending(
    connection: Connection, event_id: UUID, code_of: CodeOf, limit: int
) -> list[Attending]:
    """Everybody with a place, in order of registering."""
    return [
        Attending(
            id=row["id"],
            booking_id=row["booking_id"],
            number=row["number"],
            party=row["party"],
            name=row["name"],
            code=code_of(row["booking_id"], row["generation"]),
            organisation=row["organisation"],
            session_ids=tuple(row["session_ids"]),
        )
        for row in await connection.fetch(SQL.attending, event_id, limit)
    ]
