"""JSON routes by which a program does what people's own page does, with the manage token."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody

from services.registration.access.client import address_of
from services.registration.bookings.bodies import Email, RegistrationView, own_view
from services.registration.bookings.calendar import calendar_of
from services.registration.bookings.domain.booking import Booking, Status
from services.registration.bookings.errors import NotConfirmed
from services.registration.bookings.pages.shown import title_of
from services.registration.bookings.use_cases import Bookings
from shared.errors import NotFound, NotSignedIn
from shared.tokens import parse_token
from shared.web.principal import bearer_token

AnyRequest = Request[Any, Any, Any]
ONE = "/api/v1/registrations/{registration_id:uuid}"
TYPED_CODE_MAX = 40


class CodeBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A booking code as somebody typed it; dashes and small letters don't matter."""

    code: Annotated[str, msgspec.Meta(max_length=TYPED_CODE_MAX)]


class AddressBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose links to send again."""

    email: Email


class JoinLink(msgspec.Struct, frozen=True, kw_only=True):
    """Where the online meeting of the event is."""

    join_url: str


@post("/api/v1/registrations/by-code", status_code=200, opt={"access": "public"})
async def by_code(request: AnyRequest, state: State, data: JSONBody[CodeBody]) -> RegistrationView:
    """The registration of a booking code, with its manage token; 404 for codes we don't know."""
    bookings: Bookings = state.bookings
    bookings.reading.check_network(address_of(request))
    booking = await bookings.reading.by_code(data.code)
    if booking is None:
        raise NotFound
    return own_view(booking, bookings.intake, request.app.state.web.settings.base_url)


@post("/api/v1/registrations/send-links", status_code=202, opt={"access": "public"})
async def send_links(request: AnyRequest, state: State, data: JSONBody[AddressBody]) -> None:
    """Mail the links to all registrations of an address to it; the answer is always the same."""
    bookings: Bookings = state.bookings
    await bookings.links_again.send(data.email, network=address_of(request))


@get(f"{ONE}/calendar.ics", opt={"access": "manage-token"}, media_type="text/calendar")
async def calendar_file(
    request: AnyRequest, state: State, registration_id: FromPath[UUID]
) -> Response[bytes]:
    """The booked sessions for a calendar; 409 while nobody has a place."""
    booking = await own_booking(request, registration_id)
    event = await state.bookings.reading.event(booking.event_id)
    url = f"{request.app.state.web.settings.base_url}/e/{event.id}"
    content = calendar_of(event, booking, title_of(event), url, state.clock())
    headers = {"content-disposition": 'attachment; filename="registration.ics"'}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


@get(f"{ONE}/join-link", opt={"access": "manage-token"})
async def join_link(request: AnyRequest, state: State, registration_id: FromPath[UUID]) -> JoinLink:
    """The link to the online meeting, for who has a place; 404 for an event without one."""
    booking = await own_booking(request, registration_id)
    event = await state.bookings.reading.event(booking.event_id)
    if event.join_url is None:
        raise NotFound
    if not any(p.status is Status.CONFIRMED for p in booking.people):
        raise NotConfirmed
    return JoinLink(join_url=event.join_url)


async def own_booking(request: AnyRequest, booking_id: UUID) -> Booking:
    """The booking that the manage token opens. Raises NotSignedIn, NotFound for another one's."""
    token = parse_token(bearer_token(request) or "")
    bookings: Bookings = request.app.state.bookings
    booking = await bookings.reading.for_token(token) if token else None
    if booking is None:
        raise NotSignedIn
    if booking.id != booking_id:
        raise NotFound
    return booking


routes = [by_code, send_links, calendar_file, join_link]
