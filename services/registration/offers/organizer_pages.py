"""Offers for whoever plans the event: the list, and one form for a new or a known offer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath

from services.registration.events.policy import PLANS
from services.registration.offers.domain import OFFERS_MAX, Offer, OfferKind, OfferText
from services.registration.offers.errors import TooManyOffers
from services.registration.offers.intake import Wish
from services.registration.offers.use_cases import Offers
from services.registration.offers.words import kind_choices, offer_kind
from shared.errors import FieldError, InvalidFields, NotFound, NotParsable
from shared.web.languages import LOCALES, Locale, gettext, mark
from shared.web.pages import Form, read_form, redirect, render
from shared.web.principal import Principal, signed_in

AnyRequest = Request[Any, Any, Any]
PAGE = "/organizer/events/{event_id:uuid}/offers"
LABELS = {
    "title": mark("Titel"),
    "description": mark("Worum geht es?"),
    "times": mark("Wann"),
    "place": mark("Wo"),
    "contact": mark("Ansprechperson"),
    "link": mark("Internet-Adresse"),
}


@get(PAGE, include_in_schema=False, opt={"access": "organizer"})
async def offers_page(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> Response[str]:
    """The list; `?edit=` one of it, `?edit=new` an empty form."""
    return await _page(request, state, await signed_in(request), event_id)


@post(PAGE, include_in_schema=False, status_code=200, opt={"access": "organizer"})
async def act(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> Response[Any]:
    """Save, move or remove an offer."""
    principal = await signed_in(request)
    offers: Offers = state.offers
    _, known = await offers.of_team(principal, event_id, PLANS)
    form = await read_form(request)
    about = form.get("do").partition(":")[2]
    try:
        await _act(offers, principal, event_id, known, form)
    except InvalidFields as error:
        return await _page(
            request, state, principal, event_id, form=form, about=about, errors=error.errors
        )
    except TooManyOffers:
        return await _page(request, state, principal, event_id, form=form, about=about, full=True)
    return redirect(request, f"/organizer/events/{event_id}/offers?done=1")


async def _act(
    offers: Offers,
    principal: Principal,
    event_id: UUID,
    known: list[Offer],
    form: Form,
) -> None:
    action, _, about = form.get("do").partition(":")
    if action == "save" and about == "new":
        await offers.add(principal, event_id, _wish(form))
        return
    offer_id = _id(about)
    if action == "save":
        await offers.change(principal, event_id, offer_id, _wish(form))
    elif action == "remove":
        await offers.remove(principal, event_id, offer_id)
    elif action in {"up", "down"}:
        place = next((n for n, offer in enumerate(known, 1) if offer.id == offer_id), None)
        if place is None:
            raise NotFound
        step = -1 if action == "up" else 1
        wish = Wish(position=max(1, place + step))
        await offers.change(principal, event_id, offer_id, wish)
    else:
        raise NotParsable("The form can't be read.")


def _wish(form: Form) -> Wish:
    kind = form.get("kind")
    if kind not in {each.value for each in OfferKind}:
        raise NotParsable("The form can't be read.")
    return Wish(kind=OfferKind(kind), texts=_texts(form))


def _texts(form: Form) -> dict[str, OfferText]:
    return {
        locale.code: OfferText(
            **{name: form.get(f"texts.{locale.code}.{name}") or None for name in LABELS}
        )
        for locale in LOCALES
    }


async def _page(
    request: AnyRequest,
    state: State,
    principal: Principal,
    event_id: UUID,
    *,
    form: Form | None = None,
    about: str | None = None,
    errors: list[FieldError] | None = None,
    full: bool = False,
) -> Response[str]:
    event, offers = await state.offers.of_team(principal, event_id, PLANS)
    wanted = about if form else request.query_params.get("edit")
    edited = next((offer for offer in offers if str(offer.id) == wanted), None)
    texts = _texts(form) if form else dict(edited.texts) if edited else {}
    return render(
        request,
        "offers/organizer.html",
        status=409 if full else 422 if errors else 200,
        event=event,
        offers=[(o, offer_kind(o.kind), _languages(o)) for o in offers],
        edit=str(edited.id) if edited else "new" if wanted == "new" or not offers else None,
        kind=form.get("kind") if form else edited.kind.value if edited else "",
        kinds=kind_choices(),
        texts=[(locale, texts.get(locale.code, OfferText())) for locale in LOCALES],
        errors=errors or [],
        by_field={error.field: error for error in errors or []},
        labels=_labels(),
        full=full,
        done="done" in request.query_params,
        most=OFFERS_MAX,
    )


def _labels() -> dict[str, str]:
    """Which field of which language, for the list of what is wrong."""
    return {
        f"texts.{locale.code}.{name}": f"{locale.label}, {gettext(label)}"
        for locale in LOCALES
        for name, label in LABELS.items()
    }


def _languages(offer: Offer) -> list[Locale]:
    return [locale for locale in LOCALES if locale.code in offer.texts]


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotParsable("The form can't be read.") from None


routes = [offers_page, act]
