"""JSON routes of erasure. `opt["access"]` says whom a route is for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, get, patch, post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody
from msgspec import UnsetType

from services.registration.bookings.errors import Erased
from services.registration.bookings.use_cases import Bookings
from services.registration.erasure.bodies import (
    EraseBody,
    PrivacyView,
    RetentionBody,
    RetentionView,
    privacy_view,
    view,
)
from services.registration.erasure.use_cases import Erasures
from services.registration.events.domain import Event
from services.registration.events.policy import PLANS, WATCHES, require_at_event
from shared.errors import NotFound, NotSignedIn
from shared.tokens import ParsedToken, parse_token
from shared.web.principal import Principal, bearer, bearer_token

AnyRequest = Request[Any, Any, Any]
ERASE = "/api/v1/registrations/{registration_id:uuid}/erase"
RETENTION = "/api/v1/events/{event_id:uuid}/retention"


@post(ERASE, status_code=204, opt={"access": "manage-token"})
async def erase_registration(
    request: AnyRequest, state: State, registration_id: FromPath[UUID], data: JSONBody[EraseBody]
) -> None:
    """Forget people of a registration for good: with its manage token, or as organizer.

    Places they held go to who waits. With the last person the registration itself is gone: its
    manage token and idempotency key answer 410. Doing it again changes nothing.
    """
    erasures: Erasures = state.erasures
    secret = bearer_token(request)
    token = parse_token(secret) if secret else None
    if token is not None:
        if await _opens(state.bookings, token, registration_id):
            await erasures.erase(registration_id, data.wanted())
        return
    principal = await bearer(request)
    event = await _event_of(state, registration_id)
    require_at_event(principal, event, PLANS, state.clock())
    await erasures.erase(registration_id, data.wanted(), by=(principal, event))


@get(RETENTION, opt={"access": "watching"})
async def read_retention(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> RetentionView:
    """When the people of an event are erased by themselves."""
    _, event = await _for(request, state, event_id, WATCHES)
    return view(await state.erasures.retention(event))


@get("/api/v1/events/{event_id:uuid}/privacy", opt={"access": "public"})
async def read_privacy(state: State, event_id: FromPath[UUID]) -> PrivacyView:
    """What a published event keeps of its guests, what for and how long: its notice of data
    protection, in all languages that it is written in."""
    bookings: Bookings = state.bookings
    event = await bookings.reading.event(event_id)
    if not event.is_public:
        raise NotFound
    questions = await state.asking.of_event(event_id)
    names = await state.supporting.names(questions.support)
    return privacy_view(event, await state.erasures.retention(event), questions, names)


@patch(RETENTION, opt={"access": "organizer"})
async def choose_retention(
    request: AnyRequest, state: State, event_id: FromPath[UUID], data: JSONBody[RetentionBody]
) -> RetentionView:
    """Say how long after its end an event keeps its people."""
    principal, event = await _for(request, state, event_id, PLANS)
    if isinstance(data.days, UnsetType):
        return view(await state.erasures.retention(event))
    return view(await state.erasures.choose_retention(event, data.days, principal))


async def _opens(bookings: Bookings, token: ParsedToken, registration_id: UUID) -> bool:
    """Whether the token opens this registration; False: it did until all was erased."""
    try:
        own = await bookings.reading.for_token(token)
    except Erased:
        if token.id != registration_id:
            raise NotFound from None
        return False
    if own is None:
        raise NotSignedIn
    if own.id != registration_id:
        raise NotFound
    return True


async def _event_of(state: State, registration_id: UUID) -> Event:
    bookings: Bookings = state.bookings
    booking = await bookings.reading.booking(registration_id)
    return await bookings.reading.event(booking.event_id)


async def _for(
    request: AnyRequest, state: State, event_id: UUID, roles: frozenset[str]
) -> tuple[Principal, Event]:
    principal = await bearer(request)
    bookings: Bookings = state.bookings
    event = await bookings.reading.event(event_id)
    require_at_event(principal, event, roles, state.clock())
    return principal, event


routes = [erase_registration, read_retention, read_privacy, choose_retention]
