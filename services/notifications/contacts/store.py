"""Coordinates in rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from services.notifications.contacts.domain import Contact
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries.sql"))


async def upsert(connection: Connection, contacts: Sequence[Contact]) -> None:
    """Take over coordinates; at most one contact for each person."""
    await connection.execute(
        SQL.upsert_contacts,
        [c.person_id for c in contacts],
        [c.kind for c in contacts],
        [c.name for c in contacts],
        [c.email for c in contacts],
        [c.locale for c in contacts],
        [c.company for c in contacts],
        [c.generation for c in contacts],
    )


async def erase(connection: Connection, person_ids: Sequence[UUID], now: datetime) -> None:
    """Forget coordinates for good."""
    await connection.execute(SQL.mark_erased, person_ids, now)
    await connection.execute(SQL.delete_contacts, person_ids)


async def find(connection: Connection, person_ids: Sequence[UUID]) -> dict[UUID, Contact]:
    """Coordinates by person id; who is missing here is unknown or erased."""
    rows = await connection.fetch(SQL.find_contacts, person_ids)
    return {row["person_id"]: Contact(**row) for row in rows}


async def erased(connection: Connection, person_ids: Sequence[UUID]) -> set[UUID]:
    """Who of these people was erased."""
    rows = await connection.fetch(SQL.find_erased, person_ids)
    return {row["person_id"] for row in rows}
