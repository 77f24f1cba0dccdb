"""Contingents and invitations in rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from services.registration.invitations.domain import (
    INVITATIONS_MAX,
    Channel,
    Contingent,
    Invitation,
)
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries.sql"))


async def insert_contingent(
    connection: Connection, contingent: Contingent, code_lookup: bytes
) -> None:
    """Keep a new contingent."""
    await connection.execute(
        SQL.insert_contingent,
        contingent.id,
        contingent.event_id,
        contingent.organisation_id,
        contingent.places,
        code_lookup,
        contingent.release_at,
        contingent.created_at,
    )


async def update_contingent(
    connection: Connection, contingent: Contingent, code_lookup: bytes
) -> None:
    """Write the contingent as it is now."""
    await connection.execute(
        SQL.update_contingent,
        contingent.id,
        contingent.places,
        contingent.generation,
        code_lookup,
        contingent.release_at,
        contingent.released_at,
    )


async def read_contingent(connection: Connection, contingent_id: UUID) -> Contingent | None:
    """The contingent, if there is one."""
    row = await connection.fetchrow(SQL.read_contingent, contingent_id)
    return Contingent(**dict(row)) if row else None


async def contingent_of(
    connection: Connection, event_id: UUID, organisation_id: UUID
) -> Contingent | None:
    """The contingent that keeps places of the event for this organisation."""
    row = await connection.fetchrow(SQL.contingent_of, event_id, organisation_id)
    return Contingent(**dict(row)) if row else None


async def list_contingents(connection: Connection, event_id: UUID) -> list[Contingent]:
    """Those of an event in the order they were made."""
    return [Contingent(**dict(r)) for r in await connection.fetch(SQL.list_contingents, event_id)]


async def move_releases(connection: Connection, moved: Mapping[UUID, datetime]) -> None:
    """These contingents are released at other times."""
    if moved:
        await connection.execute(SQL.move_releases, list(moved), list(moved.values()))


async def due_events(connection: Connection, now: datetime, limit: int) -> list[UUID]:
    """Events with contingents to be released."""
    return [row["event_id"] for row in await connection.fetch(SQL.due_events, now, limit)]


async def release_due(connection: Connection, event_id: UUID, now: datetime) -> list[UUID]:
    """Release what is due of an event; returns which, nothing a second time."""
    return [row["id"] for row in await connection.fetch(SQL.release_due, event_id, now)]


async def insert_invitations(
    connection: Connection,
    invitations: Sequence[Invitation],
    *,
    codes: Mapping[UUID, bytes],
    same_as: Mapping[UUID, bytes | None],
) -> frozenset[UUID]:
    """Keep new invitations of one event and contingent; returns which: who was invited before
    isn't among them."""
    first = invitations[0]
    rows = await connection.fetch(
        SQL.insert_invitations,
        first.event_id,
        first.contingent_id,
        [i.id for i in invitations],
        [i.channel.value for i in invitations],
        [i.name for i in invitations],
        [i.email for i in invitations],
        [i.address for i in invitations],
        [i.locale for i in invitations],
        [codes[i.id] for i in invitations],
        [same_as[i.id] for i in invitations],
        [i.created_at for i in invitations],
    )
    return frozenset(row["id"] for row in rows)


async def update_invitation(
    connection: Connection, invitation: Invitation, code_lookup: bytes
) -> None:
    """Write the invitation as it is now."""
    await connection.execute(
        SQL.update_invitation,
        invitation.id,
        invitation.generation,
        code_lookup,
        invitation.sent_at,
        invitation.declined_at,
        invitation.revoked_at,
        invitation.resends,
        invitation.resends_since,
    )


async def mark_sent(connection: Connection, ids: Sequence[UUID], now: datetime) -> None:
    """These were sent or printed."""
    await connection.execute(SQL.mark_sent, ids, now)


async def read_invitation(connection: Connection, invitation_id: UUID) -> Invitation | None:
    """The invitation, if there is one."""
    rows = await connection.fetch(SQL.read_invitations, [invitation_id])
    return _invitation(rows[0]) if rows else None


async def read_invitations(connection: Connection, ids: Sequence[UUID]) -> list[Invitation]:
    """These invitations in the order they were made."""
    return [_invitation(row) for row in await connection.fetch(SQL.read_invitations, ids)]


async def invitations_of(connection: Connection, event_id: UUID) -> list[Invitation]:
    """All invitations to an event in the order they were made."""
    rows = await connection.fetch(SQL.invitations_of, event_id, INVITATIONS_MAX)
    return [_invitation(row) for row in rows]


async def count_invitations(connection: Connection, event_id: UUID) -> int:
    """How many an event has."""
    found: int = await connection.fetchval(SQL.count_invitations, event_id)
    return found


async def id_by_code(connection: Connection, lookups: Sequence[bytes]) -> UUID | None:
    """The invitation or contingent whose code has this hash."""
    for statement in (SQL.invitation_by_code, SQL.contingent_by_code):
        found: UUID | None = await connection.fetchval(statement, lookups)
        if found is not None:
            return found
    return None


async def known_after(connection: Connection, now: datetime, limit: int) -> list[UUID]:
    """Invitations of events that are over whose people are still known."""
    return [row["id"] for row in await connection.fetch(SQL.known_after, now, limit)]


async def erase_invitations(connection: Connection, ids: Sequence[UUID], now: datetime) -> None:
    """Forget who was invited."""
    await connection.execute(SQL.erase_invitations, ids, now)


def _invitation(row: asyncpg.Record) -> Invitation:
    values: dict[str, Any] = dict(row)
    return Invitation(**{**values, "channel": Channel(row["channel"])})
