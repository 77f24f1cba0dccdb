"""Company contacts in rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from services.registration.companies.domain import LISTS_MAX, Company
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries.sql"))


async def insert_company(connection: Connection, company: Company) -> None:
    """Keep a new contact."""
    await connection.execute(
        SQL.insert_company,
        company.id,
        company.event_id,
        company.company,
        company.contact_name,
        company.contact_email,
        company.locale,
        company.organisation_id,
        company.created_at,
    )


async def delete_company(connection: Connection, company_id: UUID) -> None:
    """Nothing came of the list."""
    await connection.execute(SQL.delete_company, company_id)


async def read_company(connection: Connection, company_id: UUID) -> Company | None:
    """The contact, if there is one."""
    row = await connection.fetchrow(SQL.read_company, company_id)
    return Company(**dict(row)) if row else None


async def renew_link(connection: Connection, company_id: UUID) -> None:
    """The link known until now is dead."""
    await connection.execute(SQL.renew_link, company_id)


async def bookings_of(connection: Connection, company_id: UUID) -> list[UUID]:
    """The contact's bookings in the order they were made."""
    return [row["id"] for row in await connection.fetch(SQL.bookings_of, company_id, LISTS_MAX)]


async def booking_of_person(connection: Connection, person_id: UUID) -> UUID | None:
    """The booking of somebody whom a company has registered."""
    found: UUID | None = await connection.fetchval(SQL.booking_of_person, person_id)
    return found


async def claim(connection: Connection, person_id: UUID, now: datetime, *, by_mail: bool) -> bool:
    """Whether this link is the first by which the place is taken."""
    return await connection.fetchval(SQL.claim, person_id, now, by_mail) is not None


async def claim_of(connection: Connection, person_id: UUID) -> bool | None:
    """Whether the place was taken by the mailed link; None: by no link yet."""
    found: bool | None = await connection.fetchval(SQL.claim_of, person_id)
    return found


async def forget_claims(connection: Connection, people: Sequence[UUID], _now: datetime) -> None:
    """Who took which place is of no use once these people are forgotten (the erasure's hook)."""
    await connection.execute(SQL.forget_claims, list(people))


async def claimed(connection: Connection, person_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Who of these has taken over their place."""
    rows = await connection.fetch(SQL.claimed, person_ids)
    return frozenset(row["person_id"] for row in rows)


async def nobody_left(connection: Connection, before: datetime, limit: int) -> list[UUID]:
    """Contacts who have nobody to manage any more."""
    return [row["id"] for row in await connection.fetch(SQL.nobody_left, before, limit)]


async def erase_companies(connection: Connection, ids: Sequence[UUID], now: datetime) -> None:
    """Forget who these contacts were."""
    await connection.execute(SQL.erase_companies, ids, now)
