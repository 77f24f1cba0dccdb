"""Registrations as the organizer looks for them, in rows. Nothing is written here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec

from services.registration.access.trail.domain import Entry as Deed
from services.registration.bookings.domain.booking import Booking
from services.registration.bookings.store.bookings import read_bookings
from services.registration.desk.domain import Filter, search_pattern
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries.sql"))
Place = tuple[datetime, UUID] | None


async def list_found(
    connection: Connection,
    event_id: UUID,
    wanted: Filter,
    codes: Sequence[bytes],
    *,
    by_name: bool,
    after: Place,
    limit: int,
) -> list[Booking]:
    """A page of what was asked for; names and addresses are searched only `by_name`."""
    created_at, id_ = after or (None, None)
    pattern = search_pattern(wanted.search) if wanted.search and by_name else None
    rows = await connection.fetch(
        SQL.list_latest if wanted.latest_first else SQL.list_arrived,
        event_id,
        wanted.status,
        wanted.session_id,
        wanted.organisation_id,
        pattern,
        list(codes) if wanted.search else None,
        created_at,
        id_,
        limit,
    )
    return await read_bookings(connection, [row["id"] for row in rows])


async def count_people(connection: Connection, event_id: UUID) -> dict[str, int]:
    """How many people have which status."""
    return {r["status"]: r["people"] for r in await connection.fetch(SQL.count_people, event_id)}


async def organisations_of(connection: Connection, event_id: UUID) -> list[tuple[UUID, str]]:
    """Id and name of where those registered come from."""
    return [(r["id"], r["name"]) for r in await connection.fetch(SQL.organisations_of, event_id)]


async def bookings_of_people(
    connection: Connection, event_id: UUID, person_ids: Sequence[UUID]
) -> list[Booking]:
    """The registrations of these people at this event; strangers are left out."""
    rows = await connection.fetch(SQL.bookings_of_people, event_id, person_ids)
    return await read_bookings(connection, [row["booking_id"] for row in rows])


async def messages_since(connection: Connection, event_id: UUID, since: datetime) -> int:
    """How many messages the event has sent since then; its row is locked already."""
    found: int = await connection.fetchval(SQL.messages_since, event_id, since)
    return found


async def history(
    connection: Connection, event_id: UUID, after: Place, limit: int
) -> list[tuple[Deed, str | None]]:
    """What was done at an event and its registrations, latest first, with names of staff."""
    at, id_ = after or (None, None)
    rows = await connection.fetch(SQL.history, event_id, at, id_, limit)
    return [
        (
            Deed(
                id=row["id"],
                at=row["at"],
                staff_id=row["staff_id"],
                via=row["via"],
                what=row["what"],
                about=row["about"],
                organisation_id=row["organisation_id"],
                changed=msgspec.json.decode(row["changed"]),
            ),
            row["staff_name"],
        )
        for row in rows
    ]
