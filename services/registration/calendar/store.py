"""Events of a calendar in rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from services.registration.calendar.domain import Listed, Wanted
from services.registration.events.domain import Status
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries.sql"))


async def name_of(connection: Connection, organisation_id: UUID) -> str | None:
    """The organisation's name, or None."""
    found: str | None = await connection.fetchval(SQL.calendar_exists, organisation_id)
    return found


async def list_entries(
    connection: Connection,
    organisation_id: UUID,
    wanted: Wanted,
    *,
    ending_after: datetime,
    states: Sequence[Status],
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Listed]:
    """Events of the organisation and all below it in order of their start; drafts never."""
    starts_at, id_ = after or (None, None)
    rows = await connection.fetch(
        SQL.calendar_entries,
        organisation_id,
        ending_after,
        [state.value for state in states],
        wanted.kind.value if wanted.kind else None,
        [f"%{_literal(word)}%" for word in wanted.words],
        starts_at,
        id_,
        limit,
    )
    return [Listed(row["id"], row["organiser"], row["changed_at"]) for row in rows]


async def note_change(connection: Connection, event_id: UUID, now: datetime) -> None:
    """The event changed now; its row is locked by the caller."""
    await connection.execute(SQL.note_change, event_id, now)


def _literal(word: str) -> str:
    """A word for LIKE in which nothing is a wildcard."""
    return word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
