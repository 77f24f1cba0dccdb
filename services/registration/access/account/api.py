"""JSON routes of one's own access."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from litestar import Request, delete, get, post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody

from services.registration.access.account import use_cases
from services.registration.access.account.bodies import (
    AccountView,
    NewTokenView,
    SessionPage,
    TokenBody,
    TokenPage,
    account_view,
    new_token_view,
    session_view,
    token_view,
)
from services.registration.access.administration import SECRET_BYTES
from shared.web.principal import bearer

AnyRequest = Request[Any, Any, Any]
TOKENS = "/api/v1/tokens"
SESSIONS = "/api/v1/sessions"


@get("/api/v1/me", opt={"access": "staff"})
async def find_me(request: AnyRequest, state: State) -> AccountView:
    """Who you are, your roles, and what the token that asks may be used for."""
    principal = await bearer(request)
    account = await use_cases.find_account(state.pool, principal, state.roles.surroundings)
    return account_view(account, principal.scopes)


@get(TOKENS, opt={"access": "staff"})
async def list_tokens(request: AnyRequest, state: State) -> TokenPage:
    """Your API tokens, without their secrets."""
    principal = await bearer(request)
    found = await use_cases.list_tokens(state.pool, principal, state.clock())
    return TokenPage(items=[token_view(token) for token in found])


@post(TOKENS, opt={"access": "staff"}, status_code=201)
async def create_token(
    request: AnyRequest, state: State, data: JSONBody[TokenBody]
) -> NewTokenView:
    """A new API token for yourself; its secret is in this answer and nowhere else."""
    principal = await bearer(request)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    made = await use_cases.create_token(
        state.pool,
        principal,
        state.clock(),
        secret=secret,
        label=data.label,
        scopes=data.scopes,
        expires_at=data.expires_at,
    )
    return new_token_view(made, secret)


@delete(f"{TOKENS}/{{token_id:uuid}}", opt={"access": "staff"}, status_code=204)
async def revoke_token(request: AnyRequest, state: State, token_id: FromPath[UUID]) -> None:
    """End one of your API tokens, at once."""
    principal = await bearer(request)
    await use_cases.revoke_token(state.pool, principal, state.clock(), token_id)


@get(SESSIONS, opt={"access": "staff"})
async def list_sessions(request: AnyRequest, state: State) -> SessionPage:
    """Browsers in which you are signed in."""
    principal = await bearer(request)
    found = await use_cases.list_sessions(state.pool, principal, state.clock())
    return SessionPage(items=[session_view(session) for session in found])


@delete(f"{SESSIONS}/{{session_id:uuid}}", opt={"access": "staff"}, status_code=204)
async def end_session(request: AnyRequest, state: State, session_id: FromPath[UUID]) -> None:
    """Sign one browser out."""
    principal = await bearer(request)
    await use_cases.end_session(state.pool, principal, state.clock(), session_id)


@delete(SESSIONS, opt={"access": "staff"}, status_code=204)
async def sign_out_everywhere(request: AnyRequest, state: State) -> None:
    """Sign all browsers out; API tokens stay."""
    principal = await bearer(request)
    await use_cases.sign_out_everywhere(state.pool, principal, state.clock())


routes: list[Any] = [
    find_me,
    list_tokens,
    create_token,
    revoke_token,
    list_sessions,
    end_session,
    sign_out_everywhere,
]
