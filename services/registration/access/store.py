"""Staff, grants, sign-ins and sessions in rows."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from pathlib import Path
from uuid import UUID

import asyncpg

from services.registration.access.domain import Grant, SignIn, Staff, StaffSession
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries.sql"))
_SESSION_COLUMNS = tuple(field.name for field in dataclasses.fields(StaffSession))


async def staff_by_email(connection: Connection, email: str) -> UUID | None:
    """Who has this address."""
    found: UUID | None = await connection.fetchval(SQL.staff_by_email, email)
    return found


async def insert_staff(connection: Connection, staff: Staff, now: datetime) -> bool:
    """Keep a new staff member; False if the address is taken."""
    values = (staff.id, staff.email, staff.name, staff.locale, now)
    return await connection.fetchval(SQL.insert_staff, *values) is not None


async def lock_staff(connection: Connection, staff_id: UUID) -> None:
    """Lock the staff row; read only in a later statement."""
    await connection.fetchval(SQL.lock_staff, staff_id)


async def read_staff(connection: Connection, staff_id: UUID) -> Staff | None:
    """A staff member with all grants, or None."""
    row = await connection.fetchrow(SQL.read_staff, staff_id)
    if row is None:
        return None
    grants = tuple(Grant(**dict(g)) for g in await connection.fetch(SQL.read_grants, staff_id))
    return Staff(**dict(row), grants=grants)


async def insert_grant(
    connection: Connection, staff_id: UUID, grant: Grant, *, member: bool
) -> bool:
    """Add a grant; False if nothing changed."""
    values = (staff_id, grant.role, grant.organisation_id, grant.event_id, grant.expires_at)
    return await connection.fetchval(SQL.insert_grant, *values, member) is not None


async def raise_staff_version(connection: Connection, staff_id: UUID) -> None:
    """The next version of a staff member whose row is locked."""
    await connection.execute(SQL.raise_staff_version, staff_id)


async def members_of(connection: Connection, organisation_id: UUID) -> list[tuple[UUID, str, str]]:
    """Staff id, role and locale of each member of an organisation."""
    rows = await connection.fetch(SQL.members_of, organisation_id)
    return [(row["staff_id"], row["role"], row["locale"]) for row in rows]


async def has_administrator(connection: Connection) -> bool:
    """Whether anybody administers the installation; waits for a twin that is just asking."""
    await connection.execute(SQL.lock_first_administrator)
    return bool(await connection.fetchval(SQL.has_administrator))


async def count_sign_ins(
    connection: Connection, address_hash: bytes, network: str | None, since: datetime
) -> tuple[int, int]:
    """How often a link was asked for since then: for the address, from the network."""
    row = await connection.fetchrow(SQL.count_sign_ins, address_hash, network, since)
    return (row["of_address"], row["of_network"]) if row else (0, 0)


async def insert_sign_in(
    connection: Connection,
    sign_in: SignIn,
    now: datetime,
    *,
    address_hash: bytes | None,
    network: str | None,
) -> None:
    """Keep a request for a link."""
    await connection.execute(
        SQL.insert_sign_in,
        sign_in.id,
        sign_in.kind,
        sign_in.staff_id,
        sign_in.browser_hash,
        address_hash,
        network,
        sign_in.return_to,
        now,
        sign_in.expires_at,
    )


async def lock_sign_in(connection: Connection, sign_in_id: UUID) -> SignIn | None:
    """Lock and read by id."""
    return _sign_in(await connection.fetchrow(SQL.lock_sign_in, sign_in_id))


async def lock_sign_in_of_browser(connection: Connection, browser_hash: bytes) -> SignIn | None:
    """Lock and read by the browser that asked."""
    return _sign_in(await connection.fetchrow(SQL.lock_sign_in_of_browser, browser_hash))


async def count_code_attempt(connection: Connection, sign_in_id: UUID) -> None:
    """One more code was tried."""
    await connection.execute(SQL.count_code_attempt, sign_in_id)


async def count_wrong_codes(connection: Connection, sign_in_id: UUID, since: datetime) -> int:
    """How many codes were tried in vain since then for the address of this sign-in."""
    return int(await connection.fetchval(SQL.count_wrong_codes, sign_in_id, since))


async def use_sign_in(connection: Connection, sign_in_id: UUID, now: datetime) -> None:
    """It has worked; it won't again."""
    await connection.execute(SQL.use_sign_in, sign_in_id, now)


async def delete_old_sign_ins(connection: Connection, before: datetime, limit: int) -> int:
    """Forget requests that expired before; gives their number."""
    status = await connection.execute(SQL.delete_old_sign_ins, before, limit)
    return int(status.rpartition(" ")[2])


async def insert_session(connection: Connection, session: StaffSession) -> None:
    """Keep a session or token."""
    await connection.execute(
        SQL.insert_session,
        session.token_hash,
        session.staff_id,
        session.kind,
        session.label,
        session.created_at,
        session.expires_at,
        session.ends_at,
    )


async def read_principal(
    connection: Connection, token_hash: str, now: datetime
) -> tuple[StaffSession, tuple[Grant, ...]] | None:
    """The session that is good now, with its staff member's grants: one statement a request."""
    rows = [dict(row) for row in await connection.fetch(SQL.read_principal, token_hash, now)]
    if not rows:
        return None
    session = StaffSession(**{name: rows[0][name] for name in _SESSION_COLUMNS})
    grants = tuple(
        Grant(row["role"], row["organisation_id"], row["event_id"], row["grant_expires_at"])
        for row in rows
        if row["role"] is not None
    )
    return session, grants


async def extend_session(
    connection: Connection, token_hash: str, expires_at: datetime, now: datetime
) -> bool:
    """Write a later expiry; False if that was done already or the session is over."""
    return await connection.fetchval(SQL.extend_session, token_hash, expires_at, now) is not None


async def delete_session(connection: Connection, token_hash: str) -> bool:
    """End a session; False if there was none."""
    return await connection.fetchval(SQL.delete_session, token_hash) is not None


async def delete_labelled_tokens(connection: Connection, staff_id: UUID, label: str) -> list[str]:
    """End the API tokens of that label; gives their hashes."""
    rows = await connection.fetch(SQL.delete_labelled_tokens, staff_id, label)
    return [row["token_hash"] for row in rows]


async def delete_expired_sessions(connection: Connection, now: datetime, limit: int) -> list[str]:
    """Forget expired sessions; gives their hashes."""
    rows = await connection.fetch(SQL.delete_expired_sessions, now, limit)
    return [row["token_hash"] for row in rows]


def _sign_in(row: asyncpg.Record | None) -> SignIn | None:
    return SignIn(**dict(row)) if row else None
