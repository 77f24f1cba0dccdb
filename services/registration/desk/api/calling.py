"""Offers accepted for somebody, and the call list, by JSON."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody

from services.registration.bookings.bodies import StaffRegistrationView, staff_view
from services.registration.desk.bodies import CallBody, CallsView, CallView, OfferBody
from services.registration.desk.use_cases import Desk
from services.registration.events.policy import PLANS
from shared.web.principal import bearer

AnyRequest = Request[Any, Any, Any]
EVENT = "/api/v1/events/{event_id:uuid}"


@post(f"{EVENT}/desk/offers/accept", status_code=200, opt={"access": "organizer"})
async def accept_offer(
    request: AnyRequest, state: State, event_id: FromPath[UUID], data: JSONBody[OfferBody]
) -> StaffRegistrationView:
    """Take the place on offer for whoever says this code; 409 `no-offer` if there is none."""
    desk: Desk = state.desk
    seen = await desk.see(await bearer(request), event_id, PLANS)
    booking = await desk.calling.accept_by_code(seen, data.booking_code)
    return staff_view(booking, with_names=seen.with_names)


@get(f"{EVENT}/desk/calls", opt={"access": "organizer"})
async def list_calls(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> CallsView:
    """People without an address who have moved up, or whose event was moved or cancelled."""
    desk: Desk = state.desk
    seen = await desk.see(await bearer(request), event_id, PLANS)
    found, _ = await desk.calling.calls(seen)
    return CallsView(
        items=[
            CallView(
                registration_id=call.booking.id,
                people=[p.name for p in call.booking.people if p.erased_at is None],
                phone=call.booking.contact_phone,
                why=call.why,
                since=call.since,
                called_at=call.called_at,
            )
            for call in found
        ]
    )


@post(f"{EVENT}/desk/calls", status_code=204, opt={"access": "organizer"})
async def tick_call(
    request: AnyRequest, state: State, event_id: FromPath[UUID], data: JSONBody[CallBody]
) -> None:
    """Keep that somebody was called; 409 `nothing-to-tell` if something newer has to be told."""
    desk: Desk = state.desk
    seen = await desk.see(await bearer(request), event_id, PLANS)
    await desk.calling.tick(seen, data.registration_id, data.since, called=data.called)


routes: list[Any] = [accept_offer, list_calls, tick_call]
