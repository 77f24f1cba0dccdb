"""Registrations as the organizer looks for them, in rows. Nothing is written here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec

from services.registration.access.trail.domain import Entry as Deed
from services.registration.bookings.domain.booking import Booking, Status
from services.registration.bookings.store.bookings import read_bookings
from services.registration.desk.domain import Call, Count, Filter, search_pattern
from services.registration.desk.selection import Selection, Target
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


async def count_people(
    connection: Connection,
    event_id: UUID,
    wanted: Filter,
    codes: Sequence[bytes],
    *,
    by_name: bool,
) -> dict[str, Count]:
    """How many people have which status, whichever is asked for; the rest of the filter limits."""
    rows = await connection.fetch(
        SQL.count_people,
        event_id,
        wanted.session_id,
        wanted.organisation_id,
        search_pattern(wanted.search) if wanted.search and by_name else None,
        list(codes) if wanted.search else None,
    )
    return {row["status"]: Count(row["people"], row["known"]) for row in rows}


async def organisations_of(connection: Connection, event_id: UUID) -> list[tuple[UUID, str]]:
    """Id and name of where those registered come from."""
    return [(r["id"], r["name"]) for r in await connection.fetch(SQL.organisations_of, event_id)]


async def select_people(
    connection: Connection,
    event_id: UUID,
    selection: Selection,
    codes: Sequence[bytes],
    *,
    by_name: bool,
    limit: int,
) -> list[Target]:
    """Whom a selection is meant for, in order of arrival; strangers and erased are left out."""
    wanted = selection.wanted or Filter()
    rows = await connection.fetch(
        SQL.select_people,
        event_id,
        wanted.status,
        wanted.session_id,
        wanted.organisation_id,
        search_pattern(wanted.search) if wanted.search and by_name else None,
        list(codes) if wanted.search else None,
        list(selection.people) if selection.wanted is None else None,
        limit,
    )
    return [
        Target(
            id=row["id"],
            booking_id=row["booking_id"],
            created_at=row["created_at"],
            status=Status(row["status"]),
            sessions=tuple(row["session_ids"]),
            name=row["name"] if by_name else None,
            contact_id=row["contact_id"],
            contact_email=row["contact_email"],
            own_email=row["own_email"],
            company_id=row["company_id"],
            company_email=None if selection.about_session else row["company_email"],
        )
        for row in rows
    ]


async def count_calls(connection: Connection, event_id: UUID) -> int:
    """How many calls are owed."""
    found: int = await connection.fetchval(SQL.count_calls, event_id)
    return found


async def list_calls(connection: Connection, event_id: UUID, limit: int) -> list[Call]:
    """Who has to be called, those not called yet first."""
    rows = await connection.fetch(SQL.list_calls, event_id, limit)
    found = {b.id: b for b in await read_bookings(connection, [r["booking_id"] for r in rows])}
    return [
        Call(
            booking=found[row["booking_id"]],
            why=row["why"],
            since=row["since"],
            called_at=row["called_at"],
            called_by=row["called_by"],
        )
        for row in rows
    ]


async def message_sent(connection: Connection, event_id: UUID, message_id: UUID) -> int | None:
    """To how many this message was sent already; None if it wasn't."""
    found: int | None = await connection.fetchval(SQL.message_sent, event_id, str(message_id))
    return found


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
