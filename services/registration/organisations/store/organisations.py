"""Organisations and their contacts in rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from services.registration.organisations.domain import (
    Carrier,
    Organisation,
    OrganisationContact,
    OrganisationKind,
    name_key,
)
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("organisations.sql"))
SEARCH_WORDS_MAX = 8


@dataclass(frozen=True, slots=True)
class Found:
    """A page of a search: organisations, each with how many stand below it, and how many match."""

    entries: tuple[tuple[Organisation, int], ...]
    total: int


async def insert_organisation(connection: Connection, organisation: Organisation) -> None:
    """Keep a new organisation."""
    await insert_organisations(connection, [organisation])


async def insert_organisations(
    connection: Connection, organisations: Sequence[Organisation]
) -> None:
    """Keep new organisations, by one statement."""
    columns = zip(
        *((*_values(each), each.created_at) for each in organisations),
        strict=True,
    )
    await connection.execute(SQL.insert_organisations, *(list(column) for column in columns))


async def update_organisation(connection: Connection, organisation: Organisation) -> None:
    """Write the organisation as it is now."""
    await connection.execute(SQL.update_organisation, *_values(organisation))


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
    parent_id: UUID | None = None,
    search: str = "",
) -> list[Organisation]:
    """All organisations, or these and the ones directly below, in order of creation."""
    created_at, id_ = after or (None, None)
    rows = await connection.fetch(
        SQL.list_organisations,
        everywhere,
        organisation_ids,
        created_at,
        id_,
        limit,
        parent_id,
        _patterns(search),
    )
    return [organisation_of(row) for row in rows]


async def search_below(
    connection: Connection, parent_id: UUID, *, search: str, limit: int, offset: int
) -> Found:
    """Organisations directly below one, by name; nothing counted beyond the last page."""
    return _found(
        await connection.fetch(SQL.search_below, parent_id, _patterns(search), limit, offset)
    )


async def search_reachable(
    connection: Connection,
    *,
    everywhere: bool,
    organisation_ids: Sequence[UUID],
    search: str,
    limit: int,
    offset: int,
) -> Found:
    """These organisations (or all that stand alone); with a search also those below."""
    rows = await connection.fetch(
        SQL.search_reachable, everywhere, organisation_ids, _patterns(search), limit, offset
    )
    return _found(rows)


async def count_below(connection: Connection, parent_id: UUID) -> int:
    """How many organisations stand directly below one."""
    return int(await connection.fetchval(SQL.count_below, parent_id))


async def keys_below(
    connection: Connection, parent_id: UUID, keys: Sequence[str]
) -> frozenset[str]:
    """Which of these names (as keys) stand directly below an organisation already."""
    rows = await connection.fetch(SQL.keys_below, parent_id, list(keys))
    return frozenset(row["name_key"] for row in rows)


async def ancestors(connection: Connection, organisation_id: UUID) -> set[UUID]:
    """The organisation and all above it."""
    return {row["id"] for row in await connection.fetch(SQL.ancestors, organisation_id)}


async def read_contact(connection: Connection, organisation_id: UUID) -> OrganisationContact | None:
    """Whom to ask at an organisation, or None."""
    row = await connection.fetchrow(SQL.read_contact, organisation_id)
    return OrganisationContact(row["name"], row["email"]) if row else None


async def put_contacts(
    connection: Connection, contacts: Mapping[UUID, OrganisationContact | None], now: datetime
) -> None:
    """Whom to ask at each of these organisations from now on; None: nobody."""
    kept = {id_: contact for id_, contact in contacts.items() if contact is not None}
    if kept:
        names = [contact.name for contact in kept.values()]
        emails = [contact.email for contact in kept.values()]
        await connection.execute(SQL.put_contacts, list(kept), names, emails, now)
    for id_ in contacts.keys() - kept.keys():
        await connection.execute(SQL.delete_contact, id_)


def organisation_of(row: asyncpg.Record) -> Organisation:
    """The organisation in a full row of the table."""
    return Organisation(
        id=row["id"],
        version=row["version"],
        name=row["name"],
        kind=OrganisationKind(row["kind"]),
        created_at=row["created_at"],
        parent_id=row["parent_id"],
        branch=row["branch"],
        headcount=row["headcount"],
        carrier=Carrier(row["carrier"]) if row["carrier"] else None,
        address=row["address"],
        joined_on=row["joined_on"],
    )


def _found(rows: Sequence[asyncpg.Record]) -> Found:
    entries = tuple((organisation_of(row), row["below"]) for row in rows)
    return Found(entries, rows[0]["found"] if rows else 0)


def _values(organisation: Organisation) -> tuple[Any, ...]:
    return (
        organisation.id,
        organisation.version,
        organisation.name,
        name_key(organisation.name),
        organisation.kind.value,
        organisation.parent_id,
        organisation.branch,
        organisation.headcount,
        organisation.carrier.value if organisation.carrier else None,
        organisation.address,
        organisation.joined_on,
    )


def _patterns(search: str) -> list[str]:
    """For LIKE, one for each word, wherever it stands; a key has none of LIKE's own signs."""
    words = re.findall(r"[^\W_]+", name_key(search))
    return [f"%{word}%" for word in words[:SEARCH_WORDS_MAX]]
