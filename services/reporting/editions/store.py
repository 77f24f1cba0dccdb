"""Editions and duties in rows. Of the facts it reads events and their changes, and writes none."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec

from services.reporting.editions.disclosure import Pattern
from services.reporting.editions.document import Document
from services.reporting.editions.domain import Duty, EditionHead, State, due_at
from services.reporting.editions.figures import EventFigures
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries.sql"))
DUTIES_MAX = 100
NUMBER_MAX = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Readers:
    """Whose reports these are; `title` and `time_zone` are those of the event.

    `organising_ids`: the organiser and those who organise beside it.
    """

    event_id: UUID
    organising_ids: tuple[UUID, ...]
    partner_ids: tuple[UUID, ...]
    title: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Predecessor:
    """The edition before, as a correction needs it."""

    number: int
    facts: EventFigures
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class NewEdition:
    """An edition about to be published."""

    id: UUID
    number: int
    digest: str
    document: Document
    pdf: bytes
    facts: EventFigures
    pattern: Pattern
    published_at: datetime


async def add_duties(connection: Connection) -> int:
    """Note when the reports of newly closed events are due; gives how many events."""
    rows = await connection.fetch(SQL.find_closed_without_duty, DUTIES_MAX)
    due = [
        due_at(r["closed_at"], grace_seconds=r["grace_seconds"], time_zone=r["time_zone"])
        for r in rows
    ]
    if rows:
        await connection.execute(SQL.insert_duties, [r["id"] for r in rows], due)
    return len(rows)


async def claim_duty(connection: Connection, now: datetime) -> Duty | None:
    """Lock one duty whose time has come; None when there is none that nobody else holds."""
    row = await connection.fetchrow(SQL.claim_duty, now)
    return Duty(**row) if row else None


async def settle(connection: Connection, duty: Duty, state: State, *, look_at: datetime) -> None:
    """The duty is done until its facts change again, and not before `look_at`."""
    await connection.execute(SQL.settle_duty, duty.event_id, duty.changes, look_at, state.value)


async def postpone(
    connection: Connection, event_id: UUID, until: datetime, *, failures: int = 0
) -> None:
    """Look again later, whether or not facts change; `failures` are added to the duty's."""
    await connection.execute(SQL.postpone_duty, event_id, until, failures)


async def find_duty(connection: Connection, event_id: UUID) -> tuple[datetime, State] | None:
    """When edition 1 of the event is due, and how far it is; None while it is not closed."""
    row = await connection.fetchrow(SQL.find_duty, event_id)
    return (row["due_at"], State(row["state"])) if row else None


async def find_predecessor(connection: Connection, event_id: UUID) -> Predecessor | None:
    """The latest edition of the event."""
    row = await connection.fetchrow(SQL.find_last_edition, event_id)
    if row is None:
        return None
    return Predecessor(
        row["number"],
        msgspec.json.decode(row["facts"], type=EventFigures),
        msgspec.json.decode(row["pattern"], type=Pattern),
    )


async def has_digest(connection: Connection, event_id: UUID, digest: str) -> bool:
    """Whether some edition was made of these facts."""
    return bool(await connection.fetchval(SQL.has_digest, event_id, digest))


async def insert(connection: Connection, edition: NewEdition) -> None:
    """Keep it for ever."""
    await connection.execute(
        SQL.insert_edition,
        edition.id,
        edition.facts.event_id,
        edition.number,
        edition.digest,
        json.dumps(edition.document, ensure_ascii=False),
        edition.pdf,
        msgspec.json.encode(edition.facts).decode(),
        msgspec.json.encode(edition.pattern).decode(),
        edition.published_at,
    )


async def list_editions(
    connection: Connection, event_id: UUID, *, below: int | None, limit: int
) -> Sequence[EditionHead]:
    """Editions of the event with a number below that one, newest first."""
    rows = await connection.fetch(SQL.list_editions, event_id, below or NUMBER_MAX, limit)
    return [EditionHead(**row) for row in rows]


async def find_edition(connection: Connection, id_: UUID) -> tuple[EditionHead, Document] | None:
    """An edition with its frozen data."""
    row = await connection.fetchrow(SQL.find_edition, id_)
    if row is None:
        return None
    columns = dict(row)
    document: Document = json.loads(columns.pop("data"))
    return EditionHead(**columns), document


async def find_pdf(connection: Connection, id_: UUID) -> bytes | None:
    """The document of an edition."""
    pdf: bytes | None = await connection.fetchval(SQL.find_pdf, id_)
    return pdf


async def find_readers(connection: Connection, event_id: UUID) -> Readers | None:
    """Whose reports these are; None for an event nobody told us of."""
    row = await connection.fetchrow(SQL.find_readers, event_id)
    if row is None:
        return None
    return Readers(
        event_id=event_id,
        organising_ids=(row["organiser_id"], *row["co_organiser_ids"]),
        partner_ids=tuple(row["partner_ids"]),
        title=row["title"],
        time_zone=row["time_zone"],
    )
