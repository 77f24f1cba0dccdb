"""One person in the place of another, in rows."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from services.registration.bookings.domain.booking import Booking, Person
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("replacing.sql"))


async def insert_person(
    connection: Connection, booking: Booking, person: Person, duplicate: bytes | None
) -> None:
    """Keep a new person of a locked booking. Raises UniqueViolationError for who is registered."""
    await connection.execute(
        SQL.insert_person,
        person.id,
        booking.id,
        booking.event_id,
        person.number,
        person.status.value,
        person.name,
        person.email,
        duplicate,
        person.changed_at,
    )


async def wait_instead(connection: Connection, booking_id: UUID, old: UUID, new: UUID) -> None:
    """Let a new person wait where the old one did."""
    await connection.execute(SQL.wait_instead, booking_id, old, new)
