"""How a contact reaches its list and a colleague the own place: by a link, then by a cookie.

A link changes nothing when it is opened (programs that check mails open them, too): it sets a
cookie and leads to an address without the token, where forms act.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Redirect

from services.registration.companies.errors import AlreadyTakenOver
from services.registration.companies.use_cases import Companies
from services.registration.companies.use_cases.lists import Kept
from services.registration.companies.use_cases.places import Place
from shared.errors import NotSignedIn
from shared.tokens import ParsedToken, parse_token
from shared.web.pages import end_cookie, make_cookie, redirect, render

AnyRequest = Request[Any, Any, Any]
MY_COMPANY = "/my/company"
MY_PLACE = "/my/place"
OFFER = "/my/place/offer"
COOKIE_SECONDS = 180 * 86_400


@get("/l/{token:str}", include_in_schema=False, opt={"access": "manage-token"})
async def open_list(
    request: AnyRequest, state: State, token: FromPath[str]
) -> Response[str] | Redirect:
    """The contact's link: remembers it and goes on without it in the address."""
    kept = await _list_of(state, parse_token(token))
    if kept is None:
        return no_list(request)
    return redirect(request, MY_COMPANY, cookies=[list_cookie(request, kept)])


@get("/p/{token:str}", include_in_schema=False, opt={"access": "manage-token"})
async def open_place(
    request: AnyRequest, state: State, token: FromPath[str]
) -> Response[str] | Redirect:
    """A colleague's link, mailed or handed on: remembers it and goes on without it."""
    companies: Companies = state.companies
    parsed = parse_token(token)
    if parsed is None:
        return no_place(request)
    try:
        path = await _where(companies, parsed)
    except AlreadyTakenOver:
        return no_place(request, taken=True)
    except NotSignedIn:
        return no_place(request)
    return redirect(request, path, cookies=[place_cookie(request, token)])


@post(f"{MY_COMPANY}/leave", include_in_schema=False, status_code=200, opt={"access": "public"})
async def leave_list(request: AnyRequest) -> Redirect:
    """Forget the list on this device."""
    return redirect(request, "/", cookies=[end_of(request, "company")])


@post(f"{MY_PLACE}/leave", include_in_schema=False, status_code=200, opt={"access": "public"})
async def leave_place(request: AnyRequest) -> Redirect:
    """Forget the place on this device."""
    return redirect(request, "/", cookies=[end_of(request, "place")])


async def my_list(request: AnyRequest, state: State) -> Kept | None:
    """The list this browser remembers, None if its token is not (or no longer) good."""
    return await _list_of(state, parse_token(request.cookies.get(_name(request, "company"), "")))


async def my_place(
    request: AnyRequest, find: Callable[[ParsedToken], Awaitable[Place]]
) -> tuple[ParsedToken, Place] | Response[str]:
    """The token of a colleague with the place that `find` opens by it; else the page to answer."""
    token = parse_token(request.cookies.get(_name(request, "place"), ""))
    if token is None:
        return no_place(request)
    try:
        return token, await find(token)
    except AlreadyTakenOver:
        return no_place(request, taken=True)
    except NotSignedIn:
        return no_place(request)


def list_cookie(request: AnyRequest, kept: Kept) -> Any:
    """Lets this browser remember the list."""
    companies: Companies = request.app.state.companies
    return _cookie(
        request, "company", companies.keys.company.token(kept.company.id, kept.company.generation)
    )


def place_cookie(request: AnyRequest, token: str) -> Any:
    """Lets this browser remember a colleague's link."""
    return _cookie(request, "place", token)


def end_of(request: AnyRequest, what: str) -> Any:
    """Lets this browser forget the list (`company`) or the place (`place`)."""
    return end_cookie(request.app.state.web.settings, _name(request, what))


def no_list(request: AnyRequest) -> Response[str]:
    """The link isn't good any more, or there is none here."""
    return render(request, "companies/gone.html", status=404, taken=False, colleague=False)


def no_place(request: AnyRequest, *, taken: bool = False) -> Response[str]:
    """The same for colleagues. `taken`: somebody used another link of theirs first."""
    status = 409 if taken else 404
    return render(request, "companies/gone.html", status=status, taken=taken, colleague=True)


async def _list_of(state: State, token: ParsedToken | None) -> Kept | None:
    if token is None:
        return None
    companies: Companies = state.companies
    try:
        return await companies.lists.for_token(token)
    except NotSignedIn:
        return None


async def _where(companies: Companies, token: ParsedToken) -> str:
    try:
        await companies.places.place(token)
    except NotSignedIn:
        await companies.places.offered(token)
        return OFFER
    return MY_PLACE


def _cookie(request: AnyRequest, what: str, token: str) -> Any:
    settings = request.app.state.web.settings
    return make_cookie(settings, _name(request, what), token, max_age_seconds=COOKIE_SECONDS)


def _name(request: AnyRequest, what: str) -> str:
    return f"{request.app.state.web.settings.instance}_{what}"


routes: list[Any] = [open_list, open_place, leave_list, leave_place]
