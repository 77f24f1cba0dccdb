"""“Erase my data”: what happens then, who is meant, and that it is done."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.response import Redirect

from services.registration.bookings.domain.booking import Booking
from services.registration.bookings.pages.form import ids_in
from services.registration.bookings.pages.reaching import (
    MY_REGISTRATION,
    end_of_cookie,
    my_booking,
)
from services.registration.bookings.pages.shown import title_of
from services.registration.bookings.use_cases import Bookings
from services.registration.erasure.domain import GONE_WITHIN, Wanted
from services.registration.erasure.use_cases import Erasures
from services.registration.events.domain import Identity
from services.registration.events.domain import Status as EventStatus
from shared.web.pages import Form, read_form, redirect, render

AnyRequest = Request[Any, Any, Any]
ERASE = f"{MY_REGISTRATION}/erase"
ERASED = f"{MY_REGISTRATION}/erased"


@get(ERASE, include_in_schema=False, opt={"access": "manage-token"})
async def ask(request: AnyRequest, state: State) -> Response[str] | Redirect:
    """What erasing means; nothing happens yet."""
    booking = await my_booking(request, state)
    if booking is None:
        return redirect(request, "/my")
    return await _page(request, state, booking)


@post(ERASE, include_in_schema=False, status_code=200, opt={"access": "manage-token"})
async def confirm(request: AnyRequest, state: State) -> Response[str] | Redirect:
    """Erase: everybody, or of a party those who are ticked."""
    booking = await my_booking(request, state)
    if booking is None:
        return redirect(request, "/my")
    wanted = _wanted(booking, await read_form(request))
    if wanted is None:
        return await _page(request, state, booking, nobody=True, status=422)
    erasures: Erasures = state.erasures
    await erasures.erase(booking.id, wanted)
    if wanted.everybody:
        return redirect(request, ERASED, cookies=[end_of_cookie(request)])
    return redirect(request, f"{MY_REGISTRATION}?changed=1")


@get(ERASED, include_in_schema=False, opt={"access": "public"})
async def done(request: AnyRequest) -> Response[str]:
    """All of it is gone."""
    return render(request, "erasure/erased.html", hours=_hours())


def _wanted(booking: Booking, form: Form) -> Wanted | None:
    """Who is meant; None when nobody was ticked."""
    known = {person.id for person in booking.people if person.erased_at is None}
    if len(known) <= 1:
        return Wanted()
    ticked = known & set(ids_in(form.all("people")))
    contact = form.get("contact") == "yes"
    if ticked == known:
        return Wanted()
    return Wanted(frozenset(ticked), contact) if ticked or contact else None


async def _page(
    request: AnyRequest,
    state: State,
    booking: Booking,
    *,
    nobody: bool = False,
    status: int = 200,
) -> Response[str]:
    bookings: Bookings = state.bookings
    erasures: Erasures = state.erasures
    event = await bookings.reading.event(booking.event_id)
    retention = await erasures.retention(event)
    return render(
        request,
        "erasure/ask.html",
        status=status,
        event=event,
        title=title_of(event),
        people=[p for p in booking.people if p.erased_at is None],
        named=event.identity is Identity.NAMED,
        has_contact=booking.contact_email is not None,
        upcoming=event.status is EventStatus.PUBLISHED and state.clock() < event.ends_at,
        erased_from=retention.erased_from,
        hours=_hours(),
        nobody=nobody,
    )


def _hours() -> int:
    return int(GONE_WITHIN.total_seconds() // 3600)


routes = [ask, confirm, done]
