"""Templates of organisations in rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import asyncpg
import msgspec

from services.registration.events.domain import Event
from services.registration.events.domain.templates import SavedTemplate
from services.registration.events.store.rows import as_json
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("templates.sql"))

_event = msgspec.json.Decoder(Event)


async def insert_template(connection: Connection, template: SavedTemplate) -> None:
    """Keep a new template."""
    await connection.execute(
        SQL.insert_template,
        template.id,
        template.organisation_id,
        template.title,
        as_json(template.event),
        template.created_at,
    )


async def read_template(connection: Connection, template_id: UUID) -> SavedTemplate | None:
    """The template, or None."""
    row = await connection.fetchrow(SQL.read_template, template_id)
    return _template(row) if row else None


async def list_templates(
    connection: Connection, *, everywhere: bool, organisation_ids: Sequence[UUID], limit: int
) -> list[SavedTemplate]:
    """Templates of these organisations, by title."""
    rows = await connection.fetch(SQL.list_templates, everywhere, organisation_ids, limit)
    return [_template(row) for row in rows]


async def count_templates(connection: Connection, organisation_id: UUID) -> int:
    """How many an organisation has; nobody adds another meanwhile."""
    count: int = await connection.fetchval(SQL.count_templates, organisation_id)
    return count


async def delete_template(connection: Connection, template_id: UUID) -> None:
    """It goes."""
    await connection.execute(SQL.delete_template, template_id)


def _template(row: asyncpg.Record) -> SavedTemplate:
    return SavedTemplate(
        id=row["id"],
        organisation_id=row["organisation_id"],
        title=row["title"],
        event=_event.decode(row["event"]),
        created_at=row["created_at"],
    )
