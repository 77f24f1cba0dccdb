"""A new event: from what such events usually are, or as a copy of an earlier one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath

from services.registration.events import use_cases
from services.registration.events.bodies import EventBody
from services.registration.events.domain import Event, EventKind
from services.registration.events.pages.organizer.asking import AnyRequest, asked, may
from services.registration.events.pages.organizer.patterns import (
    USUAL_PARTS,
    USUAL_TIMES,
    copied,
    usual_parts,
)
from services.registration.events.pages.organizer.typed import (
    in_order,
    renamed,
    shown_instant,
    ticked,
    typed_day,
    typed_instant,
)
from services.registration.events.policy import PLANS
from services.registration.events.use_cases.overview import organisers_to_choose
from shared.errors import FieldError, InvalidFields, NotFound, WrongRole
from shared.web.body import invalid_fields
from shared.web.faults import Faults
from shared.web.formats import local
from shared.web.languages import gettext, mark
from shared.web.pages import Form, read_form, redirect, render
from shared.web.principal import signed_in

NEW = "/organizer/new"
TIME_ZONE = "Europe/Berlin"
EARLIER_SHOWN_MAX = 20
LABELS = {
    "title": mark("Titel"),
    "organiser_id": mark("Veranstalter"),
    "starts_on": mark("Tag"),
    "starts_time": mark("Beginn"),
    "ends_on": mark("Letzter Tag"),
    "ends_time": mark("Ende"),
}
AT = {"starts_at": "starts_on", "ends_at": "ends_time"}
KIND_TEXTS = {
    "health_day": mark("Offener Tag mit Stationen zum Mitmachen und Beratung, ohne Namen"),
    "health_week": mark("Mehrere Tage mit Kursen, Vorträgen und Aktionen"),
    "kick_off_workshop": mark("Arbeitsgruppe vor dem Start: was gebraucht wird, was machbar ist"),
    "kick_off": mark("Großer Auftakt, bei dem viele Ideen zusammenkommen"),
    "exchange": mark("Standorte oder Betriebe treffen sich und lernen voneinander"),
    "cooperation_meeting": mark("Geschlossene Runde mit Tagesordnung und Delegationen"),
}
KIND_ICONS = {
    "health_day": "people",
    "health_week": "calendar",
    "kick_off_workshop": "settings",
    "kick_off": "success",
    "exchange": "language",
    "cooperation_meeting": "document",
}


@dataclass(frozen=True, slots=True)
class Source:
    """What a new event starts from: a kind of event, or an earlier one."""

    name: str
    kind: EventKind
    earlier: Event | None = None

    @property
    def time_zone(self) -> str:
        """In which the form is typed."""
        return self.earlier.time_zone if self.earlier else TIME_ZONE


@get(NEW, opt={"access": "organizer"}, include_in_schema=False)
async def new_event_page(request: AnyRequest, state: State) -> Response[Any]:
    """What it starts from."""
    principal, now = await signed_in(request), state.clock()
    if not await organisers_to_choose(state.pool, principal, now):
        raise WrongRole
    found = await use_cases.list_events(
        state.pool, principal, now, after=None, limit=EARLIER_SHOWN_MAX
    )
    return render(
        request,
        "events/organizer/new.html",
        kinds=[(kind.value, KIND_TEXTS[kind.value], KIND_ICONS[kind.value]) for kind in EventKind],
        earlier=[each for each in found if may(principal, each, PLANS, now)],
    )


@get(f"{NEW}/{{source:str}}", opt={"access": "organizer"}, include_in_schema=False)
async def new_event_form(request: AnyRequest, state: State, source: FromPath[str]) -> Response[Any]:
    """The few things that nobody can know before."""
    found = await _source(request, state, source)
    return await _form(request, state, found, _proposed(found), [])


@post(f"{NEW}/{{source:str}}", opt={"access": "organizer"}, include_in_schema=False)
async def create_event(request: AnyRequest, state: State, source: FromPath[str]) -> Response[Any]:
    """Make the draft and go on planning it."""
    principal = await signed_in(request)
    found = await _source(request, state, source)
    form, faults = await read_form(request), Faults()
    body = _body(form, found, faults)
    errors = _at_fields(faults.errors)
    if not errors and body is not None:
        try:
            made = await use_cases.create_event(
                state.pool, principal, state.clock(), body, state.event_hooks
            )
        except InvalidFields as error:
            errors = _at_fields(error.errors)
        else:
            return redirect(request, f"/organizer/events/{made.id}?done=created")
    return await _form(request, state, found, form, errors)


async def _source(request: AnyRequest, state: State, text: str) -> Source:
    """Raises NotFound, and WrongRole for an earlier event of others."""
    if text in {kind.value for kind in EventKind}:
        return Source(text, EventKind(text))
    try:
        event_id = UUID(text)
    except ValueError:
        raise NotFound from None
    earlier = (await asked(request, state, event_id)).event
    return Source(text, earlier.kind, earlier)


def _proposed(source: Source) -> Form:
    earlier = source.earlier
    if earlier is None:
        starts, ends = USUAL_TIMES.get(source.kind.value, ("10:00", "16:00"))
        return Form([("starts_time", starts), ("ends_time", ends), ("programme", "yes")])
    zone = earlier.time_zone
    times = [
        *shown_instant(earlier.starts_at, zone, "starts"),
        *shown_instant(earlier.ends_at, zone, "ends"),
    ]
    return Form(
        [
            ("title", earlier.title),
            ("organiser_id", str(earlier.organiser_id)),
            *((name, text) for name, text in times if name.endswith("_time")),
        ]
    )


def _body(form: Form, source: Source, faults: Faults) -> EventBody | None:
    zone = source.time_zone
    if not form.get("title"):
        faults.add("title", "is missing", "missing")
    if not form.get("organiser_id"):
        faults.add("organiser_id", "is missing", "choice")
    starts_at = typed_instant(form, "starts", zone, faults)
    ends_at = typed_instant(
        form, "ends", zone, faults, on=form.get("ends_on") or _last_day(form, source)
    )
    if starts_at is None and not form.get("starts_on"):
        faults.add("starts_on", "is missing", "missing")
    if faults.errors or starts_at is None or ends_at is None:
        return None
    values: dict[str, Any] = {"kind": source.kind, "time_zone": zone}
    if source.earlier is not None:
        values.update(copied(source.earlier, starts_at))
    elif ticked(form, "programme"):
        values["sessions"] = usual_parts(source.kind.value, starts_at, ends_at)
    values.update(
        title=form.get("title"),
        organiser_id=form.get("organiser_id"),
        starts_at=starts_at,
        ends_at=ends_at,
    )
    try:
        return msgspec.convert(values, EventBody)
    except msgspec.ValidationError as error:
        faults.extend(invalid_fields(error).errors)
        return None


def _last_day(form: Form, source: Source) -> str | None:
    """The day typed for the start, and as many days later as an earlier event lasted."""
    first = form.get("starts_on")
    if source.earlier is None or not first:
        return first or None
    began = local(source.earlier.starts_at, source.time_zone).date()
    ended = local(source.earlier.ends_at, source.time_zone).date()
    day = typed_day(first, "starts_on", Faults())
    return f"{day + (ended - began):%Y-%m-%d}" if day else first


def _at_fields(errors: list[FieldError]) -> list[FieldError]:
    """Parts of the programme have no field here: they don't fit between start and end."""
    plain = [
        FieldError("ends_time", each.reason, each.code) if "[" in each.field else each
        for each in errors
    ]
    return renamed(plain, AT)


async def _form(
    request: AnyRequest, state: State, source: Source, form: Form, errors: list[FieldError]
) -> Response[Any]:
    principal = await signed_in(request)
    organisers = await organisers_to_choose(state.pool, principal, state.clock())
    if not organisers:
        raise WrongRole
    return render(
        request,
        "events/organizer/new_form.html",
        status=422 if errors else 200,
        source=source,
        form=form,
        errors=in_order(errors, LABELS),
        error_at={error.field: error for error in errors},
        labels={name: gettext(text) for name, text in LABELS.items()},
        organisers=organisers,
        parts=[title for title, *_ in USUAL_PARTS.get(source.kind.value, ())],
    )


routes: list[Any] = [new_event_page, new_event_form, create_event]
