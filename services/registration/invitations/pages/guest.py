"""What the invited see: their invitation, with a way to register and a way to say no.

A link changes nothing when it is opened: it sets a cookie and leads to an address without the
token, where forms act.
"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Redirect

from services.registration.access.client import address_of
from services.registration.events.domain import Status
from services.registration.events.errors import EventOver
from services.registration.invitations.errors import InvitationInvalid, InvitationUsed
from services.registration.invitations.use_cases import Invitations
from services.registration.invitations.use_cases.guests import Opened
from shared.web.languages import gettext, mark
from shared.web.localized import said
from shared.web.pages import make_cookie, read_form, redirect, render

AnyRequest = Request[Any, Any, Any]
MINE = "/invitation"
CODE = "/invitation/code"
COOKIE_SECONDS = 30 * 86_400


@get("/invited/{token:str}", include_in_schema=False, opt={"access": "manage-token"})
async def open_link(
    request: AnyRequest, state: State, token: FromPath[str]
) -> Response[str] | Redirect:
    """The link of a mail or a letter: remembers it and goes on without it in the address."""
    invitations: Invitations = state.invitations
    try:
        opened = await invitations.guests.opened(token)
    except InvitationInvalid:
        text = gettext(mark("Diese Einladung gilt nicht (mehr). Bitte fragen Sie, wer einlädt."))
        return _code_page(request, text, status=404)
    return redirect(request, MINE, cookies=[_cookie(request, opened.token)])


@get(CODE, include_in_schema=False, opt={"access": "public"})
async def ask_code(request: AnyRequest) -> Response[str]:
    """Where the code of a letter is typed in."""
    return _code_page(request)


@post(CODE, include_in_schema=False, status_code=200, opt={"access": "public"})
async def take_code(request: AnyRequest, state: State) -> Response[str] | Redirect:
    """Find the invitation of a code."""
    invitations: Invitations = state.invitations
    code = (await read_form(request)).get("code")
    try:
        token = await invitations.guests.by_code(code, address_of(request))
        opened = await invitations.guests.opened(token)
    except InvitationInvalid:
        text = gettext(mark("Diesen Einladungscode kennen wir nicht. Bitte prüfen Sie ihn."))
        return _code_page(request, text, code=code, status=422)
    return redirect(request, MINE, cookies=[_cookie(request, opened.token)])


@get(MINE, include_in_schema=False, opt={"access": "manage-token"})
async def my_page(request: AnyRequest, state: State) -> Response[str] | Redirect:
    """The invitation that this browser remembers."""
    opened = await my_invitation(request, state)
    return redirect(request, CODE) if opened is None else _page(request, state, opened)


@post(f"{MINE}/decline", include_in_schema=False, status_code=200, opt={"access": "manage-token"})
async def decline(request: AnyRequest, state: State) -> Response[str] | Redirect:
    """The invited can't come."""
    opened = await my_invitation(request, state)
    if opened is None:
        return redirect(request, CODE)
    try:
        await state.invitations.guests.decline(opened.token)
    except (InvitationInvalid, InvitationUsed, EventOver):
        return redirect(request, MINE)
    return redirect(request, f"{MINE}?done=declined")


async def my_invitation(request: AnyRequest, state: State) -> Opened | None:
    """What the cookie of this browser opens, None if it is not (or no longer) good."""
    token = request.cookies.get(_cookie_name(request), "")
    invitations: Invitations = state.invitations
    try:
        return await invitations.guests.opened(token) if token else None
    except InvitationInvalid:
        return None


def _page(request: AnyRequest, state: State, opened: Opened) -> Response[str]:
    event, now = opened.event, state.clock()
    return render(
        request,
        "invitations/invitation.html",
        event=event,
        title=said(event.texts, "title", original=event.title) or event.title,
        summary=said(event.texts, "summary"),
        opened=opened,
        over=event.status is Status.CLOSED or event.ends_at <= now,
        cancelled=event.status is Status.CANCELLED,
        open=event.registration_is_open(now),
        not_yet=now < event.registration_opens_at,
        done=request.query_params.get("done"),
    )


def _code_page(
    request: AnyRequest, wrong: str | None = None, *, code: str = "", status: int = 200
) -> Response[str]:
    return render(request, "invitations/code.html", status=status, wrong=wrong, code=code[:40])


def _cookie(request: AnyRequest, token: str) -> Any:
    settings = request.app.state.web.settings
    return make_cookie(settings, _cookie_name(request), token, max_age_seconds=COOKIE_SECONDS)


def _cookie_name(request: AnyRequest) -> str:
    return f"{request.app.state.web.settings.instance}_invitation"


routes: list[Any] = [open_link, ask_code, take_code, my_page, decline]
