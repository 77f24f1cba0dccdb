"""The projection of sessions and grants on a real database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from shared.access.authenticator import ProjectedAuthenticator
from shared.access.projection import apply, forget_expired
from shared.contracts.access import Grant, SessionOpened, StaffChanged
from shared.database.pool import Pool, transaction
from shared.messaging.decoding import Record

NOW = datetime(2027, 5, 12, 10, tzinfo=UTC)
STAFF = uuid4()


def record(key: str, body: SessionOpened | StaffChanged | None) -> Record:
    """A record as the consumer hands it over."""
    return Record("registration.access.v1", 0, 0, key, "", body, NOW, None)


def session(secret_hash: str = "ab", hours: int = 1) -> Record:
    """A session of STAFF."""
    expires_at = NOW + timedelta(hours=hours)
    opened = SessionOpened(token_hash=secret_hash, staff_id=STAFF, expires_at=expires_at)
    return record(f"session:{secret_hash}", opened)


def grants(version: int, role: str, staff_id: UUID = STAFF) -> Record:
    """Grants of STAFF in a version."""
    changed = StaffChanged(staff_id=staff_id, version=version, grants=(Grant(role=role),))
    return record(f"staff:{staff_id}", changed)


async def project(pool: Pool, *records: Record) -> None:
    """Apply in a transaction of its own."""
    async with transaction(pool) as connection:
        await apply(connection, records)


async def test_a_session_signs_in_until_it_expires_or_ends(reporting_pool: Pool) -> None:
    """Protects reporting: it authorises by itself, and a sign-out counts there too."""
    find = ProjectedAuthenticator(reporting_pool).find
    await project(reporting_pool, session(), grants(1, "organizer"))
    principal = await find("ab", NOW)
    assert principal is not None
    assert principal.staff_id == STAFF
    assert principal.grants == (Grant(role="organizer"),)
    assert principal.kind == "session"
    assert await find("cd", NOW) is None
    assert await find("ab", NOW + timedelta(hours=1)) is None
    await project(reporting_pool, record("session:ab", None))
    assert await find("ab", NOW) is None


async def test_the_higher_version_of_grants_wins(reporting_pool: Pool) -> None:
    """Protects a withdrawn role: an old message that comes again does not bring it back."""
    find = ProjectedAuthenticator(reporting_pool).find
    await project(reporting_pool, session(), grants(2, "partner"))
    await project(reporting_pool, grants(1, "organizer"))
    principal = await find("ab", NOW)
    assert principal is not None
    assert [grant.role for grant in principal.grants] == ["partner"]
    await project(reporting_pool, record(f"staff:{STAFF}", None))
    assert await find("ab", NOW) is None


async def test_a_batch_may_hold_a_key_twice(reporting_pool: Pool) -> None:
    """Protects the batch: the last record of a key counts."""
    find = ProjectedAuthenticator(reporting_pool).find
    await project(
        reporting_pool,
        grants(1, "steward"),
        session("ab"),
        grants(2, "organizer"),
        record("session:ab", None),
    )
    assert await find("ab", NOW) is None


async def test_expired_sessions_are_forgotten(reporting_pool: Pool) -> None:
    """Protects the table from growing for ever."""
    await project(reporting_pool, session("ab", hours=-1), session("cd"), grants(1, "organizer"))
    async with transaction(reporting_pool) as connection:
        assert await forget_expired(connection, NOW) == 1
    assert await ProjectedAuthenticator(reporting_pool).find("cd", NOW) is not None


async def test_the_scopes_of_a_token_come_along(reporting_pool: Pool) -> None:
    """Protects other services from a token that was made for something else."""
    find = ProjectedAuthenticator(reporting_pool).find
    opened = SessionOpened(
        token_hash="cd",
        staff_id=STAFF,
        expires_at=NOW + timedelta(hours=1),
        scopes=("read", "scans"),
    )
    await project(reporting_pool, session(), record("session:cd", opened), grants(1, "organizer"))
    limited, free = await find("cd", NOW), await find("ab", NOW)
    assert limited is not None
    assert free is not None
    assert (limited.scopes, free.scopes) == (frozenset({"read", "scans"}), None)


async def test_a_staff_member_who_left_signs_in_nowhere(reporting_pool: Pool) -> None:
    """Protects figures from people whose last role was taken back."""
    find = ProjectedAuthenticator(reporting_pool).find
    await project(reporting_pool, session(), grants(1, "organizer"))
    await project(reporting_pool, record(f"staff:{STAFF}", None))
    assert await find("ab", NOW) is None
