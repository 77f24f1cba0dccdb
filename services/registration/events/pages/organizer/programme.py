"""The programme of an event as a list: add, change, move, take away."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath

from services.registration.events import use_cases
from services.registration.events.bodies import EventPatch
from services.registration.events.domain import Event, Session, SessionKind, Status
from services.registration.events.errors import ChangedMeanwhile, EventOver, SessionInUse
from services.registration.events.pages.organizer.asking import (
    CHANGEABLE,
    EVENT,
    AnyRequest,
    Asked,
    asked,
    version_in,
)
from services.registration.events.pages.organizer.editing import (
    Shown,
    meanwhile,
    save_change,
    steps,
)
from services.registration.events.pages.organizer.merging import Merged, marks, merged
from services.registration.events.pages.organizer.sections import PROGRAMME
from services.registration.events.pages.organizer.session_form import (
    AT,
    NAMES,
    TEXT_NAMES,
    labels,
    patch_of_session,
    previewed_slots,
    shown_new,
    shown_session,
    slots_of,
)
from services.registration.events.pages.organizer.typed import in_order, patch_of, renamed
from services.registration.events.pages.organizer.wording import options
from services.registration.events.pages.programme import places, slot_counts
from services.registration.events.use_cases.overview import hosts_to_name
from shared.errors import FieldError, NotFound
from shared.web.faults import Faults
from shared.web.formats import local
from shared.web.languages import LOCALES
from shared.web.pages import Form, read_form, redirect, render
from shared.web.words import kind_label

LIST = f"{EVENT}/plan/programme"
ONE = f"{LIST}/{{session:str}}"
NEW = "new"


@get(LIST, opt={"access": "organizer"}, include_in_schema=False)
async def programme_page(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[Any]:
    """All parts of the programme in their order."""
    who = await asked(request, state, event_id)
    if who.event.status not in CHANGEABLE:
        raise EventOver
    return _list(request, who)


@post(LIST, opt={"access": "organizer"}, include_in_schema=False)
async def change_programme(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[Any]:
    """Move one up or down, sort by time, or take one away."""
    form = await read_form(request)
    who = await asked(request, state, event_id)
    action, _, about = form.get("do").partition(":")
    if version_in(form.get("version")) != who.event.version:
        return _list(request, who, refused="changed-meanwhile")
    try:
        patch = _moved(who.event, action, about)
        await use_cases.change_event(
            state.pool,
            who.principal,
            who.now,
            event_id,
            patch,
            hooks=state.event_hooks,
            expected_version=who.event.version,
        )
    except (ChangedMeanwhile, SessionInUse) as refusal:
        return _list(request, await asked(request, state, event_id), refusal.problem_type)
    at = f"#session-{about}" if action in {"up", "down"} else ""
    return redirect(request, f"/organizer/events/{event_id}/plan/programme?done={action}{at}")


@get(ONE, opt={"access": "organizer"}, include_in_schema=False)
async def session_page(
    request: AnyRequest, state: State, event_id: FromPath[UUID], session: FromPath[str]
) -> Response[Any]:
    """One part of the programme, or a new one."""
    who = await asked(request, state, event_id)
    if who.event.status not in CHANGEABLE:
        raise EventOver
    found = _session(who.event, session)
    if found is None and session != NEW:
        raise NotFound
    fields = shown_session(found, who.event) if found else shown_new(who.event)
    return await _form(request, state, who, found, Shown(Form(fields)))


@post(ONE, opt={"access": "organizer"}, include_in_schema=False)
async def save_session(
    request: AnyRequest, state: State, event_id: FromPath[UUID], session: FromPath[str]
) -> Response[Any]:
    """Save it; what can't be saved is shown again with all that was typed."""
    typed = await read_form(request)
    who = await asked(request, state, event_id)
    found = _session(who.event, session)
    if found is None and session != NEW:
        return await _form(request, state, who, None, Shown(typed), gone=True)
    if typed.get("do") == "preview":
        return await _form(request, state, who, found, Shown(typed))
    shown = await _save(state, who, found, typed)
    if shown is not None:
        return await _form(request, state, who, found, shown)
    own = f"/organizer/events/{event_id}/plan/programme"
    return redirect(request, f"{own}/new?saved=yes" if typed.get("do") == "more" else own)


async def _save(state: State, who: Asked, found: Session | None, typed: Form) -> Shown | None:
    event, form = who.event, typed
    if found is not None:
        saved = Form(shown_session(found, event))
        joined = merged(_names(event), typed, saved, typed.get("opened"))
        if not joined.is_safe:
            return Shown(joined.form, merged=joined, saved=saved)
        form = joined.form
        if marks(NAMES, form) == marks(NAMES, saved):
            return None

    def make_patch(faults: Faults) -> EventPatch:
        return patch_of(patch_of_session(form, event, found, faults), faults)

    try:
        errors = await save_change(state, who, make_patch, {})
    except ChangedMeanwhile:  # in this very moment: look again
        return Shown(form, merged=Merged(form), saved=form)
    plain = [_plain(error) for error in errors]
    return Shown(form, renamed(plain, AT)) if plain else None


def _plain(error: FieldError) -> FieldError:
    """The API names the session's place in a list; a form has just one."""
    field = error.field.removeprefix("sessions[0].").removeprefix("sessions[].")
    return FieldError(field, error.reason, error.code)


def _names(event: Event) -> list[str]:
    """The fields that the form shows."""
    hidden = set() if _several_days(event) else {"starts_on"}
    if event.status is not Status.DRAFT:
        hidden |= {"confidential", "slots.every_minutes", "slots.capacity"}
    return [name for name in NAMES if name not in hidden]


def _moved(event: Event, action: str, about: str) -> EventPatch:
    """The change behind a button of the list; raises NotFound, SessionInUse."""
    sessions = [s for s in event.sessions if s.slot_of is None]
    if action == "sort":
        ordered = sorted(sessions, key=lambda each: (each.starts_at, each.ends_at))
        return EventPatch(session_order=[each.id for each in ordered])
    found = _session(event, about)
    if found is None or action not in {"up", "down", "remove"}:
        raise NotFound
    if action == "remove":
        return EventPatch(remove_session_ids=[found.id])
    place = sessions.index(found)
    beside = max(0, min(len(sessions) - 1, place + (1 if action == "down" else -1)))
    sessions.insert(beside, sessions.pop(place))
    return EventPatch(session_order=[each.id for each in sessions])


def _session(event: Event, text: str) -> Session | None:
    return next((s for s in event.sessions if str(s.id) == text and s.slot_of is None), None)


def _list(request: AnyRequest, who: Asked, refused: str | None = None) -> Response[Any]:
    event = who.event
    return render(
        request,
        "events/organizer/programme.html",
        status=409 if refused else 200,
        event=event,
        now=who.now,
        sessions=[s for s in event.sessions if s.slot_of is None],
        organisations=who.organisations,
        slot_counts=slot_counts(event),
        places=places(event),
        several_days=_several_days(event),
        refused=refused,
        done=request.query_params.get("done"),
        **steps(event, PROGRAMME),
    )


async def _form(
    request: AnyRequest,
    state: State,
    who: Asked,
    found: Session | None,
    shown: Shown,
    *,
    gone: bool = False,
) -> Response[Any]:
    event = who.event
    saved = shown_session(found, event) if found else []
    return render(
        request,
        "events/organizer/session.html",
        status=409 if gone else shown.status,
        event=event,
        session=found,
        form=shown.form,
        opened=marks(_names(event), Form(saved)) if found else "",
        errors=in_order(shown.errors, labels()),
        error_at={error.field: error for error in shown.errors},
        labels=labels(),
        merged=shown.merged,
        saved=shown.saved,
        gone=gone,
        divided=bool(found and slots_of(found, event)),
        slots=previewed_slots(shown.form, event, found),
        session_kinds=[(each.value, kind_label(each.value)) for each in SessionKind],
        options=options,
        meanwhile=meanwhile(shown, labels(), who),
        hosts=await hosts_to_name(state.pool, event),
        languages=LOCALES,
        text_names=TEXT_NAMES,
        days=_days(event),
        **steps(event, PROGRAMME),
    )


def _several_days(event: Event) -> bool:
    return len(_days(event)) > 1


def _days(event: Event) -> list[date]:
    first = local(event.starts_at, event.time_zone).date()
    last = local(event.ends_at, event.time_zone).date()
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]


routes: list[Any] = [programme_page, change_programme, session_page, save_session]
