"""The organizer's start page, and the page of one event: how it stands and what comes next."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from babel.dates import format_date
from litestar import Response, get
from litestar.datastructures import State
from litestar.params import FromPath

from services.registration.events import use_cases
from services.registration.events.domain import Event, Status
from services.registration.events.pages.organizer.asking import (
    CHANGEABLE,
    EVENT,
    AnyRequest,
    Asked,
    asked,
)
from services.registration.events.pages.organizer.links import links_of
from services.registration.events.pages.organizer.standing import runs, standing
from services.registration.events.pages.organizer.summary import plan_rows
from services.registration.events.pages.programme import places, slot_counts
from services.registration.events.policy import ORGANIZING_TEAM, PLANS, WATCHES, may
from services.registration.events.use_cases.minimum import Minimums
from services.registration.events.use_cases.overview import places_taken
from shared.web.formats import local
from shared.web.languages import current_locale
from shared.web.pages import render
from shared.web.paging import cursor, read_cursor
from shared.web.principal import Principal, reachable_organisations, signed_in

EVENTS_PER_PAGE = 20


@get("/organizer", opt={"access": "staff"}, include_in_schema=False)
async def organizer_page(request: AnyRequest, state: State) -> Response[Any]:
    """The events one has to do with: how each stands, what comes next, live figures."""
    principal = await signed_in(request)
    now = state.clock()
    after = read_cursor(request.query_params.get("cursor"))
    found = await use_cases.list_events(
        state.pool, principal, now, after=after, limit=EVENTS_PER_PAGE + 1
    )
    events = found[:EVENTS_PER_PAGE]
    more = len(found) > EVENTS_PER_PAGE
    watched = [each.id for each in events if each.status is not Status.DRAFT]
    taken = await places_taken(state.pool, [each.id for each in events], state.event_hooks)
    running_first = sorted(events, key=lambda event: not runs(event, now))
    return render(
        request,
        "events/organizer.html",
        entries=[_entry(principal, each, taken.get(each.id, 0), now) for each in running_first],
        watched=watched,
        plans=plans_somewhere(principal, now),
        next_cursor=cursor(events[-1].starts_at, events[-1].id) if more else None,
    )


def plans_somewhere(principal: Principal, now: datetime) -> bool:
    """Whether somebody plans events anywhere."""
    planned = reachable_organisations(principal, roles=PLANS, now=now)
    return planned is None or bool(planned)


def _entry(principal: Principal, event: Event, taken: int, now: datetime) -> dict[str, Any]:
    watches = may(principal, event, WATCHES, now)
    plans = may(principal, event, PLANS, now)
    there = local(event.starts_at, event.time_zone)
    return {
        "event": event,
        "month": format_date(there.date(), "LLL yy", locale=current_locale.get().babel),
        "day": there.day,
        "may_plan": plans,
        "may_watch": watches,
        "in_team": may(principal, event, ORGANIZING_TEAM, now),
        "runs": runs(event, now),
        "standing": standing(event, taken, now) if watches else None,
    }


@get(EVENT, opt={"access": "organizing-team"}, include_in_schema=False)
async def organizer_event_page(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[Any]:
    """One event for its team: how it stands, what comes next, its plan, links."""
    return event_page_of(request, await asked(request, state, event_id, ORGANIZING_TEAM))


def event_page_of(request: AnyRequest, who: Asked, refused: str | None = None) -> Response[Any]:
    """The page of an event; `refused`: the problem that kept something from being done."""
    event, now = who.event, who.now
    minimums: Minimums = request.app.state.minimums
    watches, plans = who.may(WATCHES), who.may(PLANS)
    return render(
        request,
        "events/organizer_event.html",
        status=409 if refused else 200,
        event=event,
        organiser=who.organisations[event.organiser_id],
        partners=[who.organisations[id_] for id_ in event.partner_ids],
        sessions=[s for s in event.sessions if s.slot_of is None],
        slot_counts=slot_counts(event),
        places=places(event),
        standing=standing(event, who.taken, now) if watches else None,
        taken=who.taken,
        shortfall=minimums.warning(event, who.taken) if who.may(WATCHES) else None,
        plan=plan_rows(event, who.organisations, now, who.found.plan_lines),
        links=links_of(request, who),
        may_plan=plans,
        may_change=plans and event.status in CHANGEABLE,
        may_watch=watches,
        refused=refused,
        done=request.query_params.get("done"),
        watched=[] if event.status is Status.DRAFT else [event.id],
        now=now,
    )


routes: list[Any] = [organizer_page, organizer_event_page]
