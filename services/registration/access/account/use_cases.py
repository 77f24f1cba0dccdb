"""What staff do with their own sessions and API tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.registration.access import announce, audit, store
from services.registration.access.domain import (
    LABEL_MAX_CHARACTERS,
    SESSIONS_MAX,
    TOKEN_VALID,
    TOKENS_MAX,
    Staff,
    StaffSession,
)
from services.registration.access.errors import TooManyTokens
from services.registration.access.hooks import Surroundings
from services.registration.access.use_cases import end_sessions, open_token
from shared.database.pool import Connection, Pool, connection, transaction
from shared.errors import FieldError, InvalidFields, NotFound, NotSignedIn
from shared.messaging.outbox import put
from shared.web.principal import Principal, hash_of
from shared.web.scopes import SCOPES
from shared.web.text import clean_line

SESSION = "session"
API_TOKEN = "token"  # noqa: S105 - a kind, no secret


@dataclass(frozen=True, slots=True)
class Account:
    """A staff member with the words for where their roles are."""

    staff: Staff
    organisations: Mapping[UUID, str]
    events: Mapping[UUID, str]


async def find_account(pool: Pool, principal: Principal, surroundings: Surroundings) -> Account:
    """Who one is; raises NotSignedIn for somebody who left a moment ago."""
    async with connection(pool) as reading:
        staff = await store.read_staff(reading, principal.staff_id)
        if staff is None:
            raise NotSignedIn
        at = {g.organisation_id for g in staff.grants if g.organisation_id is not None}
        events = {g.event_id for g in staff.grants if g.event_id is not None}
        return Account(
            staff,
            await surroundings.organisation_names(reading, at),
            await surroundings.event_titles(reading, events),
        )


async def list_sessions(pool: Pool, principal: Principal, now: datetime) -> Sequence[StaffSession]:
    """Where one is signed in, the latest first."""
    async with connection(pool) as reading:
        return await store.read_sessions(reading, principal.staff_id, SESSION, now, SESSIONS_MAX)


async def list_tokens(pool: Pool, principal: Principal, now: datetime) -> Sequence[StaffSession]:
    """One's API tokens, the latest first; never their secrets."""
    async with connection(pool) as reading:
        return await store.read_sessions(reading, principal.staff_id, API_TOKEN, now, TOKENS_MAX)


async def end_session(pool: Pool, principal: Principal, now: datetime, session_id: UUID) -> None:
    """Sign one browser out; raises NotFound for somebody else's."""
    await _end(pool, principal, now, session_id, kind=SESSION, what="sign-ins.ended")


async def revoke_token(pool: Pool, principal: Principal, now: datetime, token_id: UUID) -> None:
    """An API token is worth nothing any more; raises NotFound for somebody else's."""
    await _end(pool, principal, now, token_id, kind=API_TOKEN, what="tokens.revoked")


async def sign_out_everywhere(pool: Pool, principal: Principal, now: datetime) -> int:
    """End all browser sessions, this one as well; API tokens stay. Gives their number."""
    async with transaction(pool) as tx:
        ended = await end_sessions(tx, principal.staff_id, now, sessions_only=True)
        await audit.note(
            tx,
            principal,
            "sign-ins.ended-everywhere",
            now=now,
            about=principal.staff_id,
            changed={"sessions": ended},
        )
    return ended


async def sign_out(pool: Pool, now: datetime, *, session_secret: str) -> None:
    """End a session here and wherever it is replicated; doing it twice changes nothing."""
    token_hash = hash_of(session_secret)
    async with transaction(pool) as tx:
        if await store.delete_session(tx, token_hash):
            await put(tx, [announce.session_ended(token_hash)], now=now)


async def create_token(
    pool: Pool,
    principal: Principal,
    now: datetime,
    *,
    secret: str,
    label: str,
    scopes: Sequence[str] | None,
    expires_at: datetime | None,
) -> StaffSession:
    """A new API token for oneself; the secret is the caller's, shown once and kept nowhere.

    `scopes` None: all that one's roles allow; a token makes no token that may do more than itself.
    Raises InvalidFields, TooManyTokens.
    """
    name, chosen, until = _checked_token(principal, now, label, scopes, expires_at)
    async with transaction(pool) as tx:
        await store.lock_staff(tx, principal.staff_id)
        if await _is_gone(tx, principal):
            raise NotSignedIn
        held = await store.read_sessions(tx, principal.staff_id, API_TOKEN, now, TOKENS_MAX)
        if len(held) >= TOKENS_MAX:
            raise TooManyTokens
        made = await open_token(
            tx,
            principal.staff_id,
            now,
            secret=secret,
            label=name,
            expires_at=until,
            scopes=chosen,
            replace=False,
        )
        await audit.note(
            tx,
            principal,
            "tokens.created",
            now=now,
            about=made.id,
            changed={"scopes": chosen, "expires_at": until.isoformat()},
        )
    return made


async def _end(
    pool: Pool, principal: Principal, now: datetime, id_: UUID, *, kind: str, what: str
) -> None:
    async with transaction(pool) as tx:
        ended = await store.delete_own_session(tx, id_, principal.staff_id, kind)
        if ended is None:
            raise NotFound
        await put(tx, [announce.session_ended(ended[0])], now=now)
        await audit.note(tx, principal, what, now=now, about=id_)


async def _is_gone(tx: Connection, principal: Principal) -> bool:
    return await store.read_staff(tx, principal.staff_id) is None


def _checked_token(
    principal: Principal,
    now: datetime,
    label: str,
    scopes: Sequence[str] | None,
    expires_at: datetime | None,
) -> tuple[str, tuple[str, ...] | None, datetime]:
    errors, name = _scope_errors(principal, scopes), ""
    try:
        name = clean_line(label, LABEL_MAX_CHARACTERS, "label", min_characters=1)
    except InvalidFields as refused:
        errors = [*refused.errors, *errors]
    until = expires_at or now + timedelta(days=90)
    if not now < until <= now + TOKEN_VALID:
        reason = f"must be within the next {TOKEN_VALID.days} days"
        errors.append(FieldError("expires_at", reason, "day-range"))
    if errors:
        raise InvalidFields(errors)
    chosen = None if scopes is None else tuple(scope for scope in SCOPES if scope in scopes)
    return name, chosen, until


def _scope_errors(principal: Principal, scopes: Sequence[str] | None) -> list[FieldError]:
    if scopes is None:
        if principal.scopes is None:
            return []
        return [FieldError("scopes", "must be given: this token has some itself", "missing")]
    if not scopes:
        return [FieldError("scopes", "has none", "choice")]
    if unknown := [scope for scope in scopes if scope not in SCOPES]:
        place = list(scopes).index(unknown[0])
        known = ", ".join(SCOPES)
        return [FieldError(f"scopes[{place}]", f"must be one of {known}", "unknown")]
    if principal.scopes is not None and not set(scopes) <= principal.scopes:
        return [FieldError("scopes", "go beyond those of the token that asks", "choice")]
    return []
