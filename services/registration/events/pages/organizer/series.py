"""Series in the browser: to which one an event belongs, what it is called, when the next is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath

from services.registration.events import use_cases
from services.registration.events.bodies import EventPatch
from services.registration.events.bodies.series import SeriesBody, SeriesPatch
from services.registration.events.domain.series import Series
from services.registration.events.errors import EventOver
from services.registration.events.pages.organizer.asking import (
    CHANGEABLE,
    EVENT,
    AnyRequest,
    Asked,
    asked,
)
from services.registration.events.pages.organizer.typed import in_order, renamed, typed_day
from services.registration.events.policy import PLANS
from services.registration.events.use_cases import series
from services.registration.events.use_cases.series import SeriesWithEvents
from shared.errors import FieldError, InvalidFields
from shared.web.body import invalid_fields
from shared.web.faults import Faults
from shared.web.languages import GERMAN, LOCALES, gettext, mark
from shared.web.pages import Form, read_form, redirect, render
from shared.web.principal import reachable_organisations, require, signed_in

CHOOSE = f"{EVENT}/series"
ONE = "/organizer/series/{series_id:uuid}"
SERIES_SHOWN_MAX = 100
LABELS = {
    "series_id": mark("Reihe"),
    "title": mark("Name der Reihe"),
    "coming.label": mark("Wann ungefähr"),
    "coming.earliest": mark("Frühestens"),
    "coming.latest": mark("Spätestens"),
}


@get(CHOOSE, opt={"access": "organizer"}, include_in_schema=False)
async def choose_page(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> Response[Any]:
    """To which series the event belongs."""
    who = await asked(request, state, event_id)
    if who.event.status not in CHANGEABLE:
        raise EventOver
    chosen = Form([("series_id", str(who.event.series_id or ""))])
    return await _choose(request, state, who, chosen, [])


@post(CHOOSE, opt={"access": "organizer"}, include_in_schema=False)
async def choose_series(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[Any]:
    """Join a series, begin one, or leave it."""
    who = await asked(request, state, event_id)
    form = await read_form(request)
    try:
        chosen = form.get("series_id")
        if form.get("title"):
            body = msgspec.convert({"title": form.get("title")}, SeriesBody)
            made = await series.create_series(
                state.pool, who.principal, who.now, _own_organisation(who), body
            )
            chosen = str(made.id)
        patch = msgspec.convert({"series_id": chosen or None}, EventPatch)
        await use_cases.change_event(
            state.pool, who.principal, who.now, event_id, patch, hooks=state.event_hooks
        )
    except msgspec.ValidationError as error:
        return await _choose(request, state, who, form, invalid_fields(error).errors)
    except InvalidFields as error:
        return await _choose(request, state, who, form, error.errors)
    return redirect(request, f"/organizer/events/{event_id}?done=saved")


@get(ONE, opt={"access": "organizer"}, include_in_schema=False)
async def series_page(
    request: AnyRequest, state: State, series_id: FromPath[UUID]
) -> Response[Any]:
    """A series with its events, and what is known of the next."""
    found = await _found(request, state, series_id)
    return await _one(request, found, Form(_shown(found.series)), [])


@post(ONE, opt={"access": "organizer"}, include_in_schema=False)
async def change_series(
    request: AnyRequest, state: State, series_id: FromPath[UUID]
) -> Response[Any]:
    """Another name, or another time for the next one."""
    found = await _found(request, state, series_id)
    principal = await signed_in(request)
    form, faults = await read_form(request), Faults()
    values = _typed(form, faults)
    try:
        faults.raise_any()
        patch = msgspec.convert(values, SeriesPatch)
        await series.change_series(state.pool, principal, state.clock(), series_id, patch)
    except msgspec.ValidationError as error:
        return await _one(request, found, form, invalid_fields(error).errors)
    except InvalidFields as error:
        return await _one(request, found, form, error.errors)
    return redirect(request, f"/organizer/series/{series_id}?done=saved")


async def _found(request: AnyRequest, state: State, series_id: UUID) -> SeriesWithEvents:
    principal, now = await signed_in(request), state.clock()
    found = await series.find_series(state.pool, principal, now, series_id)
    require(principal, roles=PLANS, organisation_ids=[found.series.organisation_id], now=now)
    return found


def _shown(found: Series) -> list[tuple[str, str]]:
    coming = found.coming
    fields = [("title", found.title)]
    fields += [(f"titles.{code}", title) for code, title in found.titles.items()]
    if coming is not None:
        fields += [
            ("coming.label", coming.label),
            ("coming.earliest", f"{coming.earliest}"),
            ("coming.latest", f"{coming.latest}"),
        ]
    return fields


def _typed(form: Form, faults: Faults) -> dict[str, Any]:
    titles = {each.code: form.get(f"titles.{each.code}") for each in LOCALES if each != GERMAN}
    values: dict[str, Any] = {
        "title": form.get("title"),
        "titles": {code: title for code, title in titles.items() if title},
        "coming": None,
    }
    if not form.get("title"):
        faults.add("title", "is missing", "missing")
    names = ("coming.label", "coming.earliest", "coming.latest")
    if any(form.get(name) for name in names):
        if not form.get("coming.label"):
            faults.add("coming.label", "is missing", "missing")
        earliest, latest = (typed_day(form.get(name), name, faults) for name in names[1:])
        values["coming"] = {
            "label": form.get("coming.label"),
            "earliest": earliest,
            "latest": latest,
        }
    return values


async def _choose(
    request: AnyRequest, state: State, who: Asked, form: Form, errors: list[FieldError]
) -> Response[Any]:
    own = _own_organisation(who)
    known = await series.list_series(
        state.pool, who.principal, who.now, own, after=None, limit=SERIES_SHOWN_MAX
    )
    present = who.event.series_id
    if present is not None and present not in {each.id for each in known}:
        found = await series.find_series(state.pool, who.principal, who.now, present)
        known = [found.series, *known]
    return render(
        request,
        "events/organizer/series_choice.html",
        status=422 if errors else 200,
        event=who.event,
        form=form,
        options=[("", gettext("keine")), *((str(each.id), each.title) for each in known)],
        **_faults(errors),
    )


def _own_organisation(who: Asked) -> UUID:
    """The organisation among those that organise the event for which the person plans."""
    planned = reachable_organisations(who.principal, roles=PLANS, now=who.now)
    ids = who.event.organising_ids
    return next((id_ for id_ in ids if planned is None or id_ in planned), ids[0])


async def _one(
    request: AnyRequest, found: SeriesWithEvents, form: Form, errors: list[FieldError]
) -> Response[Any]:
    return render(
        request,
        "events/organizer/series.html",
        status=422 if errors else 200,
        found=found,
        followers=await request.app.state.followers.count(found.series.id),
        form=form,
        languages=[each for each in LOCALES if each != GERMAN],
        done=request.query_params.get("done"),
        **_faults(errors),
    )


def _faults(errors: list[FieldError]) -> dict[str, Any]:
    labels = {name: gettext(text) for name, text in LABELS.items()}
    labels |= {f"titles.{each.code}": each.label for each in LOCALES}
    shown = renamed(errors, {"coming": "coming.label"})
    return {
        "errors": in_order(shown, labels),
        "error_at": {error.field: error for error in shown},
        "labels": labels,
    }


routes: list[Any] = [choose_page, choose_series, series_page, change_series]
