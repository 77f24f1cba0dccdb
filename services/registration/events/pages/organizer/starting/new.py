"""A new event: from what such events usually are, or as a copy of an earlier one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath

from services.registration.events import use_cases
from services.registration.events.bodies.moving import CopyBody
from services.registration.events.bodies.templates import FromTemplateBody
from services.registration.events.domain import Event, EventKind
from services.registration.events.domain.templates import TEMPLATES, Template
from services.registration.events.pages.organizer.asking import AnyRequest, asked
from services.registration.events.pages.organizer.typed import (
    in_order,
    renamed,
    shown_instant,
    ticked,
    typed_day,
    typed_instant,
)
from services.registration.events.policy import PLANS, may
from services.registration.events.use_cases import templates
from services.registration.events.use_cases.overview import organisers_to_choose
from shared.errors import FieldError, InvalidFields, NotFound, WrongRole
from shared.web.body import invalid_fields
from shared.web.faults import Faults
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
    """What a new event starts from: a template of the product or of an organisation, or an event.

    `like`: the event that is repeated, whose length and programme the new one takes over.
    """

    name: str
    kind: EventKind
    template: Template | None = None
    like: Event | None = None
    is_copy: bool = False
    title: str = ""
    organiser: str = ""

    @property
    def time_zone(self) -> str:
        """In which the form is typed."""
        return self.like.time_zone if self.like else TIME_ZONE


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
        saved=await templates.list_saved(state.pool, principal, now),
        done=request.query_params.get("done"),
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
    try:
        body = _body(form, found, faults)
        faults.raise_any()
        if isinstance(body, CopyBody):
            made = await use_cases.copy_event(
                state.pool,
                principal,
                state.clock(),
                UUID(found.name),
                body,
                hooks=state.event_hooks,
            )
        else:
            made = await templates.create_from_template(
                state.pool, principal, state.clock(), body, state.event_hooks
            )
    except msgspec.ValidationError as error:
        errors = _at_fields(invalid_fields(error).errors)
    except InvalidFields as error:
        errors = _at_fields(error.errors)
    else:
        return redirect(request, f"/organizer/events/{made.id}?done=created")
    return await _form(request, state, found, form, errors)


async def _source(request: AnyRequest, state: State, text: str) -> Source:
    """Raises NotFound, and WrongRole for an earlier event or a template of others."""
    if text in TEMPLATES:
        return Source(text, TEMPLATES[text].kind, TEMPLATES[text])
    try:
        id_ = UUID(text)
    except ValueError:
        raise NotFound from None
    principal, now = await signed_in(request), state.clock()
    try:
        saved = await templates.find_saved(state.pool, principal, now, id_)
    except NotFound:
        who = await asked(request, state, id_)
        organiser = who.organisations[who.event.organiser_id].name
        return Source(
            str(id_),
            who.event.kind,
            like=who.event,
            is_copy=True,
            title=who.event.title,
            organiser=organiser,
        )
    return Source(str(id_), saved.event.kind, like=saved.event, title=saved.title)


def _proposed(source: Source) -> Form:
    if source.template is not None:
        starts, ends = source.template.starts, source.template.ends
        times = [("starts_time", f"{starts:%H:%M}"), ("ends_time", f"{ends:%H:%M}")]
        return Form([*times, ("programme", "yes")])
    assert source.like is not None  # noqa: S101 - what is no template repeats an event
    times = shown_instant(source.like.starts_at, source.time_zone, "starts")
    return Form(
        [
            ("title", source.like.title),
            ("organiser_id", str(source.like.organiser_id)),
            *((name, text) for name, text in times if name == "starts_time"),
        ]
    )


def _body(form: Form, source: Source, faults: Faults) -> FromTemplateBody | CopyBody:
    """Faults that it finds are named; what is returned then is of no use."""
    if not form.get("title"):
        faults.add("title", "is missing", "missing")
    if not form.get("organiser_id") and not source.is_copy:
        faults.add("organiser_id", "is missing", "choice")
    starts_at = typed_instant(form, "starts", source.time_zone, faults)
    if starts_at is None and not form.get("starts_on"):
        faults.add("starts_on", "is missing", "missing")
    values: dict[str, Any] = {"title": form.get("title"), "starts_at": starts_at}
    if source.is_copy:
        faults.raise_any()
        return msgspec.convert(values, CopyBody)
    if source.template is not None:
        last_day = form.get("ends_on") or _last_day(form, source.template)
        values["ends_at"] = typed_instant(form, "ends", source.time_zone, faults, on=last_day)
        values["programme"] = ticked(form, "programme")
    faults.raise_any()
    values.update(
        template=source.name, organiser_id=form.get("organiser_id"), time_zone=source.time_zone
    )
    return msgspec.convert(values, FromTemplateBody)


def _last_day(form: Form, template: Template) -> str | None:
    """The day typed for the start, and as many days later as such an event lasts."""
    first = form.get("starts_on")
    day = typed_day(first, "starts_on", Faults()) if first else None
    return f"{day + timedelta(days=template.days - 1):%Y-%m-%d}" if day else first or None


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
        parts=[each.title for each in source.template.parts] if source.template else [],
    )


routes: list[Any] = [new_event_page, new_event_form, create_event]
