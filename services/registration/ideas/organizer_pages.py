"""Ideas for the organizing team: the list by weight, the big screen, files to keep."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath

from services.registration.events.policy import PLANS, may
from services.registration.ideas.domain import (
    CATEGORIES_MAX,
    CATEGORY_MAX_CHARACTERS,
    POINTS_MAX,
    TEXT_MAX_CHARACTERS,
    Idea,
    Order,
    Retention,
    shown_code,
)
from services.registration.ideas.errors import CategoryInUse, EventNotOpenForIdeas, IdeaGone
from services.registration.ideas.intake import Curation, Plan
from services.registration.ideas.organizer_export import csv_file, xlsx_file
from services.registration.ideas.use_cases import Ideas, Overview
from shared.errors import FieldError, InvalidFields, NotParsable, Refused
from shared.web.languages import gettext, mark
from shared.web.pages import Form, error_text, read_form, redirect, render
from shared.web.principal import Principal, signed_in
from shared.web.qr import qr_inline

AnyRequest = Request[Any, Any, Any]
PAGE = "/organizer/events/{event_id:uuid}/ideas"

REFUSED_TEXTS: dict[type[Refused], str] = {
    CategoryInUse: mark("Eine Kategorie hat noch Ideen. Ordnen Sie diese zuerst anders zu."),
    EventNotOpenForIdeas: mark(
        "Ideen lassen sich nur bei einer veröffentlichten Veranstaltung sammeln."
    ),
    IdeaGone: mark("Diese Idee wurde inzwischen ausgeblendet oder zusammengeführt."),
}


@get(PAGE, include_in_schema=False, opt={"access": "watching"})
async def ideas_page(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> Response[str]:
    """All ideas by weight, and what can be done with them."""
    return await _page(request, state, await signed_in(request), event_id)


@post(PAGE, include_in_schema=False, status_code=200, opt={"access": "organizer"})
async def act(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> Response[Any]:
    """Open, close, plan, or sort ideas; what failed is said on the page."""
    principal = await signed_in(request)
    await state.ideas.require_planner(principal, event_id)
    form = await read_form(request)
    try:
        done = await _act(state.ideas, principal, event_id, form)
    except InvalidFields as error:
        return await _page(request, state, principal, event_id, form=form, errors=error.errors)
    except tuple(REFUSED_TEXTS) as error:
        return await _page(request, state, principal, event_id, form=form, refused=error)
    return redirect(request, f"/organizer/events/{event_id}/ideas?done={done}")


async def _act(ideas: Ideas, principal: Principal, event_id: UUID, form: Form) -> str:
    action, _, about = form.get("do").partition(":")
    if action == "open":
        await ideas.open(principal, event_id, Plan())
    elif action == "close":
        await ideas.close(principal, event_id)
    elif action == "plan":
        await ideas.change(principal, event_id, _plan(form))
    elif action == "merge":
        await ideas.merge_all(principal, event_id, [_id(text) for text in form.all("idea")])
    elif action == "hide":
        await ideas.hide_all(principal, event_id, [_id(text) for text in form.all("idea")])
    elif action in {"edit", "show", "apart"}:
        await ideas.curate(principal, event_id, _id(about), _curation(action, form))
    else:
        raise NotParsable("The form can't be read.")
    return action


def _curation(action: str, form: Form) -> Curation:
    if action == "show":
        return Curation(hidden=False)
    if action == "apart":
        return Curation(merges=True)
    return Curation(text=form.get("text"), category_id=_id(form.get("category_id")))


def _plan(form: Form) -> Plan:
    """Headings stand in numbered fields; an empty one is taken away."""
    retention = form.get("retention")
    if retention not in {each.value for each in Retention}:
        raise NotParsable("The form can't be read.")
    ids = form.all("category_id")[:CATEGORIES_MAX]
    titles = form.all("category_title")[:CATEGORIES_MAX]
    headings = [
        (_id(id_) if id_ else None, title)
        for id_, title in zip(ids, titles, strict=False)
        if title.strip()
    ]
    return Plan(
        categories=headings,
        points_per_device=_number(form, "points_per_device", 0, POINTS_MAX),
        retention=Retention(retention),
        retention_days=_number(form, "retention_days", 1, 3650)
        if retention == Retention.DAYS.value
        else None,
    )


@get(f"{PAGE}/screen", include_in_schema=False, opt={"access": "organizing-team"})
async def screen(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> Response[str]:
    """For the projector: code, QR and how many ideas there are; `?part=counts` is these alone."""
    principal = await signed_in(request)
    found = await state.ideas.screen(principal, event_id)
    part = request.query_params.get("part") == "counts"
    base_url, collection = request.app.state.web.settings.base_url, found.collection
    url = f"{base_url}/i/{collection.code}" if collection else ""
    return render(
        request,
        "ideas/_organizer_counts.html" if part else "ideas/organizer_screen.html",
        event=found.event,
        collection=collection,
        counts=found.counts,
        open=collection is not None and collection.is_open(state.clock()),
        code=shown_code(collection.code) if collection else "",
        entrance=f"{base_url}/i".partition("//")[2],
        qr=qr_inline(url, gettext(mark("QR-Code zur Ideensammlung"))) if collection else None,
    )


@get(f"{PAGE}/print", include_in_schema=False, opt={"access": "watching"})
async def print_page(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> Response[str]:
    """The list for paper, by category and weight."""
    found = await state.ideas.overview(await signed_in(request), event_id)
    headings = found.collection.categories if found.collection else ()
    return render(
        request,
        "ideas/organizer_print.html",
        event=found.event,
        counts=found.counts,
        groups=[(c, [i for i in found.ideas if i.category_id == c.id]) for c in headings],
        now=state.clock(),
    )


@get(f"{PAGE}/export.csv", include_in_schema=False, opt={"access": "watching"})
async def export_csv(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[bytes]:
    """The list as CSV."""
    return csv_file(await state.ideas.overview(await signed_in(request), event_id))


@get(f"{PAGE}/export.xlsx", include_in_schema=False, opt={"access": "watching"})
async def export_xlsx(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[bytes]:
    """The list as XLSX."""
    return xlsx_file(await state.ideas.overview(await signed_in(request), event_id))


async def _page(
    request: AnyRequest,
    state: State,
    principal: Principal,
    event_id: UUID,
    *,
    form: Form | None = None,
    errors: list[FieldError] | None = None,
    refused: Refused | None = None,
) -> Response[str]:
    order = Order.TIME if request.query_params.get("order") == "time" else Order.WEIGHT
    found: Overview = await state.ideas.overview(principal, event_id, order)
    chosen = _chosen(request, found)
    base_url, collection = request.app.state.web.settings.base_url, found.collection
    shown = [idea for idea in found.ideas if chosen in (None, idea.category_id)]
    return render(
        request,
        "ideas/organizer.html",
        status=refused.status if refused else 422 if errors else 200,
        event=found.event,
        collection=collection,
        counts=found.counts,
        open=collection is not None and collection.is_open(state.clock()),
        may_plan=may(principal, found.event, PLANS, state.clock()),
        ideas=shown,
        hidden=found.hidden,
        heaviest=max((idea.weight for idea in found.ideas), default=0),
        titles={c.id: c.title for c in collection.categories} if collection else {},
        chosen=chosen,
        order=order.value,
        edited=_edited(request, found),
        code=shown_code(collection.code) if collection else "",
        room_url=f"{base_url}/i/{collection.code}" if collection else "",
        done=request.query_params.get("done", ""),
        wrong=_wrong(errors, refused),
        form=form,
        limits={
            "categories": CATEGORIES_MAX,
            "category": CATEGORY_MAX_CHARACTERS,
            "points": POINTS_MAX,
            "text": TEXT_MAX_CHARACTERS,
        },
    )


def _wrong(errors: list[FieldError] | None, refused: Refused | None) -> list[str]:
    if refused is not None:
        return [gettext(REFUSED_TEXTS[type(refused)])]
    own = {
        "ids": mark("Bitte wählen Sie mindestens zwei Ideen aus."),
        "retention_days": mark(
            "Bitte geben Sie an, nach wie vielen Tagen gelöscht wird (1 bis 3650)."
        ),
        "points_per_device": mark("Bitte geben Sie 0 bis 20 Punkte an."),
        "categories": mark("Es braucht mindestens eine Kategorie."),
    }
    return [gettext(own[e.field]) if e.field in own else error_text(e) for e in errors or []]


def _chosen(request: AnyRequest, found: Overview) -> UUID | None:
    wanted = request.query_params.get("category")
    headings = found.collection.categories if found.collection else ()
    return next((c.id for c in headings if str(c.id) == wanted), None)


def _edited(request: AnyRequest, found: Overview) -> Idea | None:
    wanted = request.query_params.get("edit")
    return next((idea for idea in found.ideas if str(idea.id) == wanted), None)


def _number(form: Form, name: str, least: int, most: int) -> int:
    text = form.get(name)
    if not (text.isascii() and text.isdigit() and len(text) < 6 and least <= int(text) <= most):
        raise InvalidFields.one(name, f"{least} to {most}", "invalid")
    return int(text)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotParsable("The form can't be read.") from None


routes = [ideas_page, act, screen, print_page, export_csv, export_xlsx]
