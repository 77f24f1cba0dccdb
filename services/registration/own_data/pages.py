"""“What do you know about me?”: as a page to read and as a file to take away."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.response import Redirect

from services.registration.bookings.pages.reaching import MY_REGISTRATION, my_booking
from services.registration.bookings.pages.shown import title_of
from services.registration.own_data.shown import as_json, shown
from services.registration.own_data.use_cases import OwnData
from shared.errors import NotFound
from shared.web.pages import redirect, render

AnyRequest = Request[Any, Any, Any]


@get(f"{MY_REGISTRATION}/data", include_in_schema=False, opt={"access": "manage-token"})
async def my_data(request: AnyRequest, state: State) -> Response[str] | Redirect:
    """All that is known about the people of this registration."""
    booking = await my_booking(request, state)
    if booking is None:
        return redirect(request, "/my")
    own_data: OwnData = state.own_data
    account = await own_data.account(booking)
    return render(
        request,
        "own_data/mine.html",
        event=account.event,
        title=title_of(account.event),
        organiser=account.organiser,
        as_of=account.as_of,
        kept_until=account.kept_until,
        known=shown(account),
    )


@get(f"{MY_REGISTRATION}/data.json", include_in_schema=False, opt={"access": "manage-token"})
async def my_data_file(request: AnyRequest, state: State) -> Response[bytes]:
    """The same as a file that programs can read."""
    booking = await my_booking(request, state)
    if booking is None:
        raise NotFound
    own_data: OwnData = state.own_data
    content = msgspec.json.format(msgspec.json.encode(as_json(await own_data.account(booking))))
    headers = {"content-disposition": 'attachment; filename="meine-daten.json"'}
    return Response(content, media_type="application/json", headers=headers)


routes = [my_data, my_data_file]
