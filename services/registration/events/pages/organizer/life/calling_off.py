"""An event is called off, for good or until it has another day: first whom that reaches."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath

from services.registration.events import use_cases
from services.registration.events.bodies.moving import BookingsThen, CancelBody
from services.registration.events.bodies.parts import NOTE_MAX_CHARACTERS
from services.registration.events.errors import ChangedMeanwhile, EventOver
from services.registration.events.pages.organizer.asking import (
    CHANGEABLE,
    EVENT,
    AnyRequest,
    Asked,
    asked,
    version_in,
)
from services.registration.events.pages.organizer.events import event_page_of
from services.registration.events.pages.organizer.life.notes import note_labels, typed_notes
from services.registration.events.use_cases.overview import find_reach
from shared.errors import FieldError
from shared.web.faults import Faults
from shared.web.languages import LOCALES
from shared.web.pages import Form, read_form, redirect, render

PATH = f"{EVENT}/cancel"


@get(PATH, opt={"access": "organizer"}, include_in_schema=False)
async def cancel_page(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> Response[Any]:
    """What will happen, what becomes of registrations, and a note to everybody."""
    who = await asked(request, state, event_id)
    if who.event.status not in CHANGEABLE:
        return event_page_of(request, who, EventOver.problem_type)
    return await _page(request, state, who, Form([("bookings", BookingsThen.RELEASE.value)]))


@post(PATH, opt={"access": "organizer"}, include_in_schema=False)
async def cancel(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> Response[Any]:
    """Call it off; not if somebody changed the event since the page was opened."""
    form = await read_form(request)
    who = await asked(request, state, event_id)
    version = version_in(form.get("version"))
    if version is not None and version != who.event.version:
        return event_page_of(request, who, ChangedMeanwhile.problem_type)
    faults = Faults()
    note = typed_notes(form, faults)
    if faults.errors:
        return await _page(request, state, who, form, faults.errors)
    keep = form.get("bookings") == BookingsThen.KEEP
    body = CancelBody(bookings=BookingsThen.KEEP if keep else BookingsThen.RELEASE, note=note)
    try:
        await use_cases.cancel_event(
            state.pool, who.principal, who.now, event_id, body, hooks=state.event_hooks
        )
    except EventOver as refusal:
        return event_page_of(request, await asked(request, state, event_id), refusal.problem_type)
    done = "postpone" if keep else "cancel"
    return redirect(request, f"/organizer/events/{event_id}?done={done}")


async def _page(
    request: AnyRequest,
    state: State,
    who: Asked,
    form: Form,
    errors: list[FieldError] | None = None,
) -> Response[Any]:
    return render(
        request,
        "events/organizer/life/cancel.html",
        status=422 if errors else 200,
        event=who.event,
        partners=[who.organisations[id_] for id_ in who.event.partner_ids],
        form=form,
        errors=errors or [],
        error_at={error.field: error for error in errors or []},
        labels=note_labels(),
        languages=LOCALES,
        note_max=NOTE_MAX_CHARACTERS,
        reach=await find_reach(state.pool, who.event.id, state.event_hooks),
    )


routes: list[Any] = [cancel_page, cancel]
