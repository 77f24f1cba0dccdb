"""Staff, their roles and secrets, within a transaction: what other slices call as well.

Lock order: organisation → staff. Who takes a role back and gives another shall give first: a
person without any role has left, and everything about them goes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.registration.access import announce, store
from services.registration.access.domain import (
    GRANTS_MAX,
    INVITATION_VALID,
    ROLES_PER_ORGANISATION_MAX,
    Grant,
    Staff,
    StaffSession,
    extended_expiry,
    worth_noting,
)
from services.registration.access.errors import TooManyRoles
from services.registration.access.sign_in import store as sign_in_store
from services.registration.access.sign_in.keys import SignInKeys
from services.registration.access.sign_in.use_cases import invite
from services.registration.access.trail import store as trail_store
from services.registration.access.trail.domain import KEPT
from shared.contracts.access import Grant as GrantMessage
from shared.database.pool import Connection, Pool, connection, transaction
from shared.ids import new_id
from shared.messaging.outbox import put
from shared.web.principal import Principal, hash_of

DELETE_BATCH = 500

__all__ = [
    "SignInKeys",
    "ensure_staff",
    "find_principal",
    "forget_what_is_over",
    "grant",
    "invite",
    "open_token",
    "take_back",
]


async def ensure_staff(
    tx: Connection, now: datetime, *, email: str, name: str, locale: str
) -> tuple[Staff, bool]:
    """The staff member with this address, locked, made if need be; True if made now.

    Who exists keeps name and language: another organisation's organizer must not change them.
    Says nothing to the outbox: `grant` does, once the grants are there.
    """
    made = Staff(id=new_id(), version=1, email=email, name=name, locale=locale)
    if await store.insert_staff(tx, made, now):
        return made, True
    staff_id = await store.staff_by_email(tx, email)
    assert staff_id is not None  # noqa: S101 - the address was taken a statement ago, and is held
    await store.lock_staff(tx, staff_id)
    found = await store.read_staff(tx, staff_id)
    assert found is not None  # noqa: S101 - as above
    return found, False


async def grant(
    tx: Connection,
    staff: Staff,
    wanted: Grant,
    now: datetime,
    *,
    is_new: bool,
    member: bool,
) -> bool:
    """Give a role to a staff member who is locked or new; False if they had it.

    Raises TooManyRoles.
    """
    of_staff, at_organisation = await store.count_roles(tx, staff.id, wanted.organisation_id)
    if of_staff >= GRANTS_MAX or at_organisation >= ROLES_PER_ORGANISATION_MAX:
        raise TooManyRoles
    changed = await store.insert_grant(tx, staff.id, wanted, now, member=member)
    if not changed and not is_new:
        return False
    current = await tell_grants(tx, staff.id, now, next_version=not is_new)
    if is_new:
        await put(tx, [announce.staff_contact(current)], now=now)
    return changed


async def take_back(
    tx: Connection, staff_id: UUID, role_ids: Sequence[UUID], now: datetime
) -> Sequence[UUID]:
    """Take roles back, with effect on sessions that are open; gives the ids that were there.

    Who has no role left has left: sessions, tokens, links, name and address go, here and wherever
    they are replicated.
    """
    await store.lock_staff(tx, staff_id)
    taken = await store.delete_grants(tx, staff_id, role_ids)
    if not taken:
        return []
    staff = await store.read_staff(tx, staff_id)
    assert staff is not None  # noqa: S101 - had a grant a statement ago, and is locked
    if staff.grants:
        await tell_grants(tx, staff_id, now, next_version=True)
    else:
        await _leave(tx, staff_id, now)
    return taken


async def tell_grants(
    tx: Connection, staff_id: UUID, now: datetime, *, next_version: bool
) -> Staff:
    """Say what a locked staff member may do from now on."""
    if next_version:
        await store.raise_staff_version(tx, staff_id)
    current = await store.read_staff(tx, staff_id)
    assert current is not None  # noqa: S101 - locked by this transaction
    await put(tx, [announce.staff_changed(current)], now=now)
    return current


async def find_principal(pool: Pool, token_hash: str, now: datetime) -> Principal | None:
    """Who holds the secret of that hash; a use keeps a browser session alive.

    That it was used is written at most once in LAST_SEEN_EVERY.
    """
    async with connection(pool) as reading:
        found = await store.read_principal(reading, token_hash, now)
    if found is None:
        return None
    session, held = found
    if later := extended_expiry(session, now):
        await _extend(pool, session, later, now)
    if worth_noting(session, now):
        async with connection(pool) as writing:
            await store.note_use(writing, token_hash, now)
    return Principal(
        staff_id=session.staff_id,
        grants=tuple(_as_message(each) for each in held),
        kind=session.kind,
        scopes=None if session.scopes is None else frozenset(session.scopes),
    )


async def open_token(
    tx: Connection,
    staff_id: UUID,
    now: datetime,
    *,
    secret: str,
    label: str,
    expires_at: datetime,
    scopes: tuple[str, ...] | None = None,
    replace: bool = True,
) -> StaffSession:
    """An API token; with `replace`, earlier ones of the same non-empty label end."""
    replaced = []
    if label and replace:
        replaced = await store.delete_labelled_tokens(tx, staff_id, label)
    token = StaffSession(
        token_hash=hash_of(secret),
        staff_id=staff_id,
        kind="token",
        created_at=now,
        expires_at=expires_at,
        ends_at=expires_at,
        label=label,
        scopes=scopes,
    )
    kept = dataclasses.replace(token, id=await store.insert_session(tx, token))
    messages = [announce.session_ended(token_hash) for token_hash in replaced]
    await put(tx, [*messages, announce.session_opened(token)], now=now)
    return kept


async def forget_what_is_over(pool: Pool, now: datetime) -> int:
    """Delete expired sessions (also where they are replicated), old links, old audit entries."""
    async with transaction(pool) as tx:
        hashes = await store.delete_expired_sessions(tx, now, DELETE_BATCH)
        await put(tx, [announce.session_ended(token_hash) for token_hash in hashes], now=now)
        links = await sign_in_store.delete_old_sign_ins(tx, now - INVITATION_VALID, DELETE_BATCH)
        entries = await trail_store.delete_old_entries(tx, now - KEPT, DELETE_BATCH)
    return len(hashes) + links + entries


async def end_sessions(
    tx: Connection, staff_id: UUID, now: datetime, *, sessions_only: bool
) -> int:
    """Sign a staff member out everywhere, and unless `sessions_only` end their tokens, too."""
    hashes = await store.delete_sessions_of_staff(tx, staff_id, sessions_only=sessions_only)
    await put(tx, [announce.session_ended(token_hash) for token_hash in hashes], now=now)
    return len(hashes)


async def _leave(tx: Connection, staff_id: UUID, now: datetime) -> None:
    await end_sessions(tx, staff_id, now, sessions_only=False)
    await store.delete_sign_ins_of_staff(tx, staff_id)
    await store.delete_staff(tx, staff_id)
    await put(tx, announce.staff_left(staff_id), now=now)


async def _extend(pool: Pool, session: StaffSession, expires_at: datetime, now: datetime) -> None:
    extended = dataclasses.replace(session, expires_at=expires_at)
    async with transaction(pool) as tx:
        if await store.extend_session(tx, session.token_hash, expires_at, now):
            await put(tx, [announce.session_opened(extended)], now=now)


def _as_message(held: Grant) -> GrantMessage:
    return GrantMessage(
        role=held.role,
        organisation_id=held.organisation_id,
        event_id=held.event_id,
        expires_at=held.expires_at,
    )
