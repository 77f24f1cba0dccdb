"""Corrected names and addresses in rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from services.registration.bookings.domain.booking import Booking, Person
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("correcting.sql"))


async def registered_so(
    connection: Connection, event_id: UUID, duplicates: Sequence[bytes], but: Sequence[UUID]
) -> dict[bytes, UUID]:
    """In which booking of the event each of these is registered, apart from some people."""
    rows = await connection.fetch(SQL.registered_so, event_id, duplicates, but)
    return {row["duplicate"]: row["booking_id"] for row in rows}


async def correct_people(
    connection: Connection, people: Sequence[Person], duplicates: Mapping[UUID, bytes | None]
) -> None:
    """Write names, addresses and what they stand for; the booking is locked already."""
    await connection.execute(
        SQL.correct_people,
        [p.id for p in people],
        [p.name for p in people],
        [p.email for p in people],
        [duplicates.get(p.id) for p in people],
        [p.generation for p in people],
    )


async def correct_contact(connection: Connection, booking: Booking, code_lookup: bytes) -> None:
    """Write the contact of a locked booking and its present code."""
    await connection.execute(
        SQL.correct_contact,
        booking.id,
        booking.contact_id,
        booking.contact_name,
        booking.contact_email,
        booking.generation,
        code_lookup,
        booking.repeats,
    )


async def keep_former(
    connection: Connection, ids: Sequence[UUID], booking_id: UUID, now: datetime
) -> None:
    """Remember to forget these addresses."""
    await connection.execute(SQL.keep_former, ids, booking_id, now)


async def drop_former(connection: Connection, before: datetime, limit: int) -> list[UUID]:
    """Former addresses told before then; nobody needs them any more."""
    return [row["id"] for row in await connection.fetch(SQL.drop_former, before, limit)]


async def drop_former_of(connection: Connection, booking_ids: Sequence[UUID]) -> list[UUID]:
    """Former addresses of these bookings."""
    return [row["id"] for row in await connection.fetch(SQL.drop_former_of, booking_ids)]
