"""Series in rows."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from services.registration.events.domain import Event
from services.registration.events.domain.series import Coming, Series
from services.registration.events.store.events import read_events
from services.registration.events.store.rows import as_json
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("series.sql"))

_titles = msgspec.json.Decoder(dict[str, str])
_coming = msgspec.json.Decoder(Coming)


async def lock_series(connection: Connection, series_id: UUID) -> bool:
    """Lock the row; False if there is no such series."""
    return await connection.fetchval(SQL.lock_series, series_id) is not None


async def read_series(connection: Connection, series_id: UUID) -> Series | None:
    """The series, or None."""
    row = await connection.fetchrow(SQL.read_series, series_id)
    return _series(row) if row else None


async def insert_series(connection: Connection, series: Series) -> None:
    """Keep a new series."""
    await connection.execute(
        SQL.insert_series,
        series.id,
        series.version,
        series.organisation_id,
        series.title,
        as_json(series.titles),
        as_json(series.coming) if series.coming else None,
        series.created_at,
    )


async def update_series(connection: Connection, series: Series) -> None:
    """Write the series as it is now."""
    coming = as_json(series.coming) if series.coming else None
    await connection.execute(
        SQL.update_series, series.id, series.version, series.title, as_json(series.titles), coming
    )


async def list_series(
    connection: Connection,
    organisation_id: UUID,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Series]:
    """Series of an organisation, the latest first."""
    created_at, id_ = after or (None, None)
    rows = await connection.fetch(SQL.list_series, organisation_id, created_at, id_, limit)
    return [_series(row) for row in rows]


async def events_of_series(connection: Connection, series_id: UUID, limit: int) -> list[Event]:
    """Events of the series, the latest first."""
    rows = await connection.fetch(SQL.events_of_series, series_id, limit)
    return await read_events(connection, [row["id"] for row in rows])


def _series(row: asyncpg.Record) -> Series:
    values: dict[str, Any] = dict(row)
    values.update(
        titles=_titles.decode(row["titles"]),
        coming=_coming.decode(row["coming"]) if row["coming"] else None,
    )
    return Series(**values)
