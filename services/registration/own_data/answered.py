"""What is known about somebody as a page and as a file, wherever they asked."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request, Response
from litestar.datastructures import State

from services.registration.bookings.domain.booking import Booking
from services.registration.bookings.pages.shown import title_of
from services.registration.own_data.shown import as_json, shown
from services.registration.own_data.use_cases import OwnData
from shared.web.pages import render


async def data_page(
    request: Request[Any, Any, Any],
    state: State,
    booking: Booking,
    here: str,
    *,
    colleague: bool = False,
) -> Response[str]:
    """The page; `here`: that of the registration. `colleague`: their company registered them."""
    own_data: OwnData = state.own_data
    account = await own_data.account(booking)
    return render(
        request,
        "own_data/mine.html",
        here=here,
        colleague=colleague,
        event=account.event,
        title=title_of(account.event),
        organiser=account.organiser,
        as_of=account.as_of,
        kept_until=account.kept_until,
        known=shown(account),
    )


async def data_file(state: State, booking: Booking) -> Response[bytes]:
    """The same as a file that programs can read."""
    own_data: OwnData = state.own_data
    content = msgspec.json.format(msgspec.json.encode(as_json(await own_data.account(booking))))
    headers = {"content-disposition": 'attachment; filename="meine-daten.json"'}
    return Response(content, media_type="application/json", headers=headers)
