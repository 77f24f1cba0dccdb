"""Another day for an event: choose it, see whom that reaches, then do it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath

from services.registration.events import use_cases
from services.registration.events.bodies.moving import BookingsThen, RescheduleBody
from services.registration.events.bodies.parts import NOTE_MAX_CHARACTERS
from services.registration.events.domain import Event, Status
from services.registration.events.errors import ChangedMeanwhile, EventOver, NotPublished
from services.registration.events.pages.organizer.asking import (
    EVENT,
    AnyRequest,
    Asked,
    asked,
    version_in,
)
from services.registration.events.pages.organizer.events import event_page_of
from services.registration.events.pages.organizer.life.notes import (
    note_fields,
    note_labels,
    quoted,
    typed_notes,
)
from services.registration.events.pages.organizer.typed import (
    in_order,
    renamed,
    shown_instant,
    typed_instant,
)
from services.registration.events.planning.shifting import moved_event
from services.registration.events.use_cases.overview import find_reach
from shared.errors import FieldError, InvalidFields
from shared.web.faults import Faults
from shared.web.languages import LOCALES, gettext, mark
from shared.web.pages import Form, read_form, redirect, render

PATH = f"{EVENT}/reschedule"
NAMES = ("starts_on", "starts_time", "ends_on", "ends_time", "bookings")
LABELS = {
    "starts_on": mark("Neuer Beginn, Tag"),
    "starts_time": mark("Neuer Beginn, Uhrzeit"),
    "ends_on": mark("Neues Ende, Tag"),
    "ends_time": mark("Neues Ende, Uhrzeit"),
    "bookings": mark("Anmeldungen"),
}
AT = {"starts_at": "starts_on", "ends_at": "ends_time"}


def may_move(event: Event) -> bool:
    """Published events, and those that were and are called off."""
    called_off = event.status is Status.CANCELLED and event.published_at is not None
    return event.status is Status.PUBLISHED or called_off


@get(PATH, opt={"access": "organizer"}, include_in_schema=False)
async def reschedule_page(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[Any]:
    """The form, with the day as it is."""
    who = await asked(request, state, event_id)
    if not may_move(who.event):
        return event_page_of(request, who, EventOver.problem_type)
    shown = [
        *shown_instant(who.event.starts_at, who.event.time_zone, "starts"),
        ("bookings", BookingsThen.KEEP.value),
    ]
    return await _form(request, state, who, Form(shown))


@post(PATH, opt={"access": "organizer"}, include_in_schema=False)
async def reschedule(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> Response[Any]:
    """Show what will happen, go back to the form, or do it: as the button says."""
    form = await read_form(request)
    who = await asked(request, state, event_id)
    if not may_move(who.event):
        return event_page_of(request, who, EventOver.problem_type)
    version = version_in(form.get("version"))
    if version is not None and version != who.event.version:
        return event_page_of(request, who, ChangedMeanwhile.problem_type)
    if form.get("do") == "change":
        return await _form(request, state, who, form)
    body, moved, errors = planned(form, who)
    if errors or body is None or moved is None:
        return await _form(request, state, who, form, errors)
    if form.get("do") != "move":
        return await _preview(request, state, who, form, moved)
    try:
        await use_cases.reschedule_event(
            state.pool, who.principal, who.now, event_id, body, hooks=state.event_hooks
        )
    except (EventOver, NotPublished) as refusal:
        return event_page_of(request, await asked(request, state, event_id), refusal.problem_type)
    return redirect(request, f"/organizer/events/{event_id}?done=reschedule")


def planned(form: Form, who: Asked) -> tuple[RescheduleBody | None, Event | None, list[FieldError]]:
    """What a form asks for, and the event as it would be; or what is wrong with it."""
    event, faults = who.event, Faults()
    zone = event.time_zone
    starts_at = typed_instant(form, "starts", zone, faults)
    same_day = f"{starts_at:%Y-%m-%d}" if starts_at and not form.get("ends_on") else None
    typed_end = bool(form.get("ends_time") or form.get("ends_on"))
    ends_at = typed_instant(form, "ends", zone, faults, on=same_day) if typed_end else None
    if starts_at is None and not faults.errors:
        faults.add("starts_on", "is missing", "missing")
    if form.get("bookings") not in set(BookingsThen):
        faults.add("bookings", "must be chosen", "missing")
    notes = typed_notes(form, faults)
    if faults.errors or starts_at is None:
        return None, None, _named(faults.errors)
    then = BookingsThen(form.get("bookings"))
    body = RescheduleBody(starts_at=starts_at, ends_at=ends_at, bookings=then, note=notes)
    try:
        moved = moved_event(event, body, who.now)
    except InvalidFields as error:
        return None, None, _named(error.errors)
    dates = (event.starts_at, event.ends_at)
    if event.status is Status.PUBLISHED and dates == (moved.starts_at, moved.ends_at):
        same = FieldError("starts_on", "is the day it has", "same-day")
        return None, None, [same]
    return body, moved, []


def _named(errors: list[FieldError]) -> list[FieldError]:
    return in_order(renamed(errors, AT), {**LABELS, **note_labels()})


async def _form(
    request: AnyRequest,
    state: State,
    who: Asked,
    form: Form,
    errors: list[FieldError] | None = None,
) -> Response[Any]:
    return render(
        request,
        "events/organizer/life/reschedule.html",
        status=422 if errors else 200,
        event=who.event,
        form=form,
        errors=errors or [],
        error_at={error.field: error for error in errors or []},
        labels={**{name: gettext(text) for name, text in LABELS.items()}, **note_labels()},
        languages=LOCALES,
        note_max=NOTE_MAX_CHARACTERS,
        reach=await find_reach(state.pool, who.event.id, state.event_hooks),
    )


async def _preview(
    request: AnyRequest, state: State, who: Asked, form: Form, moved: Event
) -> Response[Any]:
    return render(
        request,
        "events/organizer/life/reschedule_preview.html",
        event=who.event,
        moved=moved,
        release=form.get("bookings") == BookingsThen.RELEASE,
        notes=quoted(dict(moved.notice)),
        typed=[(name, form.get(name)) for name in (*NAMES, *note_fields()) if form.get(name)],
        reach=await find_reach(state.pool, who.event.id, state.event_hooks),
    )


routes: list[Any] = [reschedule_page, reschedule]
