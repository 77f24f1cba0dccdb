"""Which bookings somebody has to be told of by telephone, in rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from uuid import UUID

from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("calls.sql"))


async def owe_calls(
    connection: Connection, event_id: UUID, whys: Mapping[UUID, str], now: datetime
) -> None:
    """From now on these bookings (with the reason) are on the call list of the locked event."""
    if whys:
        await connection.execute(
            SQL.owe_calls, event_id, now, list(whys), [whys[id_] for id_ in whys]
        )


async def tick_call(
    connection: Connection,
    booking_id: UUID,
    event_id: UUID,
    since: datetime,
    *,
    at: datetime | None,
    by: UUID | None,
) -> bool:
    """Keep that somebody was called (`at` None: not yet); False if this call isn't owed."""
    found = await connection.fetchval(SQL.tick_call, booking_id, event_id, since, at, by)
    return found is not None
