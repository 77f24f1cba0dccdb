"""Staff, grants, sign-ins and sessions in rows."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

import asyncpg

from services.registration.access.domain import (
    LAST_SEEN_EVERY,
    Grant,
    HeldRole,
    Staff,
    StaffSession,
)
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries.sql"))
_GRANT_COLUMNS = tuple(field.name for field in dataclasses.fields(Grant))
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
    connection: Connection, staff_id: UUID, grant: Grant, now: datetime, *, member: bool
) -> bool:
    """Add a grant; False if nothing changed."""
    values = (staff_id, grant.role, grant.organisation_id, grant.event_id, grant.expires_at)
    return await connection.fetchval(SQL.insert_grant, *values, member, now) is not None


async def change_grant(connection: Connection, role_id: UUID, grant: Grant) -> bool:
    """Another role, event or end; False if it is gone or the person has that role already."""
    values = (grant.role, grant.event_id, grant.expires_at)
    return await connection.fetchval(SQL.change_grant, role_id, *values) is not None


async def delete_grants(
    connection: Connection, staff_id: UUID, role_ids: Sequence[UUID]
) -> list[UUID]:
    """Take grants of a locked staff member back; gives those that were there."""
    rows = await connection.fetch(SQL.delete_grants, staff_id, list(role_ids))
    return [row["id"] for row in rows]


async def read_roles(
    connection: Connection, organisation_id: UUID | None, limit: int
) -> list[HeldRole]:
    """Who has which role at an organisation (None: in the whole installation), by name."""
    return [_held(row) for row in await connection.fetch(SQL.read_roles, organisation_id, limit)]


async def read_role(connection: Connection, role_id: UUID) -> HeldRole | None:
    """One grant with the person who holds it."""
    row = await connection.fetchrow(SQL.read_role, role_id)
    return _held(row) if row else None


async def find_role(connection: Connection, staff_id: UUID, grant: Grant) -> HeldRole | None:
    """The same by what it says; its end doesn't matter."""
    values = (staff_id, grant.role, grant.organisation_id, grant.event_id)
    row = await connection.fetchrow(SQL.find_role, *values)
    return _held(row) if row else None


async def count_roles(
    connection: Connection, staff_id: UUID, organisation_id: UUID | None
) -> tuple[int, int]:
    """How many roles a staff member has, and an organisation gives."""
    row = await connection.fetchrow(SQL.count_roles, staff_id, organisation_id)
    return (row["of_staff"], row["at_organisation"]) if row else (0, 0)


async def expired_grants(
    connection: Connection, now: datetime, limit: int
) -> list[tuple[UUID, UUID, UUID | None]]:
    """Id, staff id and organisation id of grants that have run out."""
    rows = await connection.fetch(SQL.expired_grants, now, limit)
    return [(row["id"], row["staff_id"], row["organisation_id"]) for row in rows]


async def count_other_administrators(connection: Connection, role_id: UUID, now: datetime) -> int:
    """Administrators besides that grant; waits for a twin that is changing them."""
    await connection.execute(SQL.lock_first_administrator)
    return int(await connection.fetchval(SQL.count_other_administrators, role_id, now))


async def delete_staff(connection: Connection, staff_id: UUID) -> None:
    """Somebody has left; sessions and sign-ins went before."""
    await connection.execute(SQL.delete_staff, staff_id)


async def delete_sign_ins_of_staff(connection: Connection, staff_id: UUID) -> None:
    """Forget the links and invitations of somebody who leaves."""
    await connection.execute(SQL.delete_sign_ins_of_staff, staff_id)


async def note_first_sign_in(connection: Connection, staff_id: UUID, now: datetime) -> None:
    """The person has been here."""
    await connection.execute(SQL.note_first_sign_in, staff_id, now)


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


async def insert_session(connection: Connection, session: StaffSession) -> UUID:
    """Keep a session or token; gives its id."""
    id_: UUID = await connection.fetchval(
        SQL.insert_session,
        session.token_hash,
        session.staff_id,
        session.kind,
        session.label,
        session.created_at,
        session.expires_at,
        session.ends_at,
        None if session.scopes is None else list(session.scopes),
        session.device,
        session.last_seen_at,
    )
    return id_


async def read_principal(
    connection: Connection, token_hash: str, now: datetime
) -> tuple[StaffSession, tuple[Grant, ...]] | None:
    """The session that is good now, with its staff member's grants: one statement a request."""
    rows = await connection.fetch(SQL.read_principal, token_hash, now)
    if not rows:
        return None
    session = _session(rows[0])
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


async def read_sessions(
    connection: Connection, staff_id: UUID, kind: str, now: datetime, limit: int
) -> list[StaffSession]:
    """Sessions or tokens of a staff member that are good now, the latest first."""
    rows = await connection.fetch(SQL.read_sessions, staff_id, kind, now, limit)
    return [_session(row) for row in rows]


async def note_use(connection: Connection, token_hash: str, now: datetime) -> None:
    """A session or token was used; the caller asks `worth_noting` first."""
    await connection.execute(SQL.note_use, token_hash, now, now - LAST_SEEN_EVERY)


async def delete_own_session(
    connection: Connection, session_id: UUID, staff_id: UUID, kind: str
) -> tuple[str, str] | None:
    """End one of a staff member's own; gives its hash and label, None if it isn't theirs."""
    row = await connection.fetchrow(SQL.delete_own_session, session_id, staff_id, kind)
    return (row["token_hash"], row["label"]) if row else None


async def delete_sessions_of_staff(
    connection: Connection, staff_id: UUID, *, sessions_only: bool
) -> list[str]:
    """End all sessions, or sessions and tokens; gives their hashes."""
    rows = await connection.fetch(SQL.delete_sessions_of_staff, staff_id, sessions_only)
    return [row["token_hash"] for row in rows]


def _session(row: asyncpg.Record) -> StaffSession:
    values = {name: row[name] for name in _SESSION_COLUMNS}
    values["scopes"] = None if row["scopes"] is None else tuple(row["scopes"])
    return StaffSession(**values)


def _held(row: asyncpg.Record) -> HeldRole:
    values = dict(row)
    grant = Grant(*(values.pop(name) for name in _GRANT_COLUMNS))
    return HeldRole(**values, grant=grant)
