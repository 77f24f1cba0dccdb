"""To the provider and back. Both are links: a form may not lead to another site (CSP)."""

from __future__ import annotations

import secrets
from typing import Any

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.response import Redirect

from services.registration.access.domain import safe_return
from services.registration.access.errors import ProviderAway, ProviderFailed
from services.registration.access.sign_in import by_provider
from services.registration.access.sign_in.pages import (
    SECRET_BYTES,
    SignIn,
    browser_cookie,
    browser_of,
    sign_in_form,
    signed_in_answer,
)
from services.registration.access.sign_in.provider import Provider
from shared.errors import NotFound

AnyRequest = Request[Any, Any, Any]
BACK = "/sign-in/provider/back"
PARAMETER_MAX_CHARACTERS = 4_096


@get("/sign-in/provider/start", opt={"access": "public"}, include_in_schema=False)
async def start(request: AnyRequest, state: State) -> Response[Any]:
    """Send the browser to the provider."""
    sign_in, provider = _set_up(state)
    browser = browser_of(request, new=True)
    try:
        address = await by_provider.begin(
            state.pool,
            sign_in.keys,
            provider,
            state.clock(),
            browser=browser,
            return_to=safe_return(request.query_params.get("next")),
            redirect_uri=_redirect_uri(request),
            limits=sign_in.limits,
        )
    except ProviderAway:
        return sign_in_form(request, provider_problem="away", status=503)
    response = Redirect(address, status_code=303)
    response.set_cookie(browser_cookie(request, browser))
    return response


@get(BACK, opt={"access": "public"}, include_in_schema=False)
async def back(request: AnyRequest, state: State) -> Response[Any]:
    """The browser returns with a code: exchange it, and sign in who is staff."""
    sign_in, provider = _set_up(state)
    session_secret = secrets.token_urlsafe(SECRET_BYTES)
    try:
        opened = await by_provider.finish(
            state.pool,
            sign_in.keys,
            provider,
            state.clock(),
            browser=browser_of(request),
            state=_parameter(request, "state") or "",
            code=_parameter(request, "code") or "",
            issuer=_parameter(request, "iss"),
            redirect_uri=_redirect_uri(request),
            session_secret=session_secret,
        )
    except ProviderFailed:
        return sign_in_form(request, provider_problem="failed", status=403)
    except ProviderAway:
        return sign_in_form(request, provider_problem="away", status=503)
    return signed_in_answer(request, opened, session_secret)


def _set_up(state: State) -> tuple[SignIn, Provider]:
    sign_in: SignIn = state.sign_in
    if sign_in.provider is None:
        raise NotFound
    return sign_in, sign_in.provider


def _redirect_uri(request: AnyRequest) -> str:
    base_url: str = request.app.state.web.settings.base_url
    return base_url + BACK


def _parameter(request: AnyRequest, name: str) -> str | None:
    value = request.query_params.get(name)
    return value[:PARAMETER_MAX_CHARACTERS] if value is not None else None


routes: list[Any] = [start, back]
