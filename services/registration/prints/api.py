"""The documents for programs: as on the page of prints, with a bearer token."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, QueryParameter

from services.registration.bookings.self_service import own_booking
from services.registration.prints.answers import PART_MAX, PDF, language_asked, pdf
from services.registration.prints.use_cases import Prints
from shared.web.principal import bearer
from shared.web.scopes import BOOKINGS
from shared.web.scopes import OPT as SCOPE_OPT

AnyRequest = Request[Any, Any, Any]
OF_EVENT = "/api/v1/events/{event_id:uuid}/prints"
OF_REGISTRATION = "/api/v1/registrations/{registration_id:uuid}"
WITH_NAMES = {"access": "prints", SCOPE_OPT: BOOKINGS}
Part = Annotated[int, QueryParameter(name="part", ge=1, le=PART_MAX)]
Language = Annotated[str | None, QueryParameter(name="language", max_length=20)]


@get(f"{OF_EVENT}/badges.pdf", opt=WITH_NAMES, media_type=PDF)
async def badges(
    request: AnyRequest,
    state: State,
    event_id: FromPath[UUID],
    part: Part = 1,
    language: Language = None,
) -> Response[bytes]:
    """Name badges, 400 in a file (`part`); 409 where the team may not read names."""
    principal = await bearer(request)
    prints: Prints = state.prints
    locale = language_asked(language)
    content = await prints.badges(principal, event_id, part, locale)
    return pdf(content, "badges")


@get(f"{OF_EVENT}/attendance-list.pdf", opt=WITH_NAMES, media_type=PDF)
async def attendance_list(
    request: AnyRequest,
    state: State,
    event_id: FromPath[UUID],
    session_id: FromQuery[UUID | None] = None,
    language: Language = None,
) -> Response[bytes]:
    """A list to sign, of the event or one session; 409 where nobody may be listed."""
    principal = await bearer(request)
    prints: Prints = state.prints
    locale = language_asked(language)
    content = await prints.attendance_list(principal, event_id, session_id, locale)
    return pdf(content, "attendance-list")


@get(f"{OF_EVENT}/signs.pdf", opt={"access": "prints"}, media_type=PDF)
async def signs(
    request: AnyRequest, state: State, event_id: FromPath[UUID], language: Language = None
) -> Response[bytes]:
    """A sign for each session."""
    principal = await bearer(request)
    prints: Prints = state.prints
    return pdf(await prints.signs(principal, event_id, language_asked(language)), "signs")


@get(f"{OF_EVENT}/poster.pdf", opt={"access": "prints"}, media_type=PDF)
async def poster(
    request: AnyRequest, state: State, event_id: FromPath[UUID], language: Language = None
) -> Response[bytes]:
    """A poster with a QR code to the event's page."""
    principal = await bearer(request)
    prints: Prints = state.prints
    base_url = request.app.state.web.settings.base_url
    content = await prints.poster(principal, event_id, base_url, language_asked(language))
    return pdf(content, "poster")


@get(f"{OF_REGISTRATION}/wallet-card.pdf", opt={"access": "manage-token"}, media_type=PDF)
async def wallet_card(
    request: AnyRequest, state: State, registration_id: FromPath[UUID], language: Language = None
) -> Response[bytes]:
    """One's tickets in the size of a bank card, with the manage token."""
    booking = await own_booking(request, registration_id)
    prints: Prints = state.prints
    base_url = request.app.state.web.settings.base_url
    return pdf(await prints.wallet(booking, base_url, language_asked(language)), "ticket")


@get(f"{OF_REGISTRATION}/certificate.pdf", opt={"access": "manage-token"}, media_type=PDF)
async def certificate(
    request: AnyRequest, state: State, registration_id: FromPath[UUID], language: Language = None
) -> Response[bytes]:
    """One's own certificate of attendance, with the manage token; 409 until the ticket was read."""
    booking = await own_booking(request, registration_id)
    prints: Prints = state.prints
    return pdf(await prints.certificate(booking, language_asked(language)), "certificate")


routes: list[Any] = [badges, attendance_list, signs, poster, wallet_card, certificate]
