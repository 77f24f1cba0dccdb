"""Organisations in rows."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from services.registration.organisations.domain import Carrier, Organisation, OrganisationKind
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries.sql"))


async def insert_organisation(connection: Connection, organisation: Organisation) -> None:
    """Keep a new organisation."""
    await connection.execute(SQL.insert_organisation, *_organisation_values(organisation))


async def update_organisation(connection: Connection, organisation: Organisation) -> None:
    """Write the organisation as it is now."""
    await connection.execute(SQL.update_organisation, *_organisation_values(organisation)[:-1])


async def lock_organisation(connection: Connection, organisation_id: UUID) -> bool:
    """Lock the organisation's row; False if there is none."""
    return await connection.fetchval(SQL.lock_organisation, organisation_id) is not None


async def read_organisation(connection: Connection, organisation_id: UUID) -> Organisation | None:
    """The organisation, or None."""
    found = await read_organisations(connection, [organisation_id])
    return found.get(organisation_id)


async def read_organisations(
    connection: Connection, ids: Iterable[UUID]
) -> dict[UUID, Organisation]:
    """Those of `ids` that exist."""
    rows = await connection.fetch(SQL.read_organisations, list(ids))
    return {row["id"]: organisation_of(row) for row in rows}


async def list_organisations(
    connection: Connection,
    *,
    everywhere: bool,
    organisation_ids: Sequence[UUID],
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Organisation]:
    """All organisations, or these and the ones directly below, in order of creation."""
    created_at, id_ = after or (None, None)
    rows = await connection.fetch(
        SQL.list_organisations, everywhere, organisation_ids, created_at, id_, limit
    )
    return [organisation_of(row) for row in rows]


async def ancestors(connection: Connection, organisation_id: UUID) -> set[UUID]:
    """The organisation and all above it."""
    return {row["id"] for row in await connection.fetch(SQL.ancestors, organisation_id)}


def _organisation_values(organisation: Organisation) -> list[Any]:
    values = dataclasses.asdict(organisation)
    order = ("id", "version", "name", "kind", "parent_id", "branch", "headcount", "carrier")
    return [values[name] for name in (*order, "address", "created_at")]


def organisation_of(row: asyncpg.Record) -> Organisation:
    """The organisation in a full row of the table."""
    values: dict[str, Any] = dict(row)
    values["kind"] = OrganisationKind(row["kind"])
    values["carrier"] = Carrier(row["carrier"]) if row["carrier"] else None
    return Organisation(**values)
