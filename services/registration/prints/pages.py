"""The page of prints for organizers with its documents, and each person's own certificate."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Redirect

from services.registration.bookings.pages.reaching import my_booking
from services.registration.prints.answers import language_asked, part_asked, pdf
from services.registration.prints.errors import NotAttended, NotOnesOwn
from services.registration.prints.use_cases import Prints
from shared.errors import InvalidFields
from shared.web.languages import GERMAN, LOCALES, current_locale
from shared.web.pages import redirect, render
from shared.web.principal import signed_in

AnyRequest = Request[Any, Any, Any]
OF_EVENT = "/organizer/events/{event_id:uuid}/prints"


@get(OF_EVENT, opt={"access": "prints"}, include_in_schema=False)
async def prints_page(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> Response[str]:
    """All that can be printed of an event, and why some of it can't."""
    principal = await signed_in(request)
    prints: Prints = state.prints
    found = await prints.overview(principal, event_id)
    written = [locale for locale in LOCALES if locale is GERMAN or locale.code in found.event.texts]
    return render(
        request,
        "prints/organizer.html",
        event=found.event,
        listing=found.listing.value,
        people=found.people,
        badge_files=found.badge_files,
        sessions=found.sessions,
        poster_languages=written,
        here=f"/organizer/events/{event_id}/prints",
    )


@get(f"{OF_EVENT}/badges.pdf", opt={"access": "prints"}, include_in_schema=False)
async def badges(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> Response[bytes]:
    """Name badges."""
    principal = await signed_in(request)
    prints: Prints = state.prints
    part = part_asked(request)
    content = await prints.badges(principal, event_id, part, current_locale.get())
    return pdf(content, "namensschilder")


@get(f"{OF_EVENT}/attendance-list.pdf", opt={"access": "prints"}, include_in_schema=False)
async def attendance_list(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[bytes]:
    """A list to sign."""
    principal = await signed_in(request)
    prints: Prints = state.prints
    session_id = _session_asked(request)
    locale = current_locale.get()
    content = await prints.attendance_list(principal, event_id, session_id, locale)
    return pdf(content, "anwesenheitsliste")


@get(f"{OF_EVENT}/signs.pdf", opt={"access": "prints"}, include_in_schema=False)
async def signs(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> Response[bytes]:
    """Signs for doors and tables."""
    principal = await signed_in(request)
    prints: Prints = state.prints
    return pdf(await prints.signs(principal, event_id, current_locale.get()), "schilder")


@get(f"{OF_EVENT}/poster.pdf", opt={"access": "prints"}, include_in_schema=False)
async def poster(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> Response[bytes]:
    """A poster, in any language that the event has."""
    principal = await signed_in(request)
    prints: Prints = state.prints
    locale = language_asked(request.query_params.get("language"), current_locale.get())
    base_url = request.app.state.web.settings.base_url
    return pdf(await prints.poster(principal, event_id, base_url, locale), "plakat")


@get("/my/registration/certificate", opt={"access": "manage-token"}, include_in_schema=False)
async def my_certificate(
    request: AnyRequest, state: State
) -> Response[str] | Response[bytes] | Redirect:
    """One's own certificate of attendance, or why there is none (yet)."""
    booking = await my_booking(request, state)
    if booking is None:
        return redirect(request, "/my")
    prints: Prints = state.prints
    try:
        content = await prints.certificate(booking, current_locale.get())
    except (NotAttended, NotOnesOwn) as refusal:
        return render(
            request,
            "prints/no_certificate.html",
            status=refusal.status,
            not_yet=isinstance(refusal, NotAttended),
            place=None,
        )
    return pdf(content, "teilnahmebescheinigung")


@get("/my/registration/card.pdf", opt={"access": "manage-token"}, include_in_schema=False)
async def my_wallet_card(request: AnyRequest, state: State) -> Response[bytes] | Redirect:
    """One's tickets in the size of a bank card."""
    booking = await my_booking(request, state)
    if booking is None:
        return redirect(request, "/my")
    prints: Prints = state.prints
    base_url = request.app.state.web.settings.base_url
    return pdf(await prints.wallet(booking, base_url, current_locale.get()), "ticket")


def _session_asked(request: AnyRequest) -> UUID | None:
    text = request.query_params.get("session_id")
    try:
        return UUID(text) if text else None
    except ValueError:
        raise InvalidFields.one("session_id", "is no id of a session") from None


routes: list[Any] = [
    prints_page,
    badges,
    attendance_list,
    signs,
    poster,
    my_certificate,
    my_wallet_card,
]
