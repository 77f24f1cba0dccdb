"""How long an event keeps its people: where the plan speaks of data protection."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath

from services.registration.erasure.domain import (
    RETENTION_DAYS_MAX,
    RETENTION_DAYS_MIN,
    retention,
)
from services.registration.events.pages.organizer.asking import EVENT, AnyRequest, Asked, asked
from services.registration.events.pages.organizer.editing import steps
from services.registration.events.pages.organizer.sections import QUESTIONS
from shared.errors import FieldError
from shared.web.languages import gettext, mark
from shared.web.pages import Form, add_error_texts, read_form, redirect, render

PLAN = f"{EVENT}/plan/retention"
OWN = "own"

add_error_texts({"retention-days": mark("Bitte schreiben Sie eine Zahl von 1 bis 730.")})


@get(PLAN, opt={"access": "organizer"}, include_in_schema=False)
async def retention_page(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[Any]:
    """Until when registrations are kept, as usual or by the event's own choice."""
    who = await asked(request, state, event_id)
    found = await state.erasures.retention(who.event)
    choice = OWN if found.chosen else "usual"
    return _page(request, who, Form([("choice", choice), ("days", str(found.days))]))


@post(PLAN, opt={"access": "organizer"}, include_in_schema=False)
async def choose_retention(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[Any]:
    """Keep the choice; the event's notice of data protection says it from now on."""
    form = await read_form(request)
    who = await asked(request, state, event_id)
    days = _days(form.get("days")) if form.get("choice") == OWN else None
    if form.get("choice") == OWN and days is None:
        fault = FieldError("days", "must be 1 to 730", "retention-days")
        return _page(request, who, form, [fault])
    await state.erasures.choose_retention(who.event, days, who.principal)
    return redirect(request, f"/organizer/events/{event_id}/plan/retention?done=saved")


def _days(typed: str) -> int | None:
    text = typed.strip()
    days = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
    return days if RETENTION_DAYS_MIN <= days <= RETENTION_DAYS_MAX else None


def _page(
    request: AnyRequest, who: Asked, form: Form, errors: list[FieldError] | None = None
) -> Response[Any]:
    event = who.event
    usual = retention(event.kind, event.ends_at, None)
    days = _days(form.get("days")) if form.get("choice") == OWN else usual.days
    return render(
        request,
        "erasure/organizer_retention.html",
        status=422 if errors else 200,
        event=event,
        form=form,
        errors=errors or [],
        error_at={error.field: error for error in errors or []},
        labels={"days": gettext("Tage nach der Veranstaltung")},
        usual=usual.days,
        erased_from=event.ends_at + timedelta(days=days) if days else None,
        most=RETENTION_DAYS_MAX,
        done=request.query_params.get("done"),
        **steps(event, QUESTIONS),
    )


routes: list[Any] = [retention_page, choose_retention]
