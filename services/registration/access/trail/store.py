"""The audit log in rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec

from services.registration.access.trail.domain import Entry
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries.sql"))


async def insert_entry(connection: Connection, entry: Entry, changed_json: str) -> None:
    """Keep an entry."""
    await connection.execute(
        SQL.insert_entry,
        entry.id,
        entry.at,
        entry.staff_id,
        entry.via,
        entry.what,
        entry.about,
        entry.organisation_id,
        changed_json,
    )


async def list_entries(
    connection: Connection,
    *,
    organisation_ids: Sequence[UUID] | None,
    about: UUID | None,
    staff_id: UUID | None,
    what: str | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[tuple[Entry, str | None]]:
    """Entries, latest first, each with the name of who did it; organisations None: everywhere."""
    at, id_ = after or (None, None)
    rows = await connection.fetch(
        SQL.list_entries,
        organisation_ids is None,
        list(organisation_ids or ()),
        about,
        staff_id,
        what,
        at,
        id_,
        limit,
    )
    found = []
    for row in rows:
        values = dict(row)
        name = values.pop("staff_name")
        values["changed"] = msgspec.json.decode(values["changed"])
        found.append((Entry(**values), name))
    return found


async def delete_old_entries(connection: Connection, before: datetime, limit: int) -> int:
    """Forget entries from before; gives their number."""
    status = await connection.execute(SQL.delete_old_entries, before, limit)
    return int(status.rpartition(" ")[2])
