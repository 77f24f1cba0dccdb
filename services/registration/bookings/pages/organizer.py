"""An event's registrations for its team."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.datastructures import State

from services.registration.bookings.bodies import staff_view
from services.registration.bookings.use_cases import Bookings
from services.registration.events.policy import WATCHES, require_at_event
from services.registration.events.views import cursor, read_cursor
from shared.web.pages import render
from shared.web.principal import signed_in

AnyRequest = Request[Any, Any, Any]


OF_EVENT = "/organizer/events/{event_id:uuid}/registrations"
ON_A_PAGE = 50


@get(OF_EVENT, include_in_schema=False, opt={"access": "watching"})
async def list_of_event(request: AnyRequest, state: State, event_id: UUID) -> Response[str]:
    """An event's registrations for its team; names only where the event allows them."""
    principal = await signed_in(request)
    bookings: Bookings = state.bookings
    event = await bookings.reading.event(event_id)
    require_at_event(principal, event, WATCHES, state.clock())
    after = read_cursor(request.query_params.get("cursor"))
    found = await bookings.reading.of_event(event_id, after, ON_A_PAGE + 1)
    with_names = await bookings.reading.names_readable(event)
    last = found[ON_A_PAGE - 1] if len(found) > ON_A_PAGE else None
    return render(
        request,
        "bookings/organizer.html",
        event=event,
        items=[staff_view(each, with_names=with_names) for each in found[:ON_A_PAGE]],
        with_names=with_names,
        session_titles={session.id: session.title for session in event.sessions},
        next_cursor=cursor(last.created_at, last.id) if last else None,
    )


routes = [list_of_event]
