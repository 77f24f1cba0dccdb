"""JSON routes of registrations (design §9). `opt["access"]` says whom a route is for."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, delete, get, patch, post
from litestar.datastructures import State
from litestar.params import FromPath, HeaderParameter, JSONBody

from services.registration.access.client import address_of
from services.registration.bookings import self_service
from services.registration.bookings.bodies import (
    RegistrationBody,
    RegistrationPatch,
    RegistrationView,
    StaffRegistrationView,
    own_view,
    staff_view,
)
from services.registration.bookings.domain.booking import Booking
from services.registration.bookings.use_cases import Bookings
from services.registration.bookings.use_cases.noting import Note
from services.registration.events.policy import PLANS, WATCHES, require_at_event
from shared.errors import NotFound, NotSignedIn, WrongRole
from shared.tokens import parse_token
from shared.web.principal import bearer, bearer_token

AnyRequest = Request[Any, Any, Any]
OF_EVENT = "/api/v1/events/{event_id:uuid}/registrations"
ONE = "/api/v1/registrations/{registration_id:uuid}"


def _bookings(state: State) -> Bookings:
    bookings: Bookings = state.bookings
    return bookings


def _view(request: AnyRequest, booking: Booking) -> RegistrationView:
    base_url = request.app.state.web.settings.base_url
    return own_view(booking, _bookings(request.app.state).intake, base_url)


@post(OF_EVENT, status_code=201, opt={"access": "public"})
async def register(
    request: AnyRequest,
    state: State,
    event_id: FromPath[UUID],
    data: JSONBody[RegistrationBody],
    idempotency_key: Annotated[str | None, HeaderParameter(name="Idempotency-Key")] = None,
) -> RegistrationView:
    """Register people. With an `Idempotency-Key` the same request may be sent again for a day.

    Make the key at random: whoever sends the same key with the same body gets the same answer.
    """
    network = address_of(request)
    booking = await _bookings(state).registering.register(
        event_id, data.wish(), key=idempotency_key, network=network
    )
    return _view(request, booking)


@get(ONE, opt={"access": "manage-token"})
async def read_registration(
    request: AnyRequest, state: State, registration_id: FromPath[UUID]
) -> RegistrationView | StaffRegistrationView:
    """One registration: with its manage token in full, for the organizing team without secrets."""
    booking, by = await _reached(request, registration_id, WATCHES)
    if by is None:
        return _view(request, booking)
    return await _for_staff(state, booking)


@patch(ONE, opt={"access": "manage-token"})
async def change_registration(
    request: AnyRequest,
    state: State,
    registration_id: FromPath[UUID],
    data: JSONBody[RegistrationPatch],
) -> RegistrationView | StaffRegistrationView:
    """Give people other sessions, take people out, or correct names and addresses: all or none."""
    _, by = await _reached(request, registration_id, PLANS)
    bookings = _bookings(state)
    if corrections := data.corrections():
        if by is not None and not await bookings.reading.names_readable(by.event):
            raise WrongRole("Staff of this event don't learn who registers.")
        network = address_of(request) if by is None else None
        booking = await bookings.correcting.correct(
            registration_id, corrections, network=network, by=by
        )
    else:
        booking = await bookings.changing.change(registration_id, data.wishes(), by=by)
    return _view(request, booking) if by is None else await _for_staff(state, booking)


@delete(ONE, status_code=204, opt={"access": "manage-token"})
async def cancel_registration(
    request: AnyRequest, state: State, registration_id: FromPath[UUID]
) -> None:
    """Cancel the whole registration; doing it again changes nothing."""
    _, by = await _reached(request, registration_id, PLANS)
    await _bookings(state).changing.cancel(registration_id, by=by)


@post(f"{ONE}/accept", status_code=200, opt={"access": "manage-token"})
async def accept_offer(
    request: AnyRequest, state: State, registration_id: FromPath[UUID]
) -> RegistrationView | StaffRegistrationView:
    """Take the places on offer."""
    _, by = await _reached(request, registration_id, PLANS)
    booking = await _bookings(state).offers.accept(registration_id, by=by)
    return _view(request, booking) if by is None else await _for_staff(state, booking)


@post(f"{ONE}/prove", status_code=200, opt={"access": "manage-token"})
async def prove_address(
    request: AnyRequest, state: State, registration_id: FromPath[UUID]
) -> RegistrationView:
    """Keep places that were held, with the secret of the link in the mail as bearer token."""
    bookings = _bookings(state)
    token = parse_token(bearer_token(request) or "")
    booking = await bookings.reading.for_proof(token) if token else None
    if booking is None:
        raise NotSignedIn
    if booking.id != registration_id:
        raise NotFound
    return _view(request, await bookings.offers.prove(booking.id))


@post(f"{ONE}/decline", status_code=200, opt={"access": "manage-token"})
async def decline_offer(
    request: AnyRequest, state: State, registration_id: FromPath[UUID]
) -> RegistrationView | StaffRegistrationView:
    """Leave the places on offer to the next."""
    _, by = await _reached(request, registration_id, PLANS)
    booking = await _bookings(state).offers.decline(registration_id, by=by)
    return _view(request, booking) if by is None else await _for_staff(state, booking)


async def _reached(
    request: AnyRequest, booking_id: UUID, roles: frozenset[str]
) -> tuple[Booking, Note | None]:
    """The booking, and who of the staff asks; None: it was reached with its own manage token.

    Raises NotSignedIn without a good credential, NotFound for unknown and foreign bookings.
    """
    bookings = _bookings(request.app.state)
    secret = bearer_token(request)
    token = parse_token(secret) if secret else None
    if token is not None:
        own = await bookings.reading.for_token(token)
        if own is None:
            raise NotSignedIn
        if own.id != booking_id:
            raise NotFound
        return own, None
    principal = await bearer(request)
    booking = await bookings.reading.booking(booking_id)
    event = await bookings.reading.event(booking.event_id)
    now = request.app.state.clock()
    require_at_event(principal, event, roles, now)
    return booking, Note(principal, event, now)


async def _for_staff(state: State, booking: Booking) -> StaffRegistrationView:
    bookings = _bookings(state)
    event = await bookings.reading.event(booking.event_id)
    return staff_view(booking, with_names=await bookings.reading.names_readable(event))


routes = [
    register,
    read_registration,
    change_registration,
    cancel_registration,
    accept_offer,
    prove_address,
    decline_offer,
    *self_service.routes,
]
