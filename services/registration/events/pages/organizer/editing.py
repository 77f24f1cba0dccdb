"""One part of the plan: shown as a form, read back, saved, or shown again as it was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath

from services.registration.events import use_cases
from services.registration.events.bodies import EventPatch
from services.registration.events.domain import Event, EventKind
from services.registration.events.domain.choosing import overlapping
from services.registration.events.errors import ChangedMeanwhile, EventOver
from services.registration.events.pages.organizer.asking import (
    CHANGEABLE,
    EVENT,
    AnyRequest,
    Asked,
    asked,
)
from services.registration.events.pages.organizer.merging import Merged, marks, merged
from services.registration.events.pages.organizer.sections import (
    PROGRAMME,
    QUESTIONS,
    SECTIONS,
    STEPS,
    Section,
)
from services.registration.events.pages.organizer.sections.places import pair_name
from services.registration.events.pages.organizer.sections.texts import untranslated
from services.registration.events.pages.organizer.standing import gaps
from services.registration.events.pages.organizer.typed import in_order, patch_of, renamed
from services.registration.events.pages.organizer.wording import in_words, options
from services.registration.events.planning import changed_event
from services.registration.events.policy import PLANS
from services.registration.events.use_cases.overview import partners_to_name
from shared.errors import FieldError, InvalidFields, NotFound
from shared.ids import new_id
from shared.web.faults import Faults
from shared.web.languages import LOCALES, gettext, mark
from shared.web.pages import Form, read_form, redirect, render
from shared.web.principal import reachable_organisations
from shared.web.words import kind_label

PAIRS_SHOWN_MAX = 60
TRIES = 3
"""How often a form is joined anew when somebody saves in the same moment."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a form shows: what is in it, what is wrong with it, what others saved meanwhile."""

    form: Form
    errors: Sequence[FieldError] = ()
    merged: Merged | None = None
    saved: Form | None = None
    search: str = ""

    @property
    def status(self) -> int:
        """409 where somebody has to look again, 422 where something is wrong."""
        if self.merged is not None:
            return 409
        return 422 if self.errors else 200


@get(f"{EVENT}/plan/{{slug:str}}", opt={"access": "organizer"}, include_in_schema=False)
async def section_page(
    request: AnyRequest, state: State, event_id: FromPath[UUID], slug: FromPath[str]
) -> Response[Any]:
    """One part of the plan."""
    section = _section(slug)
    who = await asked(request, state, event_id)
    if who.event.status not in CHANGEABLE:
        raise EventOver
    return await _page(request, state, who, section, Shown(section.form(who.event)))


@post(f"{EVENT}/plan/{{slug:str}}", opt={"access": "organizer"}, include_in_schema=False)
async def save_section(
    request: AnyRequest, state: State, event_id: FromPath[UUID], slug: FromPath[str]
) -> Response[Any]:
    """Save what was typed; what can't be saved is shown again."""
    section = _section(slug)
    typed = await read_form(request)
    for _ in range(TRIES):
        who = await asked(request, state, event_id)
        if _searches(typed):
            found = Shown(typed, search=typed.get("search"))
            return await _page(request, state, who, section, found)
        try:
            shown = await _save(state, who, section, typed)
        except ChangedMeanwhile:
            continue
        if shown is not None:
            return await _page(request, state, who, section, shown)
        return redirect(request, _after(event_id, slug, typed))
    raise ChangedMeanwhile


async def _save(state: State, who: Asked, section: Section, typed: Form) -> Shown | None:
    """Save; None when it is done, else what to show."""
    event = who.event
    saved = section.form(event)
    joined = merged(section.names(event), typed, saved, typed.get("opened"))
    if not joined.is_safe:
        return Shown(_with_rest(joined.form, typed), merged=joined, saved=saved)
    form = _with_rest(joined.form, typed)
    errors = await save_change(
        state,
        who,
        lambda faults: patch_of(section.patch(form, event, faults), faults),
        dict(section.at),
    )
    return Shown(form, errors) if errors else None


async def save_change(
    state: State,
    who: Asked,
    make_patch: Callable[[Faults], EventPatch],
    at: dict[str, str],
) -> list[FieldError]:
    """Change the event as a form asks; returns what is wrong, all of it at once.

    Raises ChangedMeanwhile if somebody saved since `who.event` was read, and EventOver.
    """
    faults = Faults()
    patch = make_patch(faults)
    if faults.errors:
        try:
            changed_event(who.event, patch, who.now, new_id)
        except InvalidFields as error:
            faults.extend(error.errors)
        return renamed(faults.errors, at)
    try:
        await use_cases.change_event(
            state.pool,
            who.principal,
            who.now,
            who.event.id,
            patch,
            hooks=state.event_hooks,
            expected_version=who.event.version,
        )
    except InvalidFields as error:
        return renamed(error.errors, at)
    return []


async def _page(
    request: AnyRequest, state: State, who: Asked, section: Section, shown: Shown
) -> Response[Any]:
    event = who.event
    labels = section.labels_here()
    context: dict[str, Any] = {}
    if section.slug == "people":
        context["organisations"] = await _organisations(state, who, shown)
    if section.slug == "places":
        context["pairs"] = pairs_to_allow(event)
    if section.slug == "texts":
        context["untranslated"] = untranslated(event)
    return render(
        request,
        f"events/organizer/{section.slug}.html",
        status=shown.status,
        event=event,
        section=section,
        form=shown.form,
        opened=marks(section.names(event), section.form(event)),
        errors=in_order(shown.errors, labels),
        error_at={error.field: error for error in shown.errors},
        labels=labels,
        merged=shown.merged,
        saved=shown.saved,
        search=shown.search,
        languages=LOCALES,
        organiser=who.organisations[event.organiser_id],
        event_kinds=[(each.value, kind_label(each.value)) for each in EventKind],
        options=options,
        meanwhile=meanwhile(shown, labels, who),
        **steps(event, section.slug),
        **context,
    )


def meanwhile(shown: Shown, labels: Mapping[str, str], who: Asked) -> dict[str, Any]:
    """What others saved since the form was opened: name of the field → (label, what is saved)."""
    if shown.merged is None or shown.saved is None:
        return {"theirs": [], "contested": {}}
    saved = shown.saved
    names = {str(id_): each.name for id_, each in who.organisations.items()}

    def words(name: str) -> tuple[str, str]:
        return labels.get(name, name), in_words(name, saved.all(name), names)

    return {
        "theirs": [words(name) for name in shown.merged.theirs],
        "contested": {name: words(name) for name in shown.merged.contested},
    }


async def _organisations(state: State, who: Asked, shown: Shown) -> dict[str, Any]:
    """What a form may tick; only its organizer's own people decide who else organises."""
    nameable = await partners_to_name(state.pool, who.principal, who.now, who.event, shown.search)
    known = {str(each.id): each for each in (*who.organisations.values(), *nameable.organisations)}
    co_organisers, partners = (
        [known[id_] for id_ in dict.fromkeys(shown.form.all(name)) if id_ in known]
        for name in ("co_organiser_ids", "partner_ids")
    )
    chosen = {each.id for each in (*co_organisers, *partners)}
    planned = reachable_organisations(who.principal, roles=PLANS, now=who.now)
    return {
        "co_organisers": co_organisers,
        "partners": partners,
        "offered": [each for each in nameable.organisations if each.id not in chosen],
        "more": nameable.more,
        "may_share": planned is None or who.event.organiser_id in planned,
    }


def pairs_to_allow(event: Event) -> list[tuple[str, str, str]]:
    """Bookable sessions that overlap, as ticks: what is sent, and the two titles.

    None where they are too many for a form; the JSON API takes them all the same.
    """
    pairs = overlapping(event)
    if len(pairs) > PAIRS_SHOWN_MAX:
        return []
    return [(pair_name((min(a.id, b.id), max(a.id, b.id))), a.title, b.title) for a, b in pairs]


def steps(event: Event, slug: str) -> dict[str, Any]:
    """The way through the plan: each step with what is missing, and what comes before and after."""
    missing = gaps(event)
    place = STEPS.index(slug)
    return {
        "steps": [(step, step_title(step), missing.get(step)) for step in STEPS],
        "step": slug,
        "step_number": place + 1,
        "next_step": STEPS[place + 1] if place + 1 < len(STEPS) else None,
    }


def step_title(slug: str) -> str:
    """What a step is called."""
    own = {PROGRAMME: mark("Programm"), QUESTIONS: mark("Fragen und Datenschutz")}
    return gettext(own[slug] if slug in own else SECTIONS[slug].title)


def _searches(typed: Form) -> bool:
    """Whether somebody looks for a partner: by the button, or by Enter with words to look for."""
    return typed.get("do") == "search" or (typed.get("do") == "enter" and bool(typed.get("search")))


def _section(slug: str) -> Section:
    if slug not in SECTIONS:
        raise NotFound
    return SECTIONS[slug]


def _with_rest(form: Form, typed: Form) -> Form:
    """What stands beside the fields of the section (which button, whether sessions move along)."""
    beside = [(name, typed.get(name)) for name in ("move_sessions", "do", "search")]
    names = form.names()
    return Form(
        [
            *((name, value) for name in names for value in form.all(name)),
            *((name, value) for name, value in beside if value),
        ]
    )


def _after(event_id: UUID, slug: str, typed: Form) -> str:
    own = f"/organizer/events/{event_id}"
    place = STEPS.index(slug)
    if typed.get("do") == "next" and place + 1 < len(STEPS):
        return f"{own}/plan/{STEPS[place + 1]}?saved=yes"
    return f"{own}?done=saved"


routes: list[Any] = [section_page, save_section]
