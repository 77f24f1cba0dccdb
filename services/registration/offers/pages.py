"""The take-home list: what the code of a card or ticket opens on its bearer's own phone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath

from services.registration.offers.domain import Offer
from services.registration.offers.words import offer_kind
from shared.web.languages import EASY, current_locale
from shared.web.localized import Said, said
from shared.web.pages import render

AnyRequest = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """An offer for one reader: each field in the reader's language, else in German."""

    id: UUID
    kind: str
    title: Said | None
    description: Said | None
    times: Said | None
    place: Said | None
    contact: Said | None
    link: Said | None


@get("/e/{event_id:uuid}/offers", include_in_schema=False, opt={"access": "public"})
async def offers_page(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> Response[str]:
    """The offers of an event. Nothing on it says whose card was read, nor that one was."""
    event, offers = await state.offers.of_event(event_id)
    return render(
        request,
        "offers/offers.html",
        event=event,
        title=said(event.texts, "title", original=event.title),
        offers=[_shown(offer) for offer in offers],
        easy=EASY if current_locale.get() is not EASY else None,
    )


def _shown(offer: Offer) -> Shown:
    words = ("title", "description", "times", "place", "contact", "link")
    return Shown(
        offer.id,
        offer_kind(offer.kind),
        **{name: said(offer.texts, name) for name in words},
    )


routes = [offers_page]
