"""Staff set right what somebody mistyped, where they may read names at all."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Redirect

from services.registration.bookings.domain.booking import Booking
from services.registration.bookings.pages.correcting import corrections_in, said_of, typed
from services.registration.bookings.pages.form import Trouble, troubles
from services.registration.bookings.use_cases import Bookings
from services.registration.desk.pages.one import ONE
from services.registration.desk.use_cases import Desk, Seen
from services.registration.events.policy import PLANS
from shared.errors import InvalidFields, NotFound
from shared.web.pages import Form, read_form, redirect, render
from shared.web.principal import signed_in

AnyRequest = Request[Any, Any, Any]


@get(f"{ONE}/correct", include_in_schema=False, opt={"access": "organizer"})
async def details(
    request: AnyRequest, state: State, event_id: FromPath[UUID], registration_id: FromPath[UUID]
) -> Response[str]:
    """Names and addresses of a registration, to set right."""
    seen, booking = await _known(request, state, event_id, registration_id)
    return _page(request, seen, booking)


@post(f"{ONE}/correct", include_in_schema=False, status_code=200, opt={"access": "organizer"})
async def correct(
    request: AnyRequest, state: State, event_id: FromPath[UUID], registration_id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Set them right; the new address gets a new link, the one before is told."""
    seen, booking = await _known(request, state, event_id, registration_id)
    bookings: Bookings = state.bookings
    form = await read_form(request)
    wanted = corrections_in(form, said_of(booking, seen.event))
    try:
        await bookings.correcting.correct(booking.id, wanted, by=seen.note)
    except InvalidFields as error:
        return _page(request, seen, booking, troubles(error, seen.event), form)
    return redirect(
        request, f"/organizer/events/{event_id}/registrations/{booking.id}?done=corrected"
    )


async def _known(
    request: AnyRequest, state: State, event_id: UUID, registration_id: UUID
) -> tuple[Seen, Booking]:
    """Raises NotFound where staff don't learn names and for who was erased."""
    desk: Desk = state.desk
    seen = await desk.see(await signed_in(request), event_id, PLANS)
    booking = await desk.one(seen, registration_id)
    if not seen.with_names or booking.erased_at is not None:
        raise NotFound
    return seen, booking


def _page(
    request: AnyRequest,
    seen: Seen,
    booking: Booking,
    wrong: list[Trouble] | None = None,
    form: Form | None = None,
) -> Response[str]:
    said = said_of(booking, seen.event)
    list_path = f"/organizer/events/{seen.event.id}/registrations"
    return render(
        request,
        "desk/correct.html",
        status=422 if wrong else 200,
        event=seen.event,
        list_path=list_path,
        here=f"{list_path}/{booking.id}",
        said=said,
        typed=typed(said, form),
        several=len({s.number for s in said if s.number}) > 1,
        troubles=wrong or [],
        errors_by_field={t.field: t.text for t in wrong or []},
    )


routes: list[Any] = [details, correct]
