"""A session does not take place: first whom that reaches, then a note to them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath

from services.registration.events.bodies.moving import BookingsThen, CancelSessionBody
from services.registration.events.bodies.parts import NOTE_MAX_CHARACTERS
from services.registration.events.domain import Session
from services.registration.events.errors import EventOver, NotPublished, SessionOver
from services.registration.events.pages.organizer.asking import (
    EVENT,
    AnyRequest,
    Asked,
    asked,
)
from services.registration.events.pages.organizer.life.notes import note_labels, typed_notes
from services.registration.events.use_cases.sessions import (
    cancel_session,
    check_may_be_called_off,
    find_session_reach,
)
from shared.errors import FieldError, NotFound
from shared.web.faults import Faults
from shared.web.languages import LOCALES
from shared.web.pages import Form, read_form, redirect, render

PATH = f"{EVENT}/plan/programme/{{part_id:uuid}}/cancel"


@get(PATH, opt={"access": "organizer"}, include_in_schema=False)
async def cancel_session_page(
    request: AnyRequest, state: State, event_id: FromPath[UUID], part_id: FromPath[UUID]
) -> Response[Any]:
    """What will happen, what becomes of those who chose nothing else, and a note to all."""
    who = await asked(request, state, event_id)
    session = _session(who, part_id)
    if session.cancelled:
        return _back(request, event_id)
    check_may_be_called_off(who.event, session, who.now)
    return await _page(request, state, who, session, Form([("bookings", BookingsThen.KEEP.value)]))


@post(PATH, opt={"access": "organizer"}, include_in_schema=False)
async def cancel_session_now(
    request: AnyRequest, state: State, event_id: FromPath[UUID], part_id: FromPath[UUID]
) -> Response[Any]:
    """Call it off."""
    form = await read_form(request)
    who = await asked(request, state, event_id)
    session = _session(who, part_id)
    faults = Faults()
    note = typed_notes(form, faults)
    if faults.errors:
        return await _page(request, state, who, session, form, errors=faults.errors)
    release = form.get("bookings") == BookingsThen.RELEASE
    body = CancelSessionBody(
        bookings=BookingsThen.RELEASE if release else BookingsThen.KEEP, note=note
    )
    try:
        await cancel_session(
            state.pool,
            who.principal,
            who.now,
            event_id,
            part_id,
            body=body,
            hooks=state.event_hooks,
        )
    except (EventOver, NotPublished, SessionOver) as refusal:
        return _back(request, event_id, refusal.problem_type)
    return _back(request, event_id, "cancelled")


def _back(request: AnyRequest, event_id: UUID, done: str = "cancelled") -> Response[Any]:
    return redirect(request, f"/organizer/events/{event_id}/plan/programme?done={done}")


def _session(who: Asked, part_id: UUID) -> Session:
    session = who.event.session(part_id)
    if session is None or session.slot_of is not None:
        raise NotFound
    return session


async def _page(
    request: AnyRequest,
    state: State,
    who: Asked,
    session: Session,
    form: Form,
    *,
    errors: list[FieldError] | None = None,
) -> Response[Any]:
    return render(
        request,
        "events/organizer/life/session.html",
        status=422 if errors else 200,
        event=who.event,
        session=session,
        form=form,
        errors=errors or [],
        error_at={error.field: error for error in errors or []},
        labels=note_labels(),
        languages=LOCALES,
        note_max=NOTE_MAX_CHARACTERS,
        reach=await find_session_reach(state.pool, who.event, session, state.event_hooks),
    )


routes: list[Any] = [cancel_session_page, cancel_session_now]
