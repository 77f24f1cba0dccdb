"""The form for a contingent, new or known."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath

from services.registration.events.pages.finding_organisation import searches
from services.registration.events.pages.organizer.typed import (
    shown_instant,
    typed_instant,
    typed_number,
)
from services.registration.events.policy import PLANS
from services.registration.invitations.domain import CONTINGENT_PLACES_MAX, Standing
from services.registration.invitations.pages.organizer_overview import OF_EVENT
from services.registration.invitations.pages.organizer_words import REFUSED_TEXTS, refusal_text
from services.registration.invitations.use_cases import Invitations
from services.registration.invitations.use_cases.seeing import Seen
from shared.errors import FieldError, InvalidFields, NotFound
from shared.web.faults import Faults
from shared.web.languages import gettext, mark
from shared.web.pages import Form, read_form, redirect, render
from shared.web.principal import signed_in

AnyRequest = Request[Any, Any, Any]
ONE = f"{OF_EVENT}/contingents/{{contingent:str}}"
NEW = "new"
SEARCH_MAX_CHARACTERS = 100
LABELS = {
    "organisation_id": mark("Organisation"),
    "places": mark("Plätze"),
    "release_on": mark("Unbenutzte Plätze freigeben, Tag"),
    "release_time": mark("Unbenutzte Plätze freigeben, Uhrzeit"),
}


@get(ONE, include_in_schema=False, opt={"access": "organizer"})
async def show(
    request: AnyRequest, state: State, event_id: FromPath[UUID], contingent: FromPath[str]
) -> Response[str]:
    """The form as it is saved, or empty."""
    invitations: Invitations = state.invitations
    seen = await invitations.seeing.of_event(await signed_in(request), event_id, PLANS)
    standing = _standing(seen, contingent)
    return _page(request, seen, standing, _saved(seen, standing))


@post(ONE, include_in_schema=False, status_code=200, opt={"access": "organizer"})
async def save(
    request: AnyRequest, state: State, event_id: FromPath[UUID], contingent: FromPath[str]
) -> Response[Any]:
    """Save it, or say what is wrong."""
    invitations: Invitations = state.invitations
    principal = await signed_in(request)
    form = await read_form(request)
    search, chosen = form.get("organisation_search"), _id(form.get("organisation_id"))
    seen = await invitations.seeing.of_event(
        principal, event_id, PLANS, search=search.strip()[:SEARCH_MAX_CHARACTERS], chosen=chosen
    )
    standing = _standing(seen, contingent)
    if searches(form):
        return _page(request, seen, standing, form)
    try:
        organisation_id, places, release_at = _read(form, seen, standing)
        if standing is None:
            await invitations.contingents.add(
                principal, event_id, organisation_id, places, release_at
            )
        else:
            await invitations.contingents.change(
                principal,
                standing.contingent.id,
                places=places,
                release_at=release_at,
                keep_release=False,
            )
    except InvalidFields as error:
        return _page(request, seen, standing, form, errors=_at_fields(error.errors))
    except tuple(REFUSED_TEXTS) as error:
        wrong = refusal_text(error)
        return _page(request, seen, standing, form, wrong=wrong, status=error.status)
    return redirect(request, f"/organizer/events/{event_id}/invitations?done=contingent")


def _read(form: Form, seen: Seen, standing: Standing | None) -> tuple[UUID, int, datetime | None]:
    faults = Faults()
    organisation_id = _id(form.get("organisation_id"))
    if standing is not None:
        organisation_id = standing.contingent.organisation_id
    elif organisation_id is None:
        faults.add("organisation_id", "is missing", "choice")
    places = typed_number(form, "places", faults)
    if places is None and not any(e.field == "places" for e in faults.errors):
        faults.add("places", "is missing", "missing")
    elif places is not None and not 1 <= places <= CONTINGENT_PLACES_MAX:
        faults.add("places", "is no number of places", "whole-number")
    release_at = None
    if form.get("release_on"):
        typed = Form([("release_on", form.get("release_on")), ("release_time", _time(form))])
        release_at = typed_instant(typed, "release", seen.event.time_zone, faults)
    before = standing.contingent.release_at if standing else None
    if release_at is not None and before is not None and release_at == before.replace(second=0):
        release_at = before  # seconds that no form shows are kept
    faults.raise_any()
    return organisation_id or UUID(int=0), places or 0, release_at


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _time(form: Form) -> str:
    return form.get("release_time") or "00:00"


def _saved(seen: Seen, standing: Standing | None) -> Form:
    if standing is None:
        return Form([])
    contingent = standing.contingent
    fields = [("places", str(contingent.places))]
    if contingent.release_at is not None:
        fields += shown_instant(contingent.release_at, seen.event.time_zone, "release")
    return Form(fields)


def _standing(seen: Seen, text: str) -> Standing | None:
    """The contingent that the address names, None for a new one; raises NotFound."""
    if text == NEW:
        return None
    found = next((s for s in seen.standings if str(s.contingent.id) == text), None)
    if found is None:
        raise NotFound
    return found


def _at_fields(errors: list[FieldError]) -> list[FieldError]:
    at = {"release_at": "release_on"}
    return [FieldError(at.get(e.field, e.field), e.reason, e.code) for e in errors]


def _page(
    request: AnyRequest,
    seen: Seen,
    standing: Standing | None,
    form: Form,
    *,
    errors: list[FieldError] | None = None,
    wrong: str | None = None,
    status: int = 422,
) -> Response[str]:
    return render(
        request,
        "invitations/organizer_contingent.html",
        status=status if errors or wrong else 200,
        event=seen.event,
        here=f"/organizer/events/{seen.event.id}/invitations",
        standing=standing,
        most=seen.limit(standing.contingent.id) if standing else seen.most,
        unlimited=seen.event.capacity is None,
        organisations=[(str(o.id), o.name) for o in seen.choices],
        more_organisations=seen.more_choices,
        search=form.get("organisation_search"),
        form=form,
        errors=errors or [],
        by_field={error.field: error for error in errors or []},
        labels={name: gettext(text) for name, text in LABELS.items()},
        wrong=wrong,
    )


routes: list[Any] = [show, save]
