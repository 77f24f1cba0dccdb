"""Say twice that one wants to hear of the next event, and stop it at any time.

The link of a mail changes nothing when it is opened: it sets a cookie and leads to an address
without the token, where a button acts.
"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Redirect

from services.registration.followers.domain import Follower
from services.registration.followers.use_cases import Followers
from shared.errors import NotParsable
from shared.tokens import parse_token
from shared.web.languages import current_locale
from shared.web.pages import end_cookie, make_cookie, read_form, redirect, render

AnyRequest = Request[Any, Any, Any]
MINE = "/following"
COOKIE_SECONDS = 3_600


@get("/f/{token:str}", include_in_schema=False, opt={"access": "manage-token"})
async def open_link(
    request: AnyRequest, state: State, token: FromPath[str]
) -> Response[str] | Redirect:
    """The link of a mail: remembers it for an hour and goes on without it in the address."""
    found = await _follower(state, token)
    if found is None:
        return render(request, "followers/following.html", status=404, follower=None, left=False)
    followers: Followers = state.followers
    settings = request.app.state.web.settings
    secret = followers.keys.token(found.id, found.generation)
    cookie = make_cookie(settings, _cookie(request), secret, max_age_seconds=COOKIE_SECONDS)
    return redirect(request, MINE, cookies=[cookie])


@get(MINE, include_in_schema=False, opt={"access": "public"})
async def my_following(request: AnyRequest, state: State) -> Response[str]:
    """What this browser's link is about, with a button to confirm or to stop."""
    found = await _follower(state, request.cookies.get(_cookie(request), ""))
    left = "left" in request.query_params
    return render(
        request,
        "followers/following.html",
        follower=found,
        title=found.series_title(current_locale.get().code) if found else None,
        left=left,
    )


@post(MINE, include_in_schema=False, status_code=200, opt={"access": "public"})
async def act(request: AnyRequest, state: State) -> Redirect:
    """Confirm, or stop."""
    followers: Followers = state.followers
    found = await _follower(state, request.cookies.get(_cookie(request), ""))
    action = (await read_form(request)).get("do")
    if found is None:
        return redirect(request, MINE)
    if action == "confirm":
        await followers.confirm(found)
        return redirect(request, MINE)
    if action == "leave":
        await followers.leave(found)
        gone = end_cookie(request.app.state.web.settings, _cookie(request))
        return redirect(request, f"{MINE}?left=1", cookies=[gone])
    raise NotParsable("The form can't be read.")


async def _follower(state: State, secret: str) -> Follower | None:
    followers: Followers = state.followers
    token = parse_token(secret)
    return await followers.for_token(token) if token else None


def _cookie(request: AnyRequest) -> str:
    return f"{request.app.state.web.settings.instance}_following"


routes: list[Any] = [open_link, my_following, act]
