"""Twins of the tables of facts in a schema of their own: made, filled, put in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from pathlib import Path

from services.reporting.facts import store as facts
from shared.contracts.attendance import ScanRecorded
from shared.database.pool import Connection
from shared.database.queries import load_queries
from shared.messaging.kafka import Place

SQL = load_queries(Path(__file__).with_name("queries.sql"))
TABLES = (
    "organisations",
    "events",
    "bookings",
    "booked_people",
    "scans",
    "attendances",
    "confidential_totals",
    "close_barriers",
)
"""What is made from the topics. `event_changes` and `facts_current` are about the pages."""
SCANS = (
    "scan_id",
    "event_id",
    "kind",
    "attendee_id",
    "attendee_kind",
    "session_id",
    "voids",
    "scanned_at",
    "received_at",
)
scan_row = attrgetter(*SCANS)
"""A scan as a row of these columns."""
MEMORY = ("work_mem = '64MB'", "maintenance_work_mem = '128MB'")
"""One connection for a few seconds: to sort and index in memory."""
LOCK_MILLISECONDS = 500
"""How long readers may hold up the change, and the change new readers."""

_EVERYBODY = "(SELECT DISTINCT event_id, subject_id FROM scans)"
_NAMED = "unnest($1::uuid[], $2::uuid[])"
REFOLD_ALL = facts.SQL.refold_subjects.replace(_NAMED, _EVERYBODY)
"""The fold of everybody: the statement of the consumer, about all subjects."""


async def make_twins(connection: Connection) -> None:
    """Empty twins without indexes; from now on the connection sees them in place of the first."""
    await drop_twins(connection)
    await connection.execute("CREATE SCHEMA rebuild")
    for setting in MEMORY:
        await connection.execute(f"SET {setting}")
    statements = await connection.fetch(SQL.describe_tables, TABLES)
    statements += await connection.fetch(SQL.describe_grants, TABLES)
    for row in statements:
        await connection.execute(row["statement"])
    await make_indexes(connection, [table for table in TABLES if table != "scans"])
    await connection.execute("SET search_path = rebuild, public")


async def drop_twins(connection: Connection) -> None:
    """Forget what another attempt left."""
    await connection.execute("DROP SCHEMA IF EXISTS rebuild CASCADE")


async def make_indexes(connection: Connection, tables: Iterable[str]) -> None:
    """Keys and indexes like those of the first; raises UniqueViolationError for doubled rows."""
    for row in await connection.fetch(SQL.describe_indexes, list(tables)):
        await connection.execute(row["statement"])


async def add_scans(connection: Connection, scans: Iterable[ScanRecorded]) -> None:
    """Into the twin without a key: doubled ones come, too."""
    rows = map(scan_row, scans)
    await connection.copy_records_to_table(
        "scans", schema_name="rebuild", columns=SCANS, records=rows
    )


async def delete_doubled_scans(connection: Connection) -> None:
    """Of each scan one stays."""
    await connection.execute(SQL.delete_doubled_scans)


async def refold(connection: Connection) -> None:
    """Fold all scans, and let the planner know what there is."""
    await connection.execute("ANALYZE scans")
    await connection.execute(REFOLD_ALL)
    for table in TABLES:
        await connection.execute(f"ANALYZE rebuild.{table}")


async def hold(connection: Connection, group: str) -> dict[Place, int]:
    """Where the consumer stands; it applies nothing until the transaction ends.

    Raises LockNotAvailableError when it doesn't pause in time.
    """
    await connection.execute(f"SET LOCAL lock_timeout = {LOCK_MILLISECONDS}")
    await connection.execute("LOCK TABLE public.consumer_offsets IN SHARE ROW EXCLUSIVE MODE")
    rows = await connection.fetch(SQL.find_positions, group)
    return {(row["topic"], row["partition"]): row["next_offset"] for row in rows}


async def put_in_place(connection: Connection, group: str, positions: Mapping[Place, int]) -> None:
    """In the transaction that holds the consumer: the twins become the tables."""
    names = ", ".join(f"public.{table}" for table in TABLES)
    await connection.execute(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")
    for table in TABLES:
        await connection.execute(f"DROP TABLE public.{table}")
        await connection.execute(f"ALTER TABLE rebuild.{table} SET SCHEMA public")
    places: Sequence[Place] = list(positions)
    await connection.execute(
        SQL.move_positions,
        group,
        [topic for topic, _ in places],
        [partition for _, partition in places],
        [positions[place] for place in places],
    )
    await connection.execute(SQL.touch_events)
    await connection.execute("DROP SCHEMA rebuild")


async def count(connection: Connection) -> int:
    """How many facts there are."""
    found: int = await connection.fetchval(SQL.count_rows)
    return found
