"""Who answered what, in rows. Nothing is written here."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import msgspec

from services.registration.answers.domain import Respondent
from services.registration.questions.support.store import KeptNeed, needs_of
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries.sql"))


async def respondents(connection: Connection, event_id: UUID, limit: int) -> list[Respondent]:
    """Who has a place or waits, in order of arrival."""
    return [
        Respondent(row["id"], row["name"], row["status"], msgspec.json.decode(row["answers"]))
        for row in await connection.fetch(SQL.respondents, event_id, limit)
    ]


async def needing(
    connection: Connection, event_id: UUID, staff_id: UUID, limit: int
) -> list[tuple[Respondent, KeptNeed]]:
    """Who needs support and comes or waits, in order of arrival, with what they need: those who
    consented that this member of staff sees it."""
    rows = await connection.fetch(SQL.needing, event_id, limit, staff_id)
    needs = await needs_of(connection, [row["person_id"] for row in rows])
    return [
        (Respondent(row["person_id"], row["name"], row["status"], {}), needs[row["person_id"]])
        for row in rows
        if row["person_id"] in needs
    ]


async def count_needs(connection: Connection, event_id: UUID) -> dict[str, int]:
    """How many people need what."""
    rows = await connection.fetch(SQL.count_needs, event_id)
    return {row["need"]: row["people"] for row in rows}
