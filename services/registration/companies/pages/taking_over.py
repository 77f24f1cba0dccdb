"""A link that the contact has handed on: who registered me, take the place over or decline."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.response import Redirect

from services.registration.bookings.pages.refused import REFUSED_TEXTS
from services.registration.bookings.pages.shown import text_of, title_of
from services.registration.companies.errors import AlreadyTakenOver
from services.registration.companies.pages.reaching import (
    MY_PLACE,
    OFFER,
    end_of,
    my_place,
    no_place,
    place_cookie,
)
from services.registration.companies.use_cases import Companies
from services.registration.companies.use_cases.places import Place
from services.registration.events.domain import Event
from services.registration.events.domain import Status as EventStatus
from shared.errors import NotParsable
from shared.web.languages import gettext
from shared.web.pages import read_form, redirect, render

AnyRequest = Request[Any, Any, Any]


@get(OFFER, include_in_schema=False, opt={"access": "manage-token"})
async def show_offer(request: AnyRequest, state: State) -> Response[str]:
    """Who has registered me; nothing happens yet."""
    companies: Companies = state.companies
    found = await my_place(request, companies.places.offered)
    if isinstance(found, Response):
        return found
    return await _page(request, state, found[1])


@post(OFFER, include_in_schema=False, status_code=200, opt={"access": "manage-token"})
async def answer_offer(request: AnyRequest, state: State) -> Response[str] | Redirect:
    """Take the place over, decline it, or be forgotten."""
    companies: Companies = state.companies
    found = await my_place(request, companies.places.offered)
    if isinstance(found, Response):
        return found
    token, place = found
    action = (await read_form(request)).get("do")
    try:
        if action == "take-over":
            person = await companies.places.take_over(token)
            own = companies.keys.own.token(person.id, person.generation)
            return redirect(request, f"{MY_PLACE}?taken=1", cookies=[place_cookie(request, own)])
        if action == "erase":
            await companies.places.erase(token, handed_on=True)
            return redirect(request, f"{MY_PLACE}/erased", cookies=[end_of(request, "place")])
        if action != "decline":
            raise NotParsable("The form can't be read.")
        await companies.places.decline(token, handed_on=True)
    except AlreadyTakenOver:
        return no_place(request, taken=True)
    except tuple(REFUSED_TEXTS) as error:
        return await _page(request, state, place, wrong=gettext(REFUSED_TEXTS[type(error)]))
    return redirect(request, f"{OFFER}?declined=1")


async def _page(
    request: AnyRequest, state: State, place: Place, wrong: str | None = None
) -> Response[str]:
    event: Event = await state.bookings.reading.event(place.booking.event_id)
    return render(
        request,
        "companies/offer.html",
        status=409 if wrong else 200,
        event=event,
        title=title_of(event),
        directions=text_of(event, "directions"),
        company=place.company,
        person=place.person,
        now_is=place.person.status.value,
        changeable=event.status is EventStatus.PUBLISHED and state.clock() < event.ends_at,
        wrong=wrong,
    )


routes: list[Any] = [show_offer, answer_offer]
