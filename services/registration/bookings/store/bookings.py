"""Bookings and their people in rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

import asyncpg

from services.registration.bookings.domain.booking import Booking, Fill, Person, Status
from services.registration.bookings.store.arrays import array, nested, options_in
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("bookings.sql"))


async def event_of_booking(connection: Connection, booking_id: UUID) -> UUID | None:
    """The event a booking belongs to."""
    found: UUID | None = await connection.fetchval(SQL.event_of_booking, booking_id)
    return found


async def booking_by_code(
    connection: Connection, lookups: Sequence[bytes]
) -> tuple[UUID, int] | None:
    """Id and generation of the booking with this code."""
    row = await connection.fetchrow(SQL.booking_by_code, lookups)
    return (row["id"], row["generation"]) if row else None


async def bookings_of_address(
    connection: Connection, email: str, now: datetime, limit: int
) -> list[UUID]:
    """Bookings with this contact that can still be managed, the latest first."""
    rows = await connection.fetch(SQL.bookings_of_address, email.lower(), now, limit)
    return [row["id"] for row in rows]


async def lock_bookings(connection: Connection, ids: Iterable[UUID]) -> list[Booking]:
    """Lock bookings by id (the event is locked already) and read them."""
    ids = sorted(set(ids))
    await connection.execute(SQL.lock_bookings, ids)
    return await read_bookings(connection, ids)


async def read_bookings(connection: Connection, ids: Sequence[UUID]) -> list[Booking]:
    """The bookings with these ids in this order; unknown ones are left out."""
    rows = {row["id"]: row for row in await connection.fetch(SQL.read_bookings, ids)}
    people: dict[UUID, list[Person]] = {id_: [] for id_ in rows}
    for row in await connection.fetch(SQL.read_people, ids):
        people[row["booking_id"]].append(_person(row))
    return [_booking(rows[id_], people[id_]) for id_ in ids if id_ in rows]


async def list_bookings(
    connection: Connection, event_id: UUID, after: tuple[datetime, UUID] | None, limit: int
) -> list[Booking]:
    """A page of an event's bookings in order of arrival."""
    created_at, id_ = after or (None, None)
    rows = await connection.fetch(SQL.list_bookings, event_id, created_at, id_, limit)
    return await read_bookings(connection, [row["id"] for row in rows])


async def active_bookings(connection: Connection, event_id: UUID) -> list[UUID]:
    """Bookings that hold or wait for something, by id; the event is locked already."""
    return [row["id"] for row in await connection.fetch(SQL.active_bookings, event_id)]


async def update_bookings(
    connection: Connection, bookings: Sequence[Booking], now: datetime
) -> None:
    """Write status and version of changed bookings, and their people as they are now."""
    await connection.execute(
        SQL.update_bookings,
        now,
        [b.id for b in bookings],
        [b.status.value for b in bookings],
        [b.version for b in bookings],
        [b.unproven for b in bookings],
    )
    people = [p for b in bookings for p in b.people]
    await connection.execute(
        SQL.update_people,
        [p.id for p in people],
        [p.status.value for p in people],
        [array(p.sessions) for p in people],
        [p.offer_expires_at for p in people],
        [p.changed_at for p in people],
        [nested(p.options) for p in people],
    )


async def counts_at_close(connection: Connection, event_id: UUID) -> tuple[int, int]:
    """How many bookings the event has, and the sum of their versions."""
    row = await connection.fetchrow(SQL.counts_at_close, event_id)
    assert row is not None  # noqa: S101 - an aggregate always has one row
    return row["bookings"], row["versions"]


def _booking(row: asyncpg.Record, people: list[Person]) -> Booking:
    for person in people:
        person.contingent_id = row["contingent_id"]
    return Booking(
        id=row["id"],
        event_id=row["event_id"],
        version=row["version"],
        fill=Fill(row["fill"]),
        locale=row["locale"],
        created_at=row["created_at"],
        changed_at=row["changed_at"],
        people=people,
        status=Status(row["status"]),
        generation=row["generation"],
        contact_id=row["contact_id"],
        contact_name=row["contact_name"],
        contact_email=row["contact_email"],
        contact_phone=row["contact_phone"],
        organisation_id=row["organisation_id"],
        registered_by=row["registered_by"],
        contingent_id=row["contingent_id"],
        invitation_id=row["invitation_id"],
        erased_at=row["erased_at"],
        repeats=row["repeats"],
        unproven=row["unproven"],
    )


def _person(row: asyncpg.Record) -> Person:
    return Person(
        id=row["id"],
        number=row["number"],
        status=Status(row["status"]),
        sessions=tuple(row["session_ids"]),
        changed_at=row["changed_at"],
        name=row["name"],
        email=row["email"],
        answers=row["answers"],
        generation=row["generation"],
        offer_expires_at=row["offer_expires_at"],
        erased_at=row["erased_at"],
        options=options_in(row["options"]),
    )
