"""A colleague's own place: ticket, sessions, questions, calendar, declining, being forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.response import Redirect

from services.registration.bookings.calendar import calendar_of
from services.registration.bookings.domain.booking import Status
from services.registration.bookings.pages.form import Trouble, ids_in, troubles
from services.registration.bookings.pages.shown import (
    by_session,
    choices_of,
    person_shown,
    text_of,
    title_of,
)
from services.registration.bookings.use_cases import Bookings
from services.registration.companies.errors import AlreadyTakenOver
from services.registration.companies.pages.reaching import MY_PLACE, end_of, my_place, no_place
from services.registration.companies.pages.wording import REFUSED, refused_text
from services.registration.companies.use_cases import Companies
from services.registration.companies.use_cases.places import Place
from services.registration.events.domain import Event
from services.registration.events.domain import Status as EventStatus
from services.registration.questions.domain import Answer
from services.registration.questions.shown import (
    answers_in,
    needs_to_choose,
    notice_of,
    shown,
    support_in,
)
from shared.errors import InvalidFields, NotFound, NotParsable
from shared.web.pages import Form, read_form, redirect, render

AnyRequest = Request[Any, Any, Any]
SUPPORT = "support_needs"


@get(MY_PLACE, include_in_schema=False, opt={"access": "manage-token"})
async def show_place(request: AnyRequest, state: State) -> Response[str]:
    """The place with ticket and choice."""
    companies: Companies = state.companies
    found = await my_place(request, companies.places.place)
    if isinstance(found, Response):
        return found
    return await _page(request, state, found[1])


@post(MY_PLACE, include_in_schema=False, status_code=200, opt={"access": "manage-token"})
async def act_on_place(request: AnyRequest, state: State) -> Response[str] | Redirect:
    """Choose sessions and answer, or decline."""
    companies: Companies = state.companies
    found = await my_place(request, companies.places.place)
    if isinstance(found, Response):
        return found
    token, place = found
    form = await read_form(request)
    answers: Mapping[str, Answer] = {}
    try:
        if form.get("do") == "decline":
            await companies.places.decline(token)
        elif form.get("do") == "choose":
            questions = await state.asking.of_event(place.booking.event_id)
            answers = answers_in(questions, "answers", form.get, form.all)
            support = support_in(SUPPORT, form.get, form.all) if questions.support else None
            sessions = ids_in(form.all("sessions"))
            await companies.places.choose(token, sessions, answers, support)
        else:
            raise NotParsable("The form can't be read.")
    except AlreadyTakenOver:
        return no_place(request, taken=True)
    except InvalidFields as error:
        event = await state.bookings.reading.event(place.booking.event_id)
        return await _page(
            request, state, place, form=form, answers=answers, wrong=_troubles(error, event)
        )
    except tuple(REFUSED) as error:
        wrong = [Trouble("form", refused_text(error))]
        return await _page(request, state, place, form=form, answers=answers, wrong=wrong)
    return redirect(request, f"{MY_PLACE}?changed=1")


@get(f"{MY_PLACE}/calendar.ics", include_in_schema=False, opt={"access": "manage-token"})
async def place_calendar(request: AnyRequest, state: State) -> Response[bytes]:
    """The chosen sessions for a calendar; of the colleague alone, not of the whole list."""
    companies: Companies = state.companies
    found = await my_place(request, companies.places.place)
    if isinstance(found, Response):
        raise NotFound
    _, place = found
    event = await state.bookings.reading.event(place.booking.event_id)
    own = replace(place.booking, id=place.person.id, people=[place.person])
    url = f"{request.app.state.web.settings.base_url}/e/{event.id}"
    content = calendar_of(event, own, title_of(event), url, state.clock())
    headers = {"content-disposition": 'attachment; filename="anmeldung.ics"'}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


@get(f"{MY_PLACE}/erase", include_in_schema=False, opt={"access": "manage-token"})
async def ask_to_erase(request: AnyRequest, state: State) -> Response[str]:
    """What being forgotten means; nothing happens yet."""
    companies: Companies = state.companies
    found = await my_place(request, companies.places.place)
    if isinstance(found, Response):
        return found
    _, place = found
    event = await state.bookings.reading.event(place.booking.event_id)
    upcoming = event.status is EventStatus.PUBLISHED and state.clock() < event.ends_at
    return render(
        request,
        "companies/erase_place.html",
        title=title_of(event),
        upcoming=upcoming,
        erased=False,
    )


@post(f"{MY_PLACE}/erase", include_in_schema=False, status_code=200, opt={"access": "manage-token"})
async def erase(request: AnyRequest, state: State) -> Response[str] | Redirect:
    """Forget the colleague."""
    companies: Companies = state.companies
    found = await my_place(request, companies.places.place)
    if isinstance(found, Response):
        return found
    token, _ = found
    await companies.places.erase(token)
    return redirect(request, f"{MY_PLACE}/erased", cookies=[end_of(request, "place")])


@get(f"{MY_PLACE}/erased", include_in_schema=False, opt={"access": "public"})
async def erased(request: AnyRequest) -> Response[str]:
    """All of it is gone."""
    return render(request, "companies/erase_place.html", title="", upcoming=False, erased=True)


def _troubles(error: InvalidFields, event: Event) -> list[Trouble]:
    found = [
        Trouble("sessions" if ".sessions" in t.field else t.field, t.text)
        for t in troubles(error, event)
    ]
    return list({trouble.field: trouble for trouble in reversed(found)}.values())[::-1]


async def _page(
    request: AnyRequest,
    state: State,
    place: Place,
    *,
    form: Form | None = None,
    answers: Mapping[str, Answer] | None = None,
    wrong: list[Trouble] | None = None,
) -> Response[str]:
    bookings: Bookings = state.bookings
    companies: Companies = state.companies
    person = place.person
    event = await bookings.reading.event(place.booking.event_id)
    seated = person.status is Status.CONFIRMED
    choices = await choices_of(bookings, event, seated=seated)
    questions = await state.asking.of_event(event.id)
    if form is None:
        kept = await state.asking.answers_of([person.id])
        answers = {each.question.key: each.value for each in kept}
        support = await state.supporting.wish_of(person.id)
    else:
        support = support_in(SUPPORT, form.get, form.all)
    base_url = request.app.state.web.settings.base_url
    own = companies.keys.own.token(person.id, person.generation)
    return render(
        request,
        "companies/place.html",
        status=422 if wrong else 200,
        event=event,
        title=title_of(event),
        directions=text_of(event, "directions"),
        company=place.company,
        person=person_shown(request, bookings, event, person, choices),
        now_is=person.status.value,
        choices=by_session(event, choices),
        chosen=set(ids_in(form.all("sessions"))) if form else set(person.sessions),
        questions=shown(questions, event),
        data_notice=notice_of(questions),
        answers=answers or {},
        support=support,
        support_names=await state.supporting.names(questions.support),
        support_choices=needs_to_choose(),
        troubles=wrong or [],
        errors_by_field={t.field: t.text for t in reversed(wrong or [])},
        changeable=event.status is EventStatus.PUBLISHED and state.clock() < event.ends_at,
        own_link=None if place.by_mail else f"{base_url}/p/{own}",
        calendar=person.status is Status.CONFIRMED,
        begun=state.clock() >= event.starts_at,
        said=next((w for w in ("taken", "changed") if w in request.query_params), None),
    )


routes: list[Any] = [show_place, act_on_place, place_calendar, ask_to_erase, erase, erased]
