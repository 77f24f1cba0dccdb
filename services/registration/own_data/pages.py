"""“What do you know about me?”: as a page to read and as a file to take away."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.response import Redirect

from services.registration.bookings.pages.reaching import MY_REGISTRATION, my_booking
from services.registration.own_data import colleagues
from services.registration.own_data.answered import data_file, data_page
from shared.errors import NotFound
from shared.web.pages import redirect

AnyRequest = Request[Any, Any, Any]


@get(f"{MY_REGISTRATION}/data", include_in_schema=False, opt={"access": "manage-token"})
async def my_data(request: AnyRequest, state: State) -> Response[str] | Redirect:
    """All that is known about the people of this registration."""
    booking = await my_booking(request, state)
    if booking is None:
        return redirect(request, "/my")
    return await data_page(request, state, booking, MY_REGISTRATION)


@get(f"{MY_REGISTRATION}/data.json", include_in_schema=False, opt={"access": "manage-token"})
async def my_data_file(request: AnyRequest, state: State) -> Response[bytes]:
    """The same as a file that programs can read."""
    booking = await my_booking(request, state)
    if booking is None:
        raise NotFound
    return await data_file(state, booking)


routes: list[Any] = [my_data, my_data_file, *colleagues.routes]
