"""JSON routes of events. Each route says in `opt["access"]` whom it is for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, get, patch, post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody, QueryParameter

from services.registration.events import use_cases
from services.registration.events.bodies import EventBody, EventPatch
from services.registration.events.bodies.moving import (
    CancelBody,
    CancelSessionBody,
    CopyBody,
    RescheduleBody,
)
from services.registration.events.domain import Event
from services.registration.events.use_cases import PAGE_MAX, PublicEvent, sessions
from services.registration.events.views import (
    EventPage,
    EventView,
    PublicEventView,
    event_view,
    public_event_view,
)
from shared.web.paging import cursor, read_cursor
from shared.web.principal import bearer

AnyRequest = Request[Any, Any, Any]
Limit = Annotated[int, QueryParameter(ge=1, le=PAGE_MAX)]
EVENTS = "/api/v1/events"


@post(EVENTS, opt={"access": "organizer"}, status_code=201)
async def create_event(request: AnyRequest, state: State, data: JSONBody[EventBody]) -> EventView:
    """Plan an event: a draft with its sessions."""
    principal = await bearer(request)
    made = await use_cases.create_event(
        state.pool, principal, state.clock(), data, state.event_hooks
    )
    return event_view(made)


@get(EVENTS, opt={"access": "staff"})
async def list_events(
    request: AnyRequest,
    state: State,
    cursor_: Annotated[str | None, QueryParameter(name="cursor")] = None,
    limit: Limit = 50,
) -> EventPage:
    """Events you have to do with, latest first."""
    principal = await bearer(request)
    now = state.clock()
    found = await use_cases.list_events(
        state.pool, principal, now, after=read_cursor(cursor_), limit=limit + 1
    )
    more = cursor(found[limit - 1].starts_at, found[limit - 1].id) if len(found) > limit else None
    seen = await use_cases.as_seen_by(state.pool, principal, now, found[:limit], state.event_hooks)
    return EventPage(items=[_view(each, now) for each in seen], next=more)


@get(f"{EVENTS}/{{event_id:uuid}}", opt={"access": "public"})
async def find_event(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> EventView | PublicEventView:
    """An event: in full for its organizing team, the public view for all others."""
    principal = await bearer(request) if "authorization" in request.headers else None
    now = state.clock()
    found = await use_cases.find_event(state.pool, principal, now, event_id, state.event_hooks)
    return _view(found, now)


@patch(f"{EVENTS}/{{event_id:uuid}}", opt={"access": "organizer"})
async def change_event(
    request: AnyRequest, state: State, event_id: FromPath[UUID], data: JSONBody[EventPatch]
) -> EventView:
    """Change fields of an event; sessions with an id are changed, without one added."""
    principal = await bearer(request)
    changed = await use_cases.change_event(
        state.pool, principal, state.clock(), event_id, data, hooks=state.event_hooks
    )
    return event_view(changed)


@post(f"{EVENTS}/{{event_id:uuid}}/publish", opt={"access": "organizer"}, status_code=200)
async def publish_event(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> EventView:
    """Show the event to the public and open its registration window."""
    return await _gone_on(use_cases.publish_event, request, state, event_id)


@post(f"{EVENTS}/{{event_id:uuid}}/close", opt={"access": "organizer"}, status_code=200)
async def close_event(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> EventView:
    """End the event: reports follow by themselves."""
    return await _gone_on(use_cases.close_event, request, state, event_id)


@post(f"{EVENTS}/{{event_id:uuid}}/cancel", opt={"access": "organizer"}, status_code=200)
async def cancel_event(
    request: AnyRequest,
    state: State,
    event_id: FromPath[UUID],
    data: JSONBody[CancelBody | None] = None,
) -> EventView:
    """The event does not take place: everybody is told, bookings are released or kept by choice."""
    step = partial(use_cases.cancel_event, body=data or CancelBody())
    return await _gone_on(step, request, state, event_id)


@post(
    f"{EVENTS}/{{event_id:uuid}}/sessions/{{part_id:uuid}}/cancel",
    opt={"access": "organizer"},
    status_code=200,
)
async def cancel_session(
    request: AnyRequest,
    state: State,
    event_id: FromPath[UUID],
    part_id: FromPath[UUID],
    data: JSONBody[CancelSessionBody],
) -> EventView:
    """A session does not take place: its people are told and released from it, the others stay."""
    principal = await bearer(request)
    changed = await sessions.cancel_session(
        state.pool, principal, state.clock(), event_id, part_id, body=data, hooks=state.event_hooks
    )
    return event_view(changed)


@post(f"{EVENTS}/{{event_id:uuid}}/copy", opt={"access": "organizer"}, status_code=201)
async def copy_event(
    request: AnyRequest, state: State, event_id: FromPath[UUID], data: JSONBody[CopyBody]
) -> EventView:
    """Plan a new draft like this event on another day: times by the clock, no registrations."""
    principal = await bearer(request)
    made = await use_cases.copy_event(
        state.pool, principal, state.clock(), event_id, data, hooks=state.event_hooks
    )
    return event_view(made)


@post(f"{EVENTS}/{{event_id:uuid}}/reschedule", opt={"access": "organizer"}, status_code=200)
async def reschedule_event(
    request: AnyRequest, state: State, event_id: FromPath[UUID], data: JSONBody[RescheduleBody]
) -> EventView:
    """Move a published event; everybody is told, bookings are kept or released by choice."""
    principal = await bearer(request)
    moved = await use_cases.reschedule_event(
        state.pool, principal, state.clock(), event_id, data, hooks=state.event_hooks
    )
    return event_view(moved)


async def _gone_on(
    step: Callable[..., Awaitable[Event]], request: AnyRequest, state: State, event_id: UUID
) -> EventView:
    """One step of an event's life."""
    principal = await bearer(request)
    return event_view(
        await step(state.pool, principal, state.clock(), event_id, hooks=state.event_hooks)
    )


def _view(found: Event | PublicEvent, now: datetime) -> EventView | PublicEventView:
    if isinstance(found, PublicEvent):
        return public_event_view(found.event, found.organisations, found.taken, now)
    return event_view(found)


routes: list[Any] = [
    create_event,
    list_events,
    find_event,
    change_event,
    publish_event,
    close_event,
    cancel_event,
    cancel_session,
    copy_event,
    reschedule_event,
]
