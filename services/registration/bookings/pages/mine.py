"""One's own registration: ticket, code, calendar, and what can be done about it."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromQuery
from litestar.response import Redirect

from services.registration.bookings.bodies import wish_for
from services.registration.bookings.calendar import calendar_of
from services.registration.bookings.domain.booking import Booking, Status
from services.registration.bookings.domain.changes import Wish
from services.registration.bookings.intake import shown_code
from services.registration.bookings.pages.form import ACTION, alternatives_in, ids_in, troubles
from services.registration.bookings.pages.reaching import MY_REGISTRATION, my_booking, proves
from services.registration.bookings.pages.refused import REFUSED_TEXTS
from services.registration.bookings.pages.shown import (
    by_session,
    choices_of,
    person_shown,
    rivals_of,
    text_of,
    title_of,
)
from services.registration.bookings.use_cases import Bookings
from services.registration.events.domain import Promotion
from services.registration.events.domain import Status as EventStatus
from shared.errors import FieldError, InvalidFields, NotFound, NotParsable
from shared.web.languages import gettext
from shared.web.pages import Form, read_form, redirect, render

AnyRequest = Request[Any, Any, Any]


@get(MY_REGISTRATION, include_in_schema=False, opt={"access": "manage-token"})
async def my_registration(
    request: AnyRequest, state: State, done: FromQuery[str | None] = None
) -> Response[str] | Redirect:
    """The registration with ticket, code, calendar and what can be done about it."""
    booking = await my_booking(request, state)
    if booking is None:
        return redirect(request, "/my")
    return await _my_page(request, state, booking, done=done is not None)


@post(MY_REGISTRATION, include_in_schema=False, status_code=200, opt={"access": "manage-token"})
async def act_on_mine(request: AnyRequest, state: State) -> Response[str] | Redirect:
    """Change the sessions, cancel, accept or decline an offer."""
    booking = await my_booking(request, state)
    if booking is None:
        return redirect(request, "/my")
    form = await read_form(request)
    try:
        await _act(request, state.bookings, booking, form)
    except InvalidFields as error:
        event = await state.bookings.reading.event(booking.event_id)
        texts = [t.text for t in troubles(error, event)]
        return await _my_page(request, state, booking, wrong=texts, status=422)
    except tuple(REFUSED_TEXTS) as error:
        texts = [gettext(REFUSED_TEXTS[type(error)])]
        return await _my_page(request, state, booking, wrong=texts, status=error.status)
    return redirect(request, f"{MY_REGISTRATION}?changed=1")


async def _act(request: AnyRequest, bookings: Bookings, booking: Booking, form: Form) -> None:
    action = form.get(ACTION)
    if action == "cancel":
        await bookings.changing.cancel(booking.id)
    elif action == "cancel-some":
        await bookings.changing.change(booking.id, _leaving(booking, form))
    elif action == "accept":
        await bookings.offers.accept(booking.id)
    elif action == "prove" and proves(request, booking):
        await bookings.offers.prove(booking.id)
    elif action == "decline":
        await bookings.offers.decline(booking.id)
    elif action == "change":
        await bookings.changing.change(booking.id, _wishes(booking, form))
    else:
        raise NotParsable("The form can't be read.")


def _leaving(booking: Booking, form: Form) -> list[Wish]:
    """Who of a party doesn't come; raises InvalidFields when nobody was ticked."""
    ticked = set(ids_in(form.all("people"))) & {p.id for p in booking.people}
    if not ticked:
        raise InvalidFields.one("people", "nobody was chosen", "nobody")
    return [Wish(person_id, cancelled=True) for person_id in sorted(ticked)]


def _wishes(booking: Booking, form: Form) -> list[Wish]:
    """What everybody is to take part in from now on; raises InvalidFields."""
    faults: list[FieldError] = []
    wishes = [
        wish_for(
            person.id,
            ids_in(form.all(f"sessions-{person.id}")),
            alternatives_in(form, f"any-{person.id}"),
            f"people[{index}]",
            faults,
        )
        for index, person in enumerate(booking.people)
        if person.status is not Status.CANCELLED and person.erased_at is None
    ]
    if faults:
        raise InvalidFields(faults)
    return wishes


@get(f"{MY_REGISTRATION}/calendar.ics", include_in_schema=False, opt={"access": "manage-token"})
async def my_calendar(request: AnyRequest, state: State) -> Response[bytes]:
    """The booked sessions for a calendar."""
    booking = await my_booking(request, state)
    if booking is None:
        raise NotFound
    event = await state.bookings.reading.event(booking.event_id)
    url = f"{request.app.state.web.settings.base_url}/e/{event.id}"
    content = calendar_of(event, booking, title_of(event), url, state.clock())
    headers = {"content-disposition": 'attachment; filename="anmeldung.ics"'}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


@get(f"{MY_REGISTRATION}/card", include_in_schema=False, opt={"access": "manage-token"})
async def my_card(request: AnyRequest, state: State) -> Response[str] | Redirect:
    """The tickets to print: for people without a phone at the door."""
    booking = await my_booking(request, state)
    if booking is None:
        return redirect(request, "/my")
    return await _my_page(request, state, booking, template="bookings/card.html")


async def _my_page(
    request: AnyRequest,
    state: State,
    booking: Booking,
    *,
    template: str = "bookings/mine.html",
    done: bool = False,
    wrong: list[str] | None = None,
    status: int = 200,
) -> Response[str]:
    bookings: Bookings = state.bookings
    event = await bookings.reading.event(booking.event_id)
    choices = await choices_of(bookings, event)
    asked = by_session(event, choices)
    now = state.clock()
    return render(
        request,
        template,
        status=status,
        event=event,
        title=title_of(event),
        booking=booking,
        people=[
            person_shown(request, bookings, event, person, choices)
            for person in booking.people
            if person.erased_at is None
        ],
        choices=asked,
        rivals=rivals_of(choices),
        proving=booking.unproven and proves(request, booking),
        code=shown_code(bookings.intake.code(booking.id, booking.generation)),
        done=done,
        changed="changed" in request.query_params,
        wrong=wrong or [],
        changeable=event.status in {EventStatus.PUBLISHED, EventStatus.CANCELLED}
        and now < event.ends_at,
        by_hand=event.promotion is Promotion.BY_HAND,
        changes_over=event.changes_until is not None and now >= event.changes_until,
        begun=now >= event.starts_at,
        offers=[p.offer_expires_at for p in booking.people if p.status is Status.OFFERED],
        directions=text_of(event, "directions"),
    )


routes = [my_registration, act_on_mine, my_calendar, my_card]
