"""Pages of planning: what the public sees, and the organizer's start page.

The figures on the organizer's pages come from reporting, fetched by the browser: registration
never asks another service to do its own job.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State

from services.registration.events import use_cases
from services.registration.events.domain import Availability, Event, Session, Status, Text
from services.registration.events.errors import EventOver, NotPublished
from services.registration.events.policy import (
    ORGANIZING_TEAM,
    PLANS,
    PRINTS,
    WATCHES,
    require_at_event,
)
from services.registration.events.structured_data import structured_data
from services.registration.events.use_cases import PublicEvent
from services.registration.events.views import public_event_view, session_availability
from shared.errors import NotFound, WrongRole
from shared.web.formats import local
from shared.web.localized import said
from shared.web.pages import redirect, render
from shared.web.paging import cursor, read_cursor
from shared.web.principal import Principal, signed_in

AnyRequest = Request[Any, Any, Any]
EVENTS_PER_PAGE = 20
MOVES: Mapping[str, Callable[..., Awaitable[Event]]] = {
    "publish": use_cases.publish_event,
    "close": use_cases.close_event,
    "cancel": use_cases.cancel_event,
}


@dataclass(frozen=True, slots=True)
class Card:
    """A session as its card shows it."""

    session: Session
    title: str
    summary: str | None
    host: str | None
    availability: Availability | None
    slot_count: int
    day: datetime | None


@get("/", opt={"access": "public"}, include_in_schema=False)
async def start_page(request: AnyRequest, state: State) -> Response[Any]:
    """Upcoming events."""
    now = state.clock()
    events = await use_cases.list_public_events(state.pool, now, state.event_hooks)
    entries = [
        (found.event, localized(found.event.texts, found.event.title), _view(found, now))
        for found in events
    ]
    return render(request, "events/start.html", entries=entries)


@get("/e/{event_id:uuid}", opt={"access": "public"}, include_in_schema=False)
async def event_page(request: AnyRequest, state: State, event_id: UUID) -> Response[Any]:
    """One event for everybody."""
    now = state.clock()
    found = await use_cases.find_public_event(state.pool, event_id, state.event_hooks)
    text, view = localized(found.event.texts, found.event.title), _view(found, now)
    base_url = request.app.state.web.settings.base_url
    return render(
        request,
        "events/event.html",
        event=found.event,
        text=text,
        view=view,
        structured_data=structured_data(found.event, view, text, base_url),
        calendar_url=f"{base_url}/calendar/{found.event.organiser_id}",
        cards=_cards(found),
        now=now,
    )


@get("/organizer", opt={"access": "staff"}, include_in_schema=False)
async def organizer_page(request: AnyRequest, state: State) -> Response[Any]:
    """The events one has to do with, with their live figures and reports."""
    principal = await signed_in(request)
    now = state.clock()
    after = read_cursor(request.query_params.get("cursor"))
    found = await use_cases.list_events(
        state.pool, principal, now, after=after, limit=EVENTS_PER_PAGE + 1
    )
    events = found[:EVENTS_PER_PAGE]
    more = len(found) > EVENTS_PER_PAGE
    running_first = sorted(events, key=lambda event: not _runs(event, now))
    return render(
        request,
        "events/organizer.html",
        events=[(event, _may(principal, event, PLANS, now)) for event in running_first],
        watched=[event.id for event in events if event.status is not Status.DRAFT],
        next_cursor=cursor(events[-1].starts_at, events[-1].id) if more else None,
        now=now,
    )


@get(
    "/organizer/events/{event_id:uuid}", opt={"access": "organizing-team"}, include_in_schema=False
)
async def organizer_event_page(request: AnyRequest, state: State, event_id: UUID) -> Response[Any]:
    """One event for its team: facts, sessions, links, what can be done now."""
    principal = await signed_in(request)
    return await _organizer_event(request, state, principal, event_id)


@post(
    "/organizer/events/{event_id:uuid}/{move:str}",
    opt={"access": "organizer"},
    include_in_schema=False,
)
async def move_event(request: AnyRequest, state: State, event_id: UUID, move: str) -> Response[Any]:
    """Publish, close or cancel."""
    principal = await signed_in(request)
    if move not in MOVES:
        raise NotFound
    try:
        await MOVES[move](state.pool, principal, state.clock(), event_id, state.event_hooks)
    except (EventOver, NotPublished) as refusal:
        return await _organizer_event(request, state, principal, event_id, refusal.problem_type)
    return redirect(request, f"/organizer/events/{event_id}")


async def _organizer_event(
    request: AnyRequest,
    state: State,
    principal: Principal,
    event_id: UUID,
    refused: str | None = None,
) -> Response[Any]:
    now = state.clock()
    event, organisations = await use_cases.find_event_of_team(
        state.pool, principal, now, event_id, ORGANIZING_TEAM
    )
    return render(
        request,
        "events/organizer_event.html",
        status=409 if refused else 200,
        event=event,
        organiser=organisations[event.organiser_id],
        partners=[organisations[id_] for id_ in event.partner_ids],
        sessions=[s for s in event.sessions if s.slot_of is None],
        slot_counts=_slot_counts(event),
        places=_places(event),
        may_plan=_may(principal, event, PLANS, now),
        may_watch=_may(principal, event, WATCHES, now),
        may_print=_may(principal, event, PRINTS, now),
        refused=refused,
        watched=[] if event.status is Status.DRAFT else [event.id],
        now=now,
    )


def localized(texts: Mapping[str, Text], title: str) -> Text:
    """The texts for the language of this request; the title is always there.

    Each field falls back by itself (a summary may be missing in easy language only) and knows
    then which language it is in: templates show it with `| in_language`.
    """
    return Text(
        title=said(texts, "title", original=title),
        summary=said(texts, "summary"),
        directions=said(texts, "directions"),
    )


def _view(found: PublicEvent, now: datetime) -> Any:
    return public_event_view(found.event, found.organisations, found.taken, now)


def _cards(found: PublicEvent) -> list[Card]:
    """A card for each session, one field of action after the other, within it by time."""
    event = found.event
    fields = list(dict.fromkeys(s.field_of_action for s in event.sessions if s.field_of_action))
    sessions = [s for s in event.sessions if s.slot_of is None]
    sessions.sort(
        key=lambda s: (
            fields.index(s.field_of_action) if s.field_of_action else len(fields),
            s.starts_at,
        )
    )
    slot_counts = _slot_counts(event)
    several_days = _date(event.starts_at, event) != _date(event.ends_at, event)
    return [
        _card(session, found, slot_counts.get(session.id, 0), several_days=several_days)
        for session in sessions
    ]


def _card(session: Session, found: PublicEvent, slot_count: int, *, several_days: bool) -> Card:
    text = localized(session.texts, session.title)
    host_id = session.host_organisation_id
    host = found.organisations.get(host_id) if host_id else None
    return Card(
        session=session,
        title=text.title or session.title,
        summary=text.summary,
        host=host.name if host else None,
        availability=session_availability(session, found.event, found.taken),
        slot_count=slot_count,
        day=session.starts_at if several_days else None,
    )


def _date(instant: datetime, event: Event) -> Any:
    return local(instant, event.time_zone).date()


def _slot_counts(event: Event) -> dict[UUID, int]:
    counts: dict[UUID, int] = {}
    for session in event.sessions:
        if session.slot_of:
            counts[session.slot_of] = counts.get(session.slot_of, 0) + 1
    return counts


def _places(event: Event) -> dict[UUID, int]:
    """Places of each session that has a limit: its own, or those of its time slots together."""
    places = {s.id: s.capacity for s in event.sessions if s.capacity and s.slot_of is None}
    for slot in event.sessions:
        if slot.slot_of and slot.capacity:
            places[slot.slot_of] = places.get(slot.slot_of, 0) + slot.capacity
    return places


def _runs(event: Event, now: datetime) -> bool:
    return event.status is Status.PUBLISHED and event.starts_at <= now < event.ends_at


def _may(principal: Principal, event: Event, roles: frozenset[str], now: datetime) -> bool:
    try:
        require_at_event(principal, event, roles, now)
    except (NotFound, WrongRole):
        return False
    return True


routes: list[Any] = [
    start_page,
    event_page,
    organizer_page,
    organizer_event_page,
    move_event,
]
