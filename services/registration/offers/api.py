"""JSON routes of follow-up offers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, delete, get, patch, post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody

from services.registration.offers.bodies import (
    OfferBody,
    OfferPage,
    OfferPatch,
    OfferView,
    offer_page,
    offer_view,
)
from services.registration.offers.use_cases import Offers
from shared.web.principal import bearer

AnyRequest = Request[Any, Any, Any]
OFFERS = "/api/v1/events/{event_id:uuid}/offers"
OFFER = f"{OFFERS}/{{offer_id:uuid}}"


def _offers(state: State) -> Offers:
    offers: Offers = state.offers
    return offers


@get(OFFERS, opt={"access": "public"})
async def list_offers(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> OfferPage:
    """What people take home from a published event; with a team's token also of a draft."""
    if "authorization" in request.headers:
        _, found = await _offers(state).of_team(await bearer(request), event_id)
    else:
        _, found = await _offers(state).of_event(event_id)
    return offer_page(found)


@post(OFFERS, status_code=201, opt={"access": "organizer"})
async def add_offer(
    request: AnyRequest, state: State, event_id: FromPath[UUID], data: JSONBody[OfferBody]
) -> OfferView:
    """Add an offer; without a position at the end."""
    principal = await bearer(request)
    return offer_view(await _offers(state).add(principal, event_id, data.wish()))


@patch(OFFER, opt={"access": "organizer"})
async def change_offer(
    request: AnyRequest,
    state: State,
    event_id: FromPath[UUID],
    offer_id: FromPath[UUID],
    data: JSONBody[OfferPatch],
) -> OfferView:
    """Change an offer or move it in the list."""
    principal = await bearer(request)
    return offer_view(await _offers(state).change(principal, event_id, offer_id, data.wish()))


@delete(OFFER, status_code=204, opt={"access": "organizer"})
async def remove_offer(
    request: AnyRequest, state: State, event_id: FromPath[UUID], offer_id: FromPath[UUID]
) -> None:
    """Take an offer off the list."""
    await _offers(state).remove(await bearer(request), event_id, offer_id)


routes = [list_offers, add_offer, change_offer, remove_offer]
