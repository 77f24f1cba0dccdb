"""Who waits, in order, and what the team decides about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Redirect

from services.registration.bookings.pages.form import ids_in
from services.registration.bookings.pages.shown import names_of_sessions
from services.registration.desk.domain import WORDS_MAX_CHARACTERS
from services.registration.desk.pages.listing import OF_EVENT
from services.registration.desk.pages.refused import REFUSED_TEXTS
from services.registration.desk.use_cases import Desk, Seen
from services.registration.desk.use_cases.giving import Decided, Waits
from services.registration.desk.words import NOBODY_TICKED
from services.registration.events.domain import Promotion
from services.registration.events.policy import PLANS
from shared.errors import FieldError, InvalidFields, NotParsable
from shared.web.languages import gettext
from shared.web.pages import Form, read_form, redirect, render
from shared.web.principal import signed_in

AnyRequest = Request[Any, Any, Any]
WAITING = f"{OF_EVENT}/waiting"
DEEDS = frozenset({"give", "decline", "first"})


@get(WAITING, include_in_schema=False, opt={"access": "organizer"})
async def waiting(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> Response[str]:
    """Who waits, and how many places are free."""
    desk: Desk = state.desk
    seen = await desk.see(await signed_in(request), event_id, PLANS)
    return await _page(request, desk, seen)


@post(WAITING, include_in_schema=False, status_code=200, opt={"access": "organizer"})
async def decide(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Give places, let somebody go first, or (after a second look) decline."""
    desk: Desk = state.desk
    seen = await desk.see(await signed_in(request), event_id, PLANS)
    form = await read_form(request)
    deed, people = form.get("do"), list(dict.fromkeys(ids_in(form.all("person"))))
    if deed not in DEEDS:
        raise NotParsable("The form can't be read.")
    if not people:
        return await _page(request, desk, seen, wrong=gettext(NOBODY_TICKED), status=422)
    if deed == "decline" and not form.get("sure"):
        return await _page(request, desk, seen, asked=people)
    try:
        done = await _decide(desk, seen, deed, people, form)
    except InvalidFields as error:
        return await _page(request, desk, seen, asked=people, form=form, errors=error.errors)
    except tuple(REFUSED_TEXTS) as error:
        text = gettext(REFUSED_TEXTS[type(error)])
        return await _page(request, desk, seen, wrong=text, status=error.status)
    if done.full:
        return await _page(request, desk, seen, done=_Done(deed, done.people), full=done.full)
    here = f"/organizer/events/{event_id}/registrations/waiting"
    return redirect(request, f"{here}?done={deed}&count={done.people}")


async def _decide(desk: Desk, seen: Seen, deed: str, people: list[UUID], form: Form) -> Decided:
    if deed == "give":
        return await desk.giving.give(seen, people)
    if deed == "first":
        return await desk.giving.let_first(seen, people)
    return await desk.giving.decline(seen, people, form.get("words"))


@dataclass(frozen=True, slots=True)
class _Done:
    """What was done just now, and for how many people."""

    deed: str
    people: int


@dataclass(frozen=True, slots=True)
class _Free:
    """A place and how many seats of it are free; None: as many as come."""

    title: str
    free: int | None
    capacity: int | None


async def _page(
    request: AnyRequest,
    desk: Desk,
    seen: Seen,
    *,
    asked: list[UUID] | None = None,
    form: Form | None = None,
    errors: list[FieldError] | tuple[FieldError, ...] = (),
    wrong: str | None = None,
    done: _Done | None = None,
    full: tuple[Waits, ...] = (),
    status: int = 200,
) -> Response[str]:
    event = seen.event
    found, entries = await desk.giving.waiting(seen)
    chosen = set(asked or ())
    count = request.query_params.get("count", "")[:5]
    if done is None and request.query_params.get("done") in DEEDS and count.isdecimal():
        done = _Done(request.query_params["done"], int(count))
    return render(
        request,
        "desk/waiting.html",
        status=422 if errors else status,
        event=event,
        list_path=f"/organizer/events/{event.id}/registrations",
        here=f"/organizer/events/{event.id}/registrations/waiting",
        waiting=[w for w in found if not chosen or chosen & {p.id for p in w.people}],
        entries=entries,
        more=entries - len(found),
        places=await _free(desk, seen),
        titles=names_of_sessions(event),
        by_hand=event.promotion is Promotion.BY_HAND,
        offers=event.promotion is Promotion.OFFER,
        with_names=seen.with_names,
        asking=asked is not None,
        words=form.get("words") if form else "",
        words_max=WORDS_MAX_CHARACTERS,
        errors=list(errors),
        errors_by_field={e.field: e for e in errors},
        wrong=wrong,
        done=done,
        full=full,
    )


async def _free(desk: Desk, seen: Seen) -> list[_Free]:
    """How many seats are free: of the event, and of each session that has a limit."""
    places, event = await desk.giving.places(seen), seen.event
    names = names_of_sessions(event)
    titles = {event.id: ""} | {s.id: names[s.id] for s in event.bookable_sessions}
    shown = []
    for id_, title in titles.items():
        place = places.get(id_)
        if place is None or (place.capacity is None and id_ != event.id):
            continue
        free = None if place.capacity is None else max(place.capacity - place.taken, 0)
        shown.append(_Free(title, free, place.capacity))
    return shown


routes: list[Any] = [waiting, decide]
