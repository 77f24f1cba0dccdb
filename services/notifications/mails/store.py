"""What mails speak about, as it was last told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import msgspec

from shared.contracts.bookings import BookingChanged
from shared.contracts.editions import EditionPublished
from shared.contracts.events import EventChanged
from shared.contracts.mail_requests import EventNotice
from shared.contracts.organisations import OrganisationChanged
from shared.contracts.topic import Message
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries.sql"))
M = TypeVar("M", bound=Message)


async def upsert_events(connection: Connection, events: Sequence[EventChanged]) -> None:
    """Take over events; one state for each id."""
    await connection.execute(
        SQL.upsert_events,
        [e.id for e in events],
        [e.version for e in events],
        [e.organiser_id for e in events],
        ["{" + ",".join(map(str, e.co_organiser_ids)) + "}" for e in events],
        [msgspec.json.encode(e) for e in events],
    )


async def upsert_organisations(
    connection: Connection, organisations: Sequence[OrganisationChanged]
) -> None:
    """Take over organisations; one state for each id."""
    await connection.execute(
        SQL.upsert_organisations,
        [o.id for o in organisations],
        [o.version for o in organisations],
        [msgspec.json.encode(o) for o in organisations],
    )


async def upsert_bookings(connection: Connection, bookings: Sequence[BookingChanged]) -> None:
    """Take over bookings; one state for each id."""
    await connection.execute(
        SQL.upsert_bookings,
        [b.id for b in bookings],
        [b.version for b in bookings],
        [b.event_id for b in bookings],
        [msgspec.json.encode(b) for b in bookings],
    )


async def find_events(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, EventChanged]:
    """Events by id."""
    return await _find(connection, SQL.find_events, ids, EventChanged)


async def find_organisations(
    connection: Connection, ids: Sequence[UUID]
) -> dict[UUID, OrganisationChanged]:
    """Organisations by id."""
    return await _find(connection, SQL.find_organisations, ids, OrganisationChanged)


async def find_bookings(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, BookingChanged]:
    """Bookings by id."""
    return await _find(connection, SQL.find_bookings, ids, BookingChanged)


async def bookings_of_event(
    connection: Connection, event_id: UUID, after: UUID | None, limit: int
) -> list[BookingChanged]:
    """Bookings of an event in the order of their ids, from behind `after` on."""
    rows = await connection.fetch(SQL.bookings_of_event, event_id, after, limit)
    return [msgspec.json.decode(row["body"], type=BookingChanged) for row in rows]


async def find_editions(
    connection: Connection, ids: Sequence[UUID]
) -> dict[UUID, EditionPublished]:
    """Editions by id."""
    return await _find(connection, SQL.find_editions, ids, EditionPublished)


async def organisers_of_event(connection: Connection, event_id: UUID) -> list[UUID]:
    """Organisations that organise an event, the first in charge; empty if the event is unknown."""
    row = await connection.fetchrow(SQL.organisers_of_event, event_id)
    return [row["organiser_id"], *row["co_organiser_ids"]] if row else []


async def insert_notices(
    connection: Connection, notices: Sequence[EventNotice], received_at: datetime
) -> None:
    """Keep what organizers say about a version of their event."""
    await connection.execute(
        SQL.insert_notices,
        [n.event_id for n in notices],
        [n.event_version for n in notices],
        [msgspec.json.encode(n) for n in notices],
        received_at,
    )


async def find_notices(
    connection: Connection, events: Sequence[tuple[UUID, int]]
) -> dict[tuple[UUID, int], EventNotice]:
    """Notices by event and its version."""
    rows = await connection.fetch(
        SQL.find_notices, [id_ for id_, _ in events], [version for _, version in events]
    )
    found = [msgspec.json.decode(row["body"], type=EventNotice) for row in rows]
    return {(each.event_id, each.event_version): each for each in found}


async def drop_notices(connection: Connection, received_before: datetime) -> int:
    """Forget old notices; returns how many."""
    status: str = await connection.execute(SQL.drop_notices, received_before)
    return int(status.rpartition(" ")[2])


async def insert_edition(
    connection: Connection, edition: EditionPublished, received_at: datetime
) -> None:
    """Keep an edition and whom it is for."""
    await connection.execute(
        SQL.insert_editions,
        edition.id,
        edition.event_id,
        edition.number,
        list(edition.organisation_ids),
        received_at,
        msgspec.json.encode(edition),
    )


async def unsettled_editions(
    connection: Connection,
    *,
    ids: Sequence[UUID] = (),
    event_ids: Sequence[UUID] = (),
    organisation_ids: Sequence[UUID] = (),
) -> list[EditionPublished]:
    """Editions that these editions, events or organisations may give recipients to."""
    rows = await connection.fetch(
        SQL.unsettled_editions, list(ids), list(event_ids), list(organisation_ids)
    )
    return [msgspec.json.decode(row["body"], type=EditionPublished) for row in rows]


async def fresh_editions(connection: Connection, limit: int) -> list[EditionPublished]:
    """Editions whose recipients may still turn up, newest first."""
    rows = await connection.fetch(SQL.fresh_editions, limit)
    return [msgspec.json.decode(row["body"], type=EditionPublished) for row in rows]


async def overdue_editions(
    connection: Connection, received_before: datetime, limit: int
) -> list[EditionPublished]:
    """Lock editions that have waited long enough for their organisations."""
    rows = await connection.fetch(SQL.overdue_editions, received_before, limit)
    return [msgspec.json.decode(row["body"], type=EditionPublished) for row in rows]


async def settle_editions(connection: Connection, ids: Sequence[UUID]) -> None:
    """Look for no further recipients."""
    await connection.execute(SQL.settle_editions, ids)


async def insert_document(
    connection: Connection, edition_id: UUID, body: bytes, received_at: datetime
) -> None:
    """Keep a PDF until its mails are out."""
    await connection.execute(SQL.insert_document, edition_id, received_at, body)


async def find_documents(connection: Connection, ids: Sequence[UUID]) -> Mapping[UUID, bytes]:
    """PDFs by edition id."""
    rows = await connection.fetch(SQL.find_documents, ids)
    return {row["edition_id"]: row["body"] for row in rows}


async def drop_documents(
    connection: Connection, received_before: datetime, orphaned_before: datetime
) -> int:
    """Forget PDFs that no mail needs; returns how many."""
    status: str = await connection.execute(SQL.drop_documents, received_before, orphaned_before)
    return int(status.rpartition(" ")[2])


async def _find(
    connection: Connection, statement: str, ids: Sequence[UUID], type_: type[M]
) -> dict[UUID, M]:
    rows = await connection.fetch(statement, ids)
    return {row["id"]: msgspec.json.decode(row["body"], type=type_) for row in rows}
