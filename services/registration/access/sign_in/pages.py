"""Signing in and out in a browser.

A link opened by GET changes nothing, for mail scanners open links: it leaves the token in a cookie
and redirects to a page without it, whose button acts.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie, State
from litestar.params import FromPath

from services.registration.access.account import use_cases as account
from services.registration.access.client import address_of
from services.registration.access.devices import device_words
from services.registration.access.domain import (
    DEFAULT_RETURN,
    EMAIL_MAX_CHARACTERS,
    KNOWN_BROWSER_VALID,
    SIGN_IN_VALID,
    network_of,
    safe_return,
)
from services.registration.access.errors import LinkNotValid, OtherBrowser, WrongCode
from services.registration.access.sign_in import use_cases
from services.registration.access.sign_in.keys import Browser, Opened, SignInKeys
from services.registration.access.sign_in.provider import Provider
from shared.errors import FieldError, InvalidFields
from shared.tokens import parse_token
from shared.web.pages import end_cookie, make_cookie, read_form, redirect, render
from shared.web.principal import session
from shared.web.settings import WebSettings

AnyRequest = Request[Any, Any, Any]
SECRET_BYTES = 32
COOKIE_MAX_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class SignIn:
    """What these pages need: keys, whether limits hold (off for load tests), a provider if any."""

    keys: SignInKeys
    limits: bool
    provider: Provider | None = None


@get("/sign-in", opt={"access": "public"}, include_in_schema=False)
async def sign_in_page(request: AnyRequest) -> Response[Any]:
    """Ask for the address; who is signed in goes on at once."""
    if await session(request):
        return redirect(request, DEFAULT_RETURN)
    return sign_in_form(request, return_to=safe_return(request.query_params.get("next")))


@post("/sign-in", opt={"access": "public"}, include_in_schema=False)
async def ask_for_link(request: AnyRequest, state: State) -> Response[Any]:
    """Send the link; the answer is the same whether we know the address or not."""
    form = await read_form(request)
    email = form.get("email")[: EMAIL_MAX_CHARACTERS + 1]
    return_to = safe_return(form.get("next"))
    browser = browser_of(request, new=True)
    sign_in: SignIn = state.sign_in
    try:
        await use_cases.request_sign_in(
            state.pool,
            sign_in.keys,
            state.clock(),
            email=email,
            browser=browser,
            return_to=return_to,
            limits=sign_in.limits,
        )
    except InvalidFields as invalid:
        return sign_in_form(request, return_to=return_to, email=email, errors=invalid.errors)
    return redirect(request, "/sign-in/sent", cookies=[browser_cookie(request, browser)])


@get("/sign-in/sent", opt={"access": "public"}, include_in_schema=False)
async def sent_page(request: AnyRequest) -> Response[Any]:
    """The link is on its way; here its code can be typed in."""
    return render(request, "access/sent.html", errors=[])


@post("/sign-in/code", opt={"access": "public"}, include_in_schema=False)
async def enter_code(request: AnyRequest, state: State) -> Response[Any]:
    """Sign in by the six digits."""
    code = (await read_form(request)).get("code")
    session_secret = secrets.token_urlsafe(SECRET_BYTES)
    try:
        opened = await use_cases.sign_in_by_code(
            state.pool,
            state.sign_in.keys,
            state.clock(),
            code=code,
            browser=browser_of(request),
            session_secret=session_secret,
        )
    except WrongCode:
        errors = [FieldError("code", "is not valid", "code")]
        return render(request, "access/sent.html", status=422, errors=errors)
    return signed_in_answer(request, opened, session_secret)


@get("/sign-in/confirm", opt={"access": "public"}, include_in_schema=False)
async def confirm_page(request: AnyRequest, state: State) -> Response[Any]:
    """Say what the link will do, with the button that does it."""
    token = _cookie(request, _link_name(request))
    kind = "over"
    if token:
        kind = await use_cases.kind_of_link(
            state.pool,
            state.sign_in.keys,
            state.clock(),
            token=token,
            browser=browser_of(request),
        )
    return _link_page(request, kind)


@post("/sign-in/confirm", opt={"access": "public"}, include_in_schema=False)
async def use_link(request: AnyRequest, state: State) -> Response[Any]:
    """Sign in by the link in the cookie, or ask for a link by an invitation."""
    token = _cookie(request, _link_name(request)) or ""
    browser = browser_of(request)
    session_secret = secrets.token_urlsafe(SECRET_BYTES)
    keys, now = state.sign_in.keys, state.clock()
    kind = await use_cases.kind_of_link(state.pool, keys, now, token=token, browser=browser)
    try:
        if kind == "invitation":
            return await _accept_invitation(request, state, token)
        opened = await use_cases.sign_in_by_link(
            state.pool,
            keys,
            now,
            token=token,
            browser=browser,
            session_secret=session_secret,
        )
    except OtherBrowser:
        return _link_page(request, "other_browser")
    except LinkNotValid:
        return _link_page(request, "over")
    return signed_in_answer(request, opened, session_secret)


@get("/sign-in/{token:str}", opt={"access": "public"}, include_in_schema=False)
async def open_link(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """From the mail: keep the token in a cookie and take it out of the address bar."""
    name = _link_name(request)
    kept = end_cookie(_settings(request), name)
    if parse_token(token) is not None:
        kept = _short_cookie(request, name, token)
    return redirect(request, "/sign-in/confirm", cookies=[kept])


@post("/sign-out", opt={"access": "public"}, include_in_schema=False)
async def sign_out(request: AnyRequest, state: State) -> Response[Any]:
    """End the session, here and wherever it is replicated."""
    settings = _settings(request)
    if secret := _cookie(request, settings.session_cookie):
        await account.sign_out(state.pool, state.clock(), session_secret=secret)
    ended = [end_cookie(settings, settings.session_cookie)]
    return redirect(request, "/sign-in/out", cookies=ended)


@get("/sign-in/out", opt={"access": "public"}, include_in_schema=False)
async def signed_out_page(request: AnyRequest) -> Response[Any]:
    """Say that it worked."""
    return render(request, "access/signed_out.html")


async def _accept_invitation(request: AnyRequest, state: State, token: str) -> Response[Any]:
    browser = browser_of(request, new=True)
    await use_cases.request_sign_in_by_invitation(
        state.pool,
        state.sign_in.keys,
        state.clock(),
        token=token,
        browser=browser,
    )
    cookies = [
        browser_cookie(request, browser),
        end_cookie(_settings(request), _link_name(request)),
    ]
    return redirect(request, "/sign-in/sent", cookies=cookies)


def signed_in_answer(request: AnyRequest, opened: Opened, session_secret: str) -> Response[Any]:
    """A new session id on every sign-in: one planted before is worth nothing."""
    settings = _settings(request)
    known_seconds = int(KNOWN_BROWSER_VALID.total_seconds())
    cookies = [
        make_cookie(settings, settings.session_cookie, session_secret),
        make_cookie(settings, _mark_name(request), opened.mark, max_age_seconds=known_seconds),
        end_cookie(settings, _browser_name(request)),
        end_cookie(settings, _link_name(request)),
    ]
    return redirect(request, safe_return(opened.return_to) or DEFAULT_RETURN, cookies=cookies)


def sign_in_form(
    request: AnyRequest,
    *,
    return_to: str | None = None,
    email: str = "",
    errors: list[FieldError] | None = None,
    provider_problem: str = "",
    status: int = 200,
) -> Response[Any]:
    """The way in; `provider_problem`: `failed` or `away`."""
    provider: Provider | None = request.app.state.sign_in.provider
    return render(
        request,
        "access/sign_in.html",
        status=422 if errors else status,
        provider_name=provider.name if provider else "",
        provider_problem=provider_problem,
        return_to=return_to or "",
        email=email,
        errors=errors or [],
    )


def _link_page(request: AnyRequest, kind: str) -> Response[Any]:
    status = {"over": 410, "other_browser": 409}.get(kind, 200)
    return render(request, "access/confirm.html", status=status, kind=kind, errors=[])


def _settings(request: AnyRequest) -> WebSettings:
    settings: WebSettings = request.app.state.web.settings
    return settings


def _browser_name(request: AnyRequest) -> str:
    return f"{_settings(request).instance}_sign_in"


def _mark_name(request: AnyRequest) -> str:
    return f"{_settings(request).instance}_known"


def _link_name(request: AnyRequest) -> str:
    return f"{_settings(request).instance}_link"


def browser_of(request: AnyRequest, *, new: bool = False) -> Browser:
    """The browser as it shows itself; with `new` it gets a secret if it has none yet."""
    secret = _cookie(request, _browser_name(request))
    return Browser(
        secret=secret or (secrets.token_urlsafe(SECRET_BYTES) if new else None),
        mark=_cookie(request, _mark_name(request)),
        network=network_of(address_of(request)),
        device=device_words(request.headers.get("user-agent")),
    )


def browser_cookie(request: AnyRequest, browser: Browser) -> Cookie:
    """Keeps a browser's secret as long as its latest link is good."""
    return _short_cookie(request, _browser_name(request), browser.secret or "")


def _short_cookie(request: AnyRequest, name: str, value: str) -> Cookie:
    seconds = int(SIGN_IN_VALID.total_seconds())
    return make_cookie(_settings(request), name, value, max_age_seconds=seconds)


def _cookie(request: AnyRequest, name: str) -> str | None:
    value = request.cookies.get(name)
    return value if value and len(value) <= COOKIE_MAX_CHARACTERS else None


routes: list[Any] = [
    sign_in_page,
    ask_for_link,
    sent_page,
    enter_code,
    confirm_page,
    use_link,
    open_link,
    sign_out,
    signed_out_page,
]
