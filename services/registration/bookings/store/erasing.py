"""Taking people out of the rows of their bookings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from services.registration.bookings.domain.booking import Booking, Person
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("erasing.sql"))


async def erase_people(connection: Connection, people: Sequence[Person], now: datetime) -> None:
    """Empty the rows of these people, and what was noted about their bookings, which are locked."""
    await connection.execute(
        SQL.erase_people, [p.id for p in people], [p.generation for p in people], now
    )
    await connection.execute(SQL.erase_team_notes, [p.id for p in people])


async def erase_contacts(connection: Connection, bookings: Sequence[Booking]) -> None:
    """Forget the contacts of these bookings, and the code of those that are wholly erased."""
    await connection.execute(
        SQL.erase_contacts,
        [b.id for b in bookings],
        [b.generation for b in bookings],
        [b.erased_at for b in bookings],
    )


async def not_erased(connection: Connection, event_id: UUID, limit: int) -> list[UUID]:
    """Bookings of an event that still know somebody; the event is locked already."""
    return [row["id"] for row in await connection.fetch(SQL.not_erased, event_id, limit)]
