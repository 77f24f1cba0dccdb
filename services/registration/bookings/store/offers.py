"""Offers in rows: which are open, which have run out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from uuid import UUID

from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("offers.sql"))


async def due_offers(connection: Connection, now: datetime, limit: int) -> list[UUID]:
    """Events in which an offer has run out."""
    return [row["event_id"] for row in await connection.fetch(SQL.due_offers, now, limit)]


async def expired_offers(connection: Connection, event_id: UUID, now: datetime) -> list[UUID]:
    """Bookings with an offer that has run out; the event is locked already."""
    rows = await connection.fetch(SQL.expired_offers, event_id, now)
    return [row["booking_id"] for row in rows]


async def open_offers(connection: Connection, event_id: UUID) -> list[UUID]:
    """Bookings with an offer, run out or not; the event is locked already."""
    rows = await connection.fetch(SQL.open_offers, event_id)
    return [row["booking_id"] for row in rows]
