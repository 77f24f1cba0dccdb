"""Registering somebody who calls or comes by."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Redirect

from services.registration.bookings.pages.form import (
    TOKEN,
    Filled,
    Trouble,
    missing_names,
    new_token,
    nonce_of,
    troubles,
)
from services.registration.bookings.pages.shown import by_session, choices_of
from services.registration.bookings.use_cases import Bookings
from services.registration.desk.errors import VisitorsStayUnknown
from services.registration.desk.pages.listing import OF_EVENT
from services.registration.desk.pages.refused import REFUSED_TEXTS
from services.registration.desk.use_cases import Desk, Seen
from services.registration.events.domain import Identity
from services.registration.events.pages.finding_organisation import searches
from services.registration.events.policy import PLANS
from services.registration.questions.shown import shown
from shared.errors import InvalidFields
from shared.web.languages import LOCALES, gettext, mark
from shared.web.pages import Form, read_form, redirect, render
from shared.web.principal import signed_in

AnyRequest = Request[Any, Any, Any]
LANGUAGES = {locale.code: locale.label for locale in LOCALES}


@get(f"{OF_EVENT}/new", include_in_schema=False, opt={"access": "organizer"})
async def new(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> Response[str]:
    """The empty form, or why there is none."""
    desk: Desk = state.desk
    seen = await desk.see(await signed_in(request), event_id, PLANS)
    if not await desk.may_add(seen):
        text = gettext(REFUSED_TEXTS[VisitorsStayUnknown])
        return await _page(request, state, seen, Filled(), [Trouble("form", text)], refused=True)
    return await _page(request, state, seen, Filled())


@post(f"{OF_EVENT}/new", include_in_schema=False, status_code=200, opt={"access": "organizer"})
async def add(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Register, or say what is wrong."""
    desk: Desk = state.desk
    seen = await desk.see(await signed_in(request), event_id, PLANS)
    form = await read_form(request)
    filled = Filled.read(form, await state.asking.of_event(event_id))
    if searches(form):
        return await _page(request, state, seen, filled, form=form)
    locale = form.get("locale") if form.get("locale") in LANGUAGES else "de"
    bookings: Bookings = state.bookings
    nonce = nonce_of(bookings.keys.lookup, event_id, form.get(TOKEN), state.clock())
    if nonce is None:
        text = gettext(mark("Das Formular war zu lange offen. Bitte senden Sie es noch einmal ab."))
        return await _page(request, state, seen, filled, [Trouble("form", text)], form=form)
    try:
        booking = await desk.add(seen, filled.wish(locale), f"desk-{nonce}")
    except InvalidFields as error:
        found = troubles(error, seen.event) + missing_names(filled, seen.event)
        found = list({trouble.field: trouble for trouble in reversed(found)}.values())[::-1]
        return await _page(request, state, seen, filled, found, form=form)
    except tuple(REFUSED_TEXTS) as error:
        found = [Trouble("form", gettext(REFUSED_TEXTS[type(error)]))]
        return await _page(request, state, seen, filled, found, form=form, status=error.status)
    return redirect(request, f"/organizer/events/{event_id}/registrations/{booking.id}?done=added")


async def _page(
    request: AnyRequest,
    state: State,
    seen: Seen,
    filled: Filled,
    found: list[Trouble] | None = None,
    *,
    form: Form | None = None,
    refused: bool = False,
    status: int = 422,
) -> Response[str]:
    bookings: Bookings = state.bookings
    event = seen.event
    organisations = await bookings.reading.organisations_to_choose(
        event.id, filled.organisation_search, filled.organisation_id
    )
    questions = await state.asking.of_event(event.id)
    return render(
        request,
        "desk/new.html",
        questions=shown(questions, event),
        status=409 if refused else status if found else 200,
        event=event,
        here=f"/organizer/events/{event.id}/registrations",
        person=filled.people[0],
        filled=filled,
        named=event.identity is Identity.NAMED,
        choices=by_session(event, await choices_of(bookings, event)),
        organisations=[(str(o.id), o.name) for o in organisations.found],
        more_organisations=organisations.more,
        languages=list(LANGUAGES.items()),
        language=form.get("locale", "de") if form else "de",
        troubles=found or [],
        errors_by_field={t.field: t.text for t in reversed(found or [])},
        token=new_token(bookings.keys.lookup, event.id, state.clock()),
        refused=refused,
    )


routes: list[Any] = [new, add]
