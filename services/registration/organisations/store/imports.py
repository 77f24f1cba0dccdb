"""Uploaded lists in rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec

from services.registration.organisations.domain import (
    IMPORTS_WAITING_MAX,
    Import,
    MemberRow,
    RowFault,
)
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("imports.sql"))

_rows = msgspec.json.Decoder(tuple[MemberRow, ...])
_faults = msgspec.json.Decoder(tuple[RowFault, ...])


async def insert_import(connection: Connection, import_: Import) -> None:
    """Keep an uploaded list; of those that wait for the same organisation the oldest go."""
    await connection.execute(
        SQL.insert_import,
        import_.id,
        import_.organisation_id,
        import_.created_at,
        import_.file_name,
        import_.row_count,
        _json(import_.rows),
        _json(import_.faults),
        list(import_.ignored),
    )
    await connection.execute(
        SQL.delete_superseded_imports, import_.organisation_id, IMPORTS_WAITING_MAX
    )


async def read_import(
    connection: Connection, organisation_id: UUID, import_id: UUID
) -> Import | None:
    """A list of this organisation, or None."""
    row = await connection.fetchrow(SQL.read_import, import_id, organisation_id)
    if row is None:
        return None
    return Import(
        id=row["id"],
        organisation_id=row["organisation_id"],
        created_at=row["created_at"],
        file_name=row["file_name"],
        row_count=row["row_count"],
        rows=_rows.decode(row["rows"]),
        faults=_faults.decode(row["faults"]),
        ignored=tuple(row["ignored"]),
        confirmed_at=row["confirmed_at"],
        created_count=row["created_count"],
        skipped_count=row["skipped_count"],
    )


async def lock_import(connection: Connection, organisation_id: UUID, import_id: UUID) -> bool:
    """Lock a list; False if there is none. Read only in a later statement."""
    return await connection.fetchval(SQL.lock_import, import_id, organisation_id) is not None


async def confirm_import(
    connection: Connection, import_id: UUID, now: datetime, *, created: int, skipped: int
) -> None:
    """The list has become organisations."""
    await connection.execute(SQL.confirm_import, import_id, now, created, skipped)


async def delete_old_imports(connection: Connection, before: datetime, limit: int) -> int:
    """Forget lists uploaded before; gives their number."""
    status = await connection.execute(SQL.delete_old_imports, before, limit)
    return int(status.rpartition(" ")[2])


def _json(values: Sequence[MemberRow] | Sequence[RowFault]) -> str:
    return msgspec.json.encode(values).decode()
