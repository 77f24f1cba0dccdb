"""The projection: records of registration.access.v1 in, two tables out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec

from shared.contracts.access import SessionOpened, StaffChanged
from shared.database.pool import Connection
from shared.database.queries import load_queries
from shared.messaging.decoding import Record

SQL = load_queries(Path(__file__).with_name("queries.sql"))
SESSION_PREFIX = "session:"
STAFF_PREFIX = "staff:"


async def apply(connection: Connection, records: Sequence[Record]) -> None:
    """Write what the last record of each key says; a tombstone removes."""
    latest = {record.key: record for record in records}
    await _apply_staff(connection, [r for k, r in latest.items() if k.startswith(STAFF_PREFIX)])
    await _apply_sessions(
        connection, [r for k, r in latest.items() if k.startswith(SESSION_PREFIX)]
    )


async def forget_expired(connection: Connection, now: datetime) -> int:
    """Remove sessions past their time; for a worker. Gives how many went."""
    status = await connection.execute(SQL.delete_expired_sessions, now)
    return int(status.rpartition(" ")[2])


async def _apply_sessions(connection: Connection, records: Sequence[Record]) -> None:
    opened = [r.body for r in records if isinstance(r.body, SessionOpened)]
    ended = [r.key.removeprefix(SESSION_PREFIX) for r in records if r.body is None]
    if opened:
        await connection.execute(
            SQL.upsert_sessions,
            [session.token_hash for session in opened],
            [session.staff_id for session in opened],
            [session.kind for session in opened],
            [session.expires_at for session in opened],
            [None if session.scopes is None else " ".join(session.scopes) for session in opened],
        )
    if ended:
        await connection.execute(SQL.delete_sessions, ended)


async def _apply_staff(connection: Connection, records: Sequence[Record]) -> None:
    changed = [r.body for r in records if isinstance(r.body, StaffChanged)]
    left = [UUID(r.key.removeprefix(STAFF_PREFIX)) for r in records if r.body is None]
    if changed:
        await connection.execute(
            SQL.upsert_staff,
            [staff.staff_id for staff in changed],
            [staff.version for staff in changed],
            [msgspec.json.encode(staff.grants).decode() for staff in changed],
        )
    if left:
        await connection.execute(SQL.delete_staff, left)
