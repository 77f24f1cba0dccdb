"""Pages of one's own access: roles, sessions, API tokens."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath

from services.registration.access import words
from services.registration.access.account import use_cases
from services.registration.access.administration import SECRET_BYTES
from services.registration.access.domain import LABEL_MAX_CHARACTERS, StaffSession
from services.registration.access.errors import TooManyTokens
from shared.errors import FieldError, InvalidFields
from shared.web.pages import Form, end_cookie, read_form, redirect, render
from shared.web.principal import ADMINISTRATOR, AUDITOR, ORGANIZER, Principal, hash_of, signed_in
from shared.web.scopes import SCOPES

AnyRequest = Request[Any, Any, Any]
ALL = "all"
DAYS = (7, 30, 90, 365)
DAYS_DEFAULT = 90


@get("/account", opt={"access": "staff"}, include_in_schema=False)
async def account_page(request: AnyRequest, state: State) -> Response[Any]:
    """Who one is, one's roles, and where one is signed in."""
    principal, now = await signed_in(request), state.clock()
    account = await use_cases.find_account(state.pool, principal, state.roles.surroundings)
    grants = account.staff.grants
    return render(
        request,
        "access/account.html",
        account=account,
        sessions=await use_cases.list_sessions(state.pool, principal, now),
        current=hash_of(request.cookies[request.app.state.web.settings.session_cookie]),
        role_label=words.role_label,
        gives_at=[
            g.organisation_id
            for g in grants
            if g.role == ORGANIZER and g.event_id is None and g.organisation_id is not None
        ],
        administers=any(g.role == ADMINISTRATOR for g in grants),
        audits=any(g.role in {ADMINISTRATOR, AUDITOR} for g in grants),
        done=request.query_params.get("done", ""),
    )


@post("/account/sessions/{session_id:uuid}/end", opt={"access": "staff"}, include_in_schema=False)
async def end_session(
    request: AnyRequest, state: State, session_id: FromPath[UUID]
) -> Response[Any]:
    """Sign one browser out."""
    principal = await signed_in(request)
    await use_cases.end_session(state.pool, principal, state.clock(), session_id)
    return redirect(request, "/account?done=ended")


@post("/account/sessions/end-all", opt={"access": "staff"}, include_in_schema=False)
async def sign_out_everywhere(request: AnyRequest, state: State) -> Response[Any]:
    """Sign all browsers out, this one as well."""
    principal = await signed_in(request)
    await use_cases.sign_out_everywhere(state.pool, principal, state.clock())
    settings = request.app.state.web.settings
    ended = [end_cookie(settings, settings.session_cookie)]
    return redirect(request, "/sign-in/out", cookies=ended)


@get("/account/tokens", opt={"access": "staff"}, include_in_schema=False)
async def tokens_page(request: AnyRequest, state: State) -> Response[Any]:
    """One's API tokens, and the form for another."""
    principal = await signed_in(request)
    return await _tokens(request, state, principal, done=request.query_params.get("done", ""))


@post("/account/tokens", opt={"access": "staff"}, include_in_schema=False)
async def create_token(request: AnyRequest, state: State) -> Response[Any]:
    """Make a token and show its secret, this once."""
    principal, now = await signed_in(request), state.clock()
    form = await read_form(request)
    chosen = form.all("scopes")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    try:
        made = await use_cases.create_token(
            state.pool,
            principal,
            now,
            secret=secret,
            label=form.get("label")[: LABEL_MAX_CHARACTERS + 1],
            scopes=None if ALL in chosen else chosen,
            expires_at=now + timedelta(days=_days(form)),
        )
    except InvalidFields as invalid:
        return await _tokens(request, state, principal, form=form, errors=invalid.errors)
    except TooManyTokens:
        return await _tokens(request, state, principal, form=form, full=True)
    return await _tokens(request, state, principal, made=made, secret=secret)


@post("/account/tokens/{token_id:uuid}/revoke", opt={"access": "staff"}, include_in_schema=False)
async def revoke_token(
    request: AnyRequest, state: State, token_id: FromPath[UUID]
) -> Response[Any]:
    """A token is worth nothing from now on."""
    principal = await signed_in(request)
    await use_cases.revoke_token(state.pool, principal, state.clock(), token_id)
    return redirect(request, "/account/tokens?done=revoked")


async def _tokens(
    request: AnyRequest,
    state: State,
    principal: Principal,
    *,
    form: Form | None = None,
    errors: Sequence[FieldError] = (),
    made: StaffSession | None = None,
    secret: str = "",
    full: bool = False,
    done: str = "",
) -> Response[Any]:
    form = form or Form([])
    return render(
        request,
        "access/tokens.html",
        status=409 if full else 422 if errors else 200,
        headers={"cache-control": "no-store"},
        tokens=await use_cases.list_tokens(state.pool, principal, state.clock()),
        made=made,
        secret=secret,
        scopes=[(scope, words.scope_label(scope)) for scope in SCOPES],
        scope_label=words.scope_label,
        days=DAYS,
        chosen=form.all("scopes"),
        chosen_days=_days(form),
        label=form.get("label"),
        label_max=LABEL_MAX_CHARACTERS,
        errors=list(errors),
        error_of={error.field.partition("[")[0]: error for error in errors},
        full=full,
        done=done,
    )


def _days(form: Form) -> int:
    text = form.get("days")
    return int(text) if text in {str(days) for days in DAYS} else DAYS_DEFAULT


routes: list[Any] = [
    account_page,
    end_session,
    sign_out_everywhere,
    tokens_page,
    create_token,
    revoke_token,
]
