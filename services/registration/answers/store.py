"""Who answered what, in rows. Nothing is written here."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import msgspec

from services.registration.answers.domain import Respondent
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries.sql"))


async def respondents(connection: Connection, event_id: UUID, limit: int) -> list[Respondent]:
    """Who has a place or waits, in order of arrival."""
    return [
        Respondent(row["id"], row["name"], row["status"], msgspec.json.decode(row["answers"]))
        for row in await connection.fetch(SQL.respondents, event_id, limit)
    ]
