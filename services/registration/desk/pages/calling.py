"""Offers accepted by booking code, and the list of those who have to be called."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Redirect

from services.registration.bookings.pages.form import ids_in
from services.registration.bookings.pages.shown import names_of_sessions
from services.registration.desk.errors import NothingToTell
from services.registration.desk.pages.listing import OF_EVENT, list_page
from services.registration.desk.pages.refused import REFUSED_TEXTS
from services.registration.desk.use_cases import Desk, Seen
from services.registration.desk.words import CALL_WORDS, UNKNOWN_CODE
from services.registration.events.policy import PLANS
from shared.errors import InvalidFields, NotParsable
from shared.web.languages import gettext
from shared.web.pages import read_form, redirect, render
from shared.web.principal import signed_in

AnyRequest = Request[Any, Any, Any]


@post(f"{OF_EVENT}/offer", include_in_schema=False, status_code=200, opt={"access": "organizer"})
async def accept_offer(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Take the place on offer for whoever says this code."""
    desk: Desk = state.desk
    seen = await desk.see(await signed_in(request), event_id, PLANS)
    code = (await read_form(request)).get("booking_code")
    try:
        booking = await desk.calling.accept_by_code(seen, code)
    except InvalidFields:
        text = gettext(UNKNOWN_CODE)
        return await list_page(request, state, seen, wrong_code=text, code=code, status=422)
    except tuple(REFUSED_TEXTS) as error:
        text = gettext(REFUSED_TEXTS[type(error)])
        return await list_page(
            request, state, seen, wrong_code=text, code=code, status=error.status
        )
    here = f"/organizer/events/{event_id}/registrations/{booking.id}"
    return redirect(request, f"{here}?done=accept")


@get(f"{OF_EVENT}/calls", include_in_schema=False, opt={"access": "organizer"})
async def calls(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> Response[str]:
    """Who has to be told by telephone."""
    desk: Desk = state.desk
    seen = await desk.see(await signed_in(request), event_id, PLANS)
    return await _page(request, desk, seen)


@post(f"{OF_EVENT}/calls", include_in_schema=False, status_code=200, opt={"access": "organizer"})
async def tick(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Keep that somebody was called, or not after all."""
    desk: Desk = state.desk
    seen = await desk.see(await signed_in(request), event_id, PLANS)
    form = await read_form(request)
    ids = ids_in([form.get("registration")])
    try:
        since = datetime.fromisoformat(form.get("since"))
    except ValueError:
        raise NotParsable("The form can't be read.") from None
    if not ids or since.tzinfo is None:
        raise NotParsable("The form can't be read.")
    try:
        await desk.calling.tick(seen, ids[0], since, called=form.get("do") == "called")
    except NothingToTell as error:
        text = gettext(REFUSED_TEXTS[NothingToTell])
        return await _page(request, desk, seen, wrong=text, status=error.status)
    return redirect(request, f"/organizer/events/{event_id}/registrations/calls#{ids[0]}")


async def _page(
    request: AnyRequest, desk: Desk, seen: Seen, *, wrong: str | None = None, status: int = 200
) -> Response[str]:
    found, more = await desk.calling.calls(seen)
    return render(
        request,
        "desk/calls.html",
        status=status,
        event=seen.event,
        here=f"/organizer/events/{seen.event.id}/registrations",
        calls=found,
        more=more,
        whys={why: gettext(word) for why, word in CALL_WORDS.items()},
        titles=names_of_sessions(seen.event),
        with_names=seen.with_names,
        wrong=wrong,
    )


routes: list[Any] = [accept_offer, calls, tick]
