"""Mails on their way, in rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg

from services.notifications.deliveries.domain import Change, Delivery, Requirement, State, Verdict
from shared.database.pool import Connection
from shared.database.queries import load_queries
from shared.ids import new_id

SQL = load_queries(Path(__file__).with_name("queries.sql"))


@dataclass(frozen=True, slots=True)
class Listed:
    """A mail as lists show it: never an address."""

    number: int
    id: UUID
    kind: str
    state: str
    reason: str | None
    smtp_status: str | None
    waiting_for: str | None
    attempts: int
    required_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Balance:
    """Invariant I5 in figures."""

    required: int
    sent: int
    failed: int
    suppressed: int
    pending: int
    overdue: int
    holds: bool


async def require(
    connection: Connection, requirements: Sequence[Requirement], now: datetime
) -> list[Change]:
    """Keep required mails; returns those that were not there yet."""
    rows = await connection.fetch(
        SQL.require,
        [new_id() for _ in requirements],
        [r.key for r in requirements],
        [r.kind for r in requirements],
        [r.event_id for r in requirements],
        [r.person_id for r in requirements],
        [r.subject_id for r in requirements],
        [r.subject_version for r in requirements],
        [r.fact for r in requirements],
        [r.expires_at for r in requirements],
        [r.state.value for r in requirements],
        [r.suppressed or r.failed for r in requirements],
        now,
    )
    return _changes(rows)


async def claim(
    connection: Connection, now: datetime, until: datetime, limit: int
) -> list[Delivery]:
    """Take up to `limit` due mails until `until`."""
    rows = await connection.fetch(SQL.claim, now, until, limit)
    return [Delivery(**row) for row in rows]


async def park(connection: Connection, id_: UUID, part: str, due_at: datetime) -> None:
    """Put a claimed mail back until a part arrives."""
    await connection.execute(SQL.park, id_, part, due_at)


async def release(connection: Connection, ids: Sequence[UUID], now: datetime) -> None:
    """Put claimed mails back untried."""
    await connection.execute(SQL.release, ids, now)


async def settle(
    connection: Connection, id_: UUID, verdict: Verdict, now: datetime
) -> list[Change]:
    """Keep what became of a claimed mail; empty if it is no longer claimed."""
    rows = await connection.fetch(
        SQL.settle,
        id_,
        verdict.state.value,
        verdict.reason,
        verdict.smtp_status,
        verdict.attempts,
        now + (verdict.retry_after or timedelta()),
        now if verdict.state is State.SENT else None,
    )
    return _changes(rows)


async def suppress_people(
    connection: Connection, person_ids: Sequence[UUID], reason: str
) -> list[Change]:
    """Suppress what is queued for these people, and forget the words of what failed."""
    await connection.execute(SQL.forget_words, person_ids)
    return _changes(await connection.fetch(SQL.suppress_people, person_ids, reason))


async def wake(
    connection: Connection, ids: Sequence[UUID], part: str, now: datetime
) -> list[Change]:
    """Make due what waited for a part of these people, events or subjects."""
    await connection.execute(SQL.wake, ids, part, now)
    return _changes(await connection.fetch(SQL.reopen, ids, part, now))


async def of_event(connection: Connection, event_id: UUID, after: int, limit: int) -> list[Listed]:
    """A page of the mails about an event."""
    rows = await connection.fetch(SQL.of_event, event_id, after, limit)
    return [Listed(**row) for row in rows]


async def count_states(connection: Connection, now: datetime) -> dict[State, tuple[int, float]]:
    """Mails and age of the oldest in seconds, by state."""
    rows = await connection.fetch(SQL.count_states, now)
    return {State(row["state"]): (row["mails"], row["oldest_seconds"]) for row in rows}


async def balance(connection: Connection, now: datetime, young: timedelta) -> Balance:
    """Invariant I5, pending mails being younger than `young`."""
    row = await connection.fetchrow(SQL.balance, now, young)
    assert row is not None  # noqa: S101 - an aggregate always has one row
    return Balance(**row)


def _changes(rows: Sequence[asyncpg.Record]) -> list[Change]:
    return [Change(**{**row, "state": State(row["state"]).announced}) for row in rows]
