"""JSON routes of followers, with the token of the mail's link as Bearer."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, delete, get, post
from litestar.datastructures import State
from litestar.params import FromPath

from services.registration.followers.domain import Follower
from services.registration.followers.use_cases import Followers
from shared.errors import NotFound, NotParsable, NotSignedIn
from shared.tokens import parse_token
from shared.web.pages import read_form
from shared.web.principal import bearer_token

AnyRequest = Request[Any, Any, Any]
ONE = "/api/v1/followers/{follower_id:uuid}"


class FollowerView(msgspec.Struct, frozen=True, kw_only=True):
    """Whether an address follows a series; forgotten at `erase_at`."""

    id: UUID
    series_id: UUID
    series: str
    confirmed_at: datetime | None
    erase_at: datetime


@get(ONE, opt={"access": "manage-token"})
async def read_follower(
    request: AnyRequest, state: State, follower_id: FromPath[UUID]
) -> FollowerView:
    """What one follows; with the token of the link in the mail."""
    return _view(await _own(request, state, follower_id))


@post(f"{ONE}/confirm", status_code=200, opt={"access": "manage-token"})
async def confirm_follower(
    request: AnyRequest, state: State, follower_id: FromPath[UUID]
) -> FollowerView:
    """Follow from now on; doing it again changes nothing."""
    followers: Followers = state.followers
    await followers.confirm(await _own(request, state, follower_id))
    return _view(await _own(request, state, follower_id))


@delete(ONE, status_code=204, opt={"access": "manage-token"})
async def leave_series(request: AnyRequest, state: State, follower_id: FromPath[UUID]) -> None:
    """Follow no more; nothing of the address is kept."""
    followers: Followers = state.followers
    await followers.leave(await _own(request, state, follower_id))


@post(
    "/api/v1/unsubscribe/{token:str}",
    status_code=204,
    include_in_schema=False,
    opt={"access": "manage-token"},
)
async def unsubscribe(request: AnyRequest, state: State, token: FromPath[str]) -> None:
    """Follow no more, asked by a mail program in one request (RFC 8058): it has neither a cookie
    nor a form of ours. Opening the address does nothing."""
    if (await read_form(request)).get("List-Unsubscribe") != "One-Click":
        raise NotParsable("This takes List-Unsubscribe=One-Click only.")
    followers: Followers = state.followers
    parsed = parse_token(token)
    found = await followers.for_token(parsed) if parsed else None
    if found is None:
        raise NotFound
    await followers.leave(found)


async def _own(request: AnyRequest, state: State, follower_id: UUID) -> Follower:
    followers: Followers = state.followers
    secret = bearer_token(request)
    token = parse_token(secret) if secret else None
    found = await followers.for_token(token) if token else None
    if found is None:
        raise NotSignedIn
    if found.id != follower_id:
        raise NotFound
    return found


def _view(follower: Follower) -> FollowerView:
    return FollowerView(
        id=follower.id,
        series_id=follower.series_id,
        series=follower.title,
        confirmed_at=follower.confirmed_at,
        erase_at=follower.erase_at,
    )


routes: list[Any] = [read_follower, confirm_follower, leave_series, unsubscribe]
