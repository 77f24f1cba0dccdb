"""Who asks, and whether they may.

Secrets are looked up by their SHA-256; a secret is never stored, logged or compared by itself.
The JSON API takes bearer tokens only, pages take the session cookie only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from litestar import Request

from shared.clock import Clock, system_clock
from shared.contracts.access import Grant
from shared.errors import NotFound, NotSignedIn, WrongRole, WrongScope
from shared.web import scopes

ADMINISTRATOR = "administrator"
ORGANIZER = "organizer"
SUPERVISOR = "supervisor"
STEWARD = "steward"
PARTNER = "partner"
AUDITOR = "auditor"
ROLES = frozenset({ADMINISTRATOR, ORGANIZER, SUPERVISOR, STEWARD, PARTNER, AUDITOR})

SECRET_MAX_CHARACTERS = 200
AGE_OPT = "principal_age_max_seconds"
"""Of a route: how old the knowledge of who asks may be. For doors, where each request counts."""


@dataclass(frozen=True, slots=True)
class Principal:
    """A staff member who is signed in; `kind` is `session` (cookie) or `token` (bearer).

    `scopes` None: all that the grants allow; else what `shared.web.scopes` says of them, too.
    """

    staff_id: UUID
    grants: tuple[Grant, ...]
    kind: str
    scopes: frozenset[str] | None = None


class Authenticator(Protocol):
    """Finds the staff member behind the hash of a secret."""

    async def find(
        self, token_hash: str, now: datetime, *, age_max_seconds: float = 0.0
    ) -> Principal | None:
        """The principal, or None if the secret is unknown, expired or revoked.

        What was true `age_max_seconds` ago may be answered; a revocation then works that much
        later.
        """
        ...


def hash_of(secret: str) -> str:
    """SHA-256 in hexadecimal, as in `SessionOpened.token_hash`."""
    return hashlib.sha256(secret.encode()).hexdigest()


def bearer_token(request: Request[Any, Any, Any]) -> str | None:
    """What stands after `Authorization: Bearer`, or None."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    secret = secret.strip()
    if scheme.lower() != "bearer" or not 0 < len(secret) <= SECRET_MAX_CHARACTERS:
        return None
    return secret


async def bearer(request: Request[Any, Any, Any]) -> Principal:
    """The staff member of a JSON request; raises NotSignedIn (401), WrongScope (403)."""
    secret = bearer_token(request)
    principal = await _find(request, secret) if secret else None
    if principal is None or principal.kind != "token":
        raise NotSignedIn("This needs a valid bearer token.")
    if not _covered(request, principal):
        raise WrongScope
    return principal


async def session(request: Request[Any, Any, Any]) -> Principal | None:
    """The staff member of a page request, or None if nobody is signed in."""
    secret = request.cookies.get(request.app.state.web.settings.session_cookie)
    if not secret or len(secret) > SECRET_MAX_CHARACTERS:
        return None
    principal = await _find(request, secret)
    return principal if principal is not None and principal.kind == "session" else None


async def signed_in(request: Request[Any, Any, Any]) -> Principal:
    """The staff member of a page request; raises NotSignedIn, shown as a page with a way in."""
    principal = await session(request)
    if principal is None:
        raise NotSignedIn
    return principal


def require(
    principal: Principal,
    *,
    roles: frozenset[str],
    organisation_ids: Iterable[UUID],
    event_id: UUID | None = None,
    now: datetime,
) -> None:
    """Pass if a valid grant at one of these organisations (for this event) has one of `roles`.

    An administrator always passes. Raises NotFound when no grant touches these organisations (a
    stranger shall not learn that the thing exists) and WrongRole when one does but isn't enough.
    """
    wanted = frozenset(organisation_ids)
    touching = [grant for grant in principal.grants if _touches(grant, wanted, event_id, now)]
    if not touching:
        raise NotFound
    if not any(grant.role == ADMINISTRATOR or grant.role in roles for grant in touching):
        raise WrongRole


def require_administrator(principal: Principal, *, now: datetime) -> None:
    """Pass for an administrator of the whole installation; raises WrongRole."""
    if not is_administrator(principal, now=now):
        raise WrongRole


def is_administrator(principal: Principal, *, now: datetime) -> bool:
    """Whether a valid grant covers the whole installation."""
    return any(_is_whole(grant) and _valid(grant, now) for grant in principal.grants)


def reachable_organisations(
    principal: Principal, *, roles: frozenset[str], now: datetime
) -> frozenset[UUID] | None:
    """The organisations where one of `roles` is held, for lists; None means all of them."""
    held = [
        grant
        for grant in principal.grants
        if grant.event_id is None
        and (grant.role == ADMINISTRATOR or grant.role in roles)
        and _valid(grant, now)
    ]
    if any(grant.organisation_id is None for grant in held):
        return None
    return frozenset(grant.organisation_id for grant in held if grant.organisation_id is not None)


def reachable_events(
    principal: Principal, *, roles: frozenset[str], now: datetime
) -> frozenset[UUID]:
    """Single events where one of `roles` is held (a steward of one day)."""
    return frozenset(
        grant.event_id
        for grant in principal.grants
        if grant.event_id is not None and grant.role in roles and _valid(grant, now)
    )


def _touches(grant: Grant, wanted: frozenset[UUID], event_id: UUID | None, now: datetime) -> bool:
    if not _valid(grant, now):
        return False
    if grant.organisation_id is not None and grant.organisation_id not in wanted:
        return False
    return grant.event_id is None or grant.event_id == event_id


def _is_whole(grant: Grant) -> bool:
    return grant.role == ADMINISTRATOR and grant.organisation_id is None and grant.event_id is None


def _valid(grant: Grant, now: datetime) -> bool:
    return grant.expires_at is None or now < grant.expires_at


def _covered(request: Request[Any, Any, Any], principal: Principal) -> bool:
    handler: Any = request.scope.get("route_handler")
    declared = handler.opt.get(scopes.OPT) if handler is not None else None
    template = request.scope.get("path_template", "")
    return scopes.covers(principal.scopes, request.scope["method"], template, declared)


async def _find(request: Request[Any, Any, Any], secret: str) -> Principal | None:
    """Look the secret up, once in a request: a guard and the handler may both ask."""
    found: dict[str, Principal | None] = request.scope["state"].setdefault("principals", {})
    token_hash = hash_of(secret)
    if token_hash not in found:
        authenticator: Authenticator = request.app.state.authenticator
        clock: Clock = getattr(request.app.state, "clock", None) or system_clock
        handler: Any = request.scope.get("route_handler")
        age = float(handler.opt.get(AGE_OPT, 0.0)) if handler is not None else 0.0
        found[token_hash] = await authenticator.find(token_hash, clock(), age_max_seconds=age)
    principal = found[token_hash]
    request.scope["state"]["principal_kind"] = principal.kind if principal else "unknown"
    return principal
