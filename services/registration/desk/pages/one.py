"""One registration: move, cancel, answer an offer for somebody, send the link, print, erase."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Redirect

from services.registration.bookings.domain.booking import Booking, Person, Status
from services.registration.bookings.domain.changes import Wish
from services.registration.bookings.intake import shown_code
from services.registration.bookings.pages.form import ids_in, troubles
from services.registration.bookings.pages.shown import (
    by_session,
    choices_of,
    names_of_sessions,
    person_shown,
    title_of,
)
from services.registration.bookings.use_cases import Bookings
from services.registration.bookings.use_cases.team_notes import TEAM_NOTE_MAX_CHARACTERS
from services.registration.desk.errors import NobodyChosen, NoCard
from services.registration.desk.pages.listing import OF_EVENT
from services.registration.desk.pages.refused import REFUSED_TEXTS
from services.registration.desk.selection import Selection
from services.registration.desk.use_cases import Desk, Seen
from services.registration.events.policy import PLANS, WATCHES
from shared.errors import InvalidFields, NotParsable
from shared.web.languages import gettext
from shared.web.pages import Form, read_form, redirect, render
from shared.web.principal import signed_in

AnyRequest = Request[Any, Any, Any]
ONE = f"{OF_EVENT}/{{registration_id:uuid}}"


@get(ONE, include_in_schema=False, opt={"access": "watching"})
async def show(
    request: AnyRequest, state: State, event_id: FromPath[UUID], registration_id: FromPath[UUID]
) -> Response[str]:
    """The registration and what can be done about it."""
    desk: Desk = state.desk
    seen = await desk.see(await signed_in(request), event_id, WATCHES)
    return await _page(request, state, seen, await desk.one(seen, registration_id))


@post(ONE, include_in_schema=False, status_code=200, opt={"access": "organizer"})
async def act(
    request: AnyRequest, state: State, event_id: FromPath[UUID], registration_id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Do one thing, or say why it can't be done."""
    desk: Desk = state.desk
    seen = await desk.see(await signed_in(request), event_id, PLANS)
    booking = await desk.one(seen, registration_id)
    form = await read_form(request)
    if form.get("do") in {"cancel", "erase"} and not form.get("sure"):
        return await _page(request, state, seen, booking, ask=form.get("do"))
    try:
        await _act(state, seen, booking, form)
    except InvalidFields as error:
        texts = [t.text for t in troubles(error, seen.event)]
        return await _page(request, state, seen, booking, wrong=texts, status=422)
    except tuple(REFUSED_TEXTS) as error:
        texts = [gettext(REFUSED_TEXTS[type(error)])]
        return await _page(request, state, seen, booking, wrong=texts, status=error.status)
    here = f"/organizer/events/{event_id}/registrations/{booking.id}"
    return redirect(request, f"{here}?done={form.get('do')}")


@get(f"{ONE}/card", include_in_schema=False, opt={"access": "organizer"})
async def card(
    request: AnyRequest, state: State, event_id: FromPath[UUID], registration_id: FromPath[UUID]
) -> Response[str]:
    """What somebody without an e-mail address takes home: ticket and booking code."""
    desk: Desk = state.desk
    bookings: Bookings = state.bookings
    seen = await desk.see(await signed_in(request), event_id, PLANS)
    booking = await desk.one(seen, registration_id)
    if not await _has_card(desk, seen, booking):
        raise NoCard
    choices = await choices_of(bookings, seen.event)
    return render(
        request,
        "desk/card.html",
        event=seen.event,
        title=title_of(seen.event),
        back=f"/organizer/events/{event_id}/registrations/{booking.id}",
        people=[person_shown(request, bookings, seen.event, p, choices) for p in _known(booking)],
        code=shown_code(bookings.intake.code(booking.id, booking.generation)),
    )


async def _act(state: State, seen: Seen, booking: Booking, form: Form) -> None:
    bookings: Bookings = state.bookings
    desk: Desk = state.desk
    deed, by = form.get("do"), seen.note
    if deed == "move":
        wishes = [Wish(p.id, tuple(ids_in(form.all(f"sessions-{p.id}")))) for p in _active(booking)]
        await bookings.changing.change(booking.id, wishes, by=by)
    elif deed == "cancel":
        meant = _meant(_active(booking), form)
        await desk.acting.cancel(seen, Selection(people=tuple(meant)))
    elif deed == "accept":
        await bookings.offers.accept(booking.id, by=by)
    elif deed == "decline":
        await bookings.offers.decline(booking.id, by=by)
    elif deed == "note" and seen.with_names:
        await bookings.team_notes.write(booking, form.get("note"), by=by)
    elif deed == "resend":
        await desk.write_link_again(seen, booking)
    elif deed == "erase":
        known = _known(booking)
        meant = _meant(known, form)
        await desk.erase(booking.id, meant if len(meant) < len(known) else frozenset(), by)
    else:
        raise NotParsable("The form can't be read.")


def _meant(people: list[Person], form: Form) -> frozenset[UUID]:
    """Who was ticked; a single person needs no tick. Raises NobodyChosen."""
    if len(people) == 1:
        return frozenset({people[0].id})
    meant = {p.id for p in people} & set(ids_in(form.all("person")))
    if not meant:
        raise NobodyChosen
    return frozenset(meant)


async def _page(
    request: AnyRequest,
    state: State,
    seen: Seen,
    booking: Booking,
    *,
    ask: str = "",
    wrong: list[str] | None = None,
    status: int = 200,
) -> Response[str]:
    desk: Desk = state.desk
    event = seen.event
    organisations = dict(await desk.organisations(seen))
    choices = await choices_of(state.bookings, event)
    return render(
        request,
        "desk/one.html",
        status=status,
        event=event,
        list_path=f"/organizer/events/{event.id}/registrations",
        here=f"/organizer/events/{event.id}/registrations/{booking.id}",
        booking=booking,
        people=[p for p in booking.people if p.erased_at is None],
        active=_active(booking),
        erased=sum(1 for p in booking.people if p.erased_at is not None),
        offered=min(
            (p.offer_expires_at for p in booking.people if p.offer_expires_at), default=None
        ),
        choices=by_session(event, choices),
        titles=names_of_sessions(event),
        organisation=organisations.get(booking.organisation_id)
        if booking.organisation_id
        else None,
        with_names=seen.with_names,
        may_change=seen.may(PLANS),
        may_note=seen.may(PLANS) and seen.with_names and booking.registered_by is None,
        note=await state.bookings.team_notes.read(booking.id) if seen.may(PLANS) else None,
        note_max=TEAM_NOTE_MAX_CHARACTERS,
        has_card=seen.may(PLANS) and await _has_card(desk, seen, booking),
        ask=ask,
        wrong=wrong or [],
        done=request.query_params.get("done", "")[:20],
    )


async def _has_card(desk: Desk, seen: Seen, booking: Booking) -> bool:
    """Only for those whom no mail reaches; and not where staff learn nobody's code."""
    without_mail = booking.contact_email is None and bool(_active(booking))
    return without_mail and await desk.may_add(seen)


def _known(booking: Booking) -> list[Person]:
    return [p for p in booking.people if p.erased_at is None]


def _active(booking: Booking) -> list[Person]:
    return [p for p in _known(booking) if p.status is not Status.CANCELLED]


routes: list[Any] = [show, act, card]
