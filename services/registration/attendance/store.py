"""Scans, visitor cards and tallies in rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

import asyncpg

from services.registration.attendance.domain import Attendee, AttendeeKind, Kind, Scan
from shared.database.pool import Connection
from shared.database.queries import load_queries
from shared.messaging import outbox
from shared.messaging.outbox import OutgoingMessage

SQL = load_queries(Path(__file__).with_name("queries.sql"))
CARD_STATUS = "confirmed"


async def known_cards(connection: Connection, ids: Sequence[UUID]) -> list[Attendee]:
    """The visitor cards among `ids`, as attendees."""
    rows = await connection.fetch(SQL.known_cards, ids)
    return [
        Attendee(row["id"], row["event_id"], AttendeeKind.CARD, CARD_STATUS, row["generation"])
        for row in rows
    ]


async def known_attendees(connection: Connection, ids: Sequence[UUID]) -> list[Attendee]:
    """Booked people and visitor cards among `ids`, of whatever event."""
    rows = await connection.fetch(SQL.known_people, ids)
    people = [
        Attendee(row["id"], row["event_id"], AttendeeKind.BOOKED, row["status"], row["generation"])
        for row in rows
    ]
    missing = set(ids) - {person.id for person in people}
    return [*people, *await known_cards(connection, list(missing))] if missing else people


async def insert_cards(
    connection: Connection, event_id: UUID, batch_id: UUID, ids: Sequence[UUID]
) -> None:
    """Keep a batch of new blank cards."""
    await connection.execute(SQL.insert_cards, event_id, batch_id, ids)


async def cards_of_batch(
    connection: Connection, event_id: UUID, batch_id: UUID
) -> list[tuple[UUID, int]]:
    """Id and generation of each card of a batch, in print order."""
    rows = await connection.fetch(SQL.cards_of_batch, event_id, batch_id)
    return [(row["id"], row["generation"]) for row in rows]


async def facts_about(
    connection: Connection, event_id: UUID, scan_ids: Sequence[UUID], attendee_ids: Sequence[UUID]
) -> tuple[int | None, list[Scan]]:
    """The event's version (None: there is no such event), and the stored facts that bear on these
    scans and attendees."""
    rows = await connection.fetch(SQL.facts_about, event_id, scan_ids, attendee_ids)
    version = rows[0]["version"] if rows else None
    return version, [_scan(row) for row in rows if row["scan_id"] is not None]


async def in_house(connection: Connection, event_id: UUID) -> int:
    """How many people are in the house by the fold of all facts."""
    return int(await connection.fetchval(SQL.in_house, event_id))


async def was_in(connection: Connection, event_id: UUID, person_id: UUID) -> bool:
    """Whether a booked person was scanned in, at the entrance or a station, and not taken back."""
    return bool(await connection.fetchval(SQL.was_in, event_id, person_id))


async def was_used(connection: Connection, event_id: UUID, sessions: Collection[UUID]) -> bool:
    """Whether there is a scan at one of these sessions, or a total of it."""
    return bool(await connection.fetchval(SQL.was_used, event_id, list(sessions)))


async def keep_scans(
    connection: Connection,
    event_id: UUID,
    scans: Sequence[Scan],
    messages: Sequence[OutgoingMessage],
    received_at: datetime,
) -> None:
    """Keep scans, each with the message that announces it; both or neither, once for each scan."""
    await connection.execute(
        SQL.keep_scans,
        event_id,
        received_at,
        [s.scan_id for s in scans],
        [s.kind.value for s in scans],
        [s.attendee_id for s in scans],
        [s.attendee_kind.value for s in scans],
        [s.session_id for s in scans],
        [s.voids for s in scans],
        [s.scanned_at for s in scans],
        [s.device for s in scans],
        *outbox.columns(messages),
    )


async def raise_tallies(
    connection: Connection, event_id: UUID, tallies: Iterable[tuple[UUID, str, int]]
) -> None:
    """Merge `(session, device, running total)` by maximum."""
    highest: dict[tuple[UUID, str], int] = {}
    for session_id, device, total in tallies:
        highest[session_id, device] = max(total, highest.get((session_id, device), 0))
    await connection.execute(
        SQL.raise_tallies,
        event_id,
        [session_id for session_id, _ in highest],
        [device for _, device in highest],
        list(highest.values()),
    )


async def publish_totals(connection: Connection, event_id: UUID) -> list[tuple[UUID, int, int]]:
    """Session, version and total of each confidential session whose total changed."""
    rows = await connection.fetch(SQL.publish_totals, event_id)
    return [(row["session_id"], row["version"], row["total"]) for row in rows]


async def counts_at_close(connection: Connection, event_id: UUID) -> tuple[int, int]:
    """How many scans and published totals the event has now."""
    row = await connection.fetchrow(SQL.counts_at_close, event_id)
    assert row is not None  # noqa: S101 - an aggregate always has one row
    return row["scans"], row["totals"]


def _scan(row: asyncpg.Record) -> Scan:
    return Scan(
        scan_id=row["scan_id"],
        kind=Kind(row["kind"]),
        attendee_id=row["attendee_id"],
        attendee_kind=AttendeeKind(row["attendee_kind"]),
        session_id=row["session_id"],
        voids=row["voids"],
        scanned_at=row["scanned_at"],
        device=row["device"],
    )
