"""How somebody reaches their registration: by the link of a mail, by its code, by a cookie.

A link of a mail changes nothing when it is opened: it sets a cookie and leads to an address
without the token, where forms act.
"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Redirect

from services.registration.access.client import address_of
from services.registration.bookings.domain.booking import Booking
from services.registration.bookings.intake import EMAIL_MAX
from services.registration.bookings.use_cases import Bookings
from shared.errors import InvalidFields
from shared.tokens import parse_token
from shared.web.languages import gettext, mark
from shared.web.pages import end_cookie, make_cookie, read_form, redirect, render

AnyRequest = Request[Any, Any, Any]


MY_REGISTRATION = "/my/registration"
COOKIE_SECONDS = 180 * 86_400
PROOF_SECONDS = 86_400


@get("/m/{token:str}", include_in_schema=False, opt={"access": "manage-token"})
async def open_link(
    request: AnyRequest, state: State, token: FromPath[str]
) -> Response[str] | Redirect:
    """The link of a mail: remembers it and goes on without it in the address."""
    parsed = parse_token(token)
    booking = await state.bookings.reading.for_token(parsed) if parsed else None
    if booking is None:
        return _dead_link(request)
    return redirect(request, MY_REGISTRATION, cookies=[cookie_of(request, booking)])


@get("/c/{token:str}", include_in_schema=False, opt={"access": "manage-token"})
async def open_proof(
    request: AnyRequest, state: State, token: FromPath[str]
) -> Response[str] | Redirect:
    """The link by which somebody keeps a place: remembers it; a button on the page acts."""
    parsed = parse_token(token)
    booking = await state.bookings.reading.for_proof(parsed) if parsed else None
    if booking is None:
        return _dead_link(request)
    settings = request.app.state.web.settings
    proof = make_cookie(settings, _proof_name(request), token, max_age_seconds=PROOF_SECONDS)
    return redirect(request, MY_REGISTRATION, cookies=[cookie_of(request, booking), proof])


@get("/my", include_in_schema=False, opt={"access": "public"})
async def ask_code(request: AnyRequest) -> Response[str]:
    """Where a booking code is typed in."""
    return _code_page(request)


@post("/my", include_in_schema=False, status_code=200, opt={"access": "public"})
async def take_code(request: AnyRequest, state: State) -> Response[str] | Redirect:
    """Find the registration of a booking code."""
    bookings: Bookings = state.bookings
    code = (await read_form(request)).get("code")
    bookings.reading.check_network(address_of(request))
    booking = await bookings.reading.by_code(code)
    if booking is None:
        text = gettext(mark("Diesen Anmeldecode kennen wir nicht. Bitte prüfen Sie ihn."))
        return _code_page(request, text, code=code, status=422)
    return redirect(request, MY_REGISTRATION, cookies=[cookie_of(request, booking)])


@post("/my/link", include_in_schema=False, status_code=200, opt={"access": "public"})
async def send_link(request: AnyRequest, state: State) -> Response[str] | Redirect:
    """Mail the links to an address; nobody learns here whether it is known."""
    bookings: Bookings = state.bookings
    email = (await read_form(request)).get("email")
    try:
        await bookings.links_again.send(email, network=address_of(request))
    except InvalidFields:
        text = gettext(mark("Bitte prüfen Sie die E-Mail-Adresse. Ein Beispiel: name@beispiel.de"))
        return _code_page(request, email=email, wrong_email=text, status=422)
    return redirect(request, "/my?sent=1")


@post(
    f"{MY_REGISTRATION}/leave", include_in_schema=False, status_code=200, opt={"access": "public"}
)
async def leave(request: AnyRequest) -> Redirect:
    """Forget the registration on this device (a shared computer)."""
    return redirect(request, "/my", cookies=[end_of_cookie(request)])


async def my_booking(request: AnyRequest, state: State) -> Booking | None:
    """The booking this browser remembers, None if its token is not (or no longer) good."""
    token = parse_token(request.cookies.get(_cookie_name(request), ""))
    found: Booking | None = await state.bookings.reading.for_token(token) if token else None
    return found


def cookie_of(request: AnyRequest, booking: Booking) -> Any:
    """Lets this browser remember the booking."""
    bookings: Bookings = request.app.state.bookings
    token = bookings.keys.manage.token(booking.id, booking.generation)
    settings = request.app.state.web.settings
    return make_cookie(settings, _cookie_name(request), token, max_age_seconds=COOKIE_SECONDS)


def end_of_cookie(request: AnyRequest) -> Any:
    """Lets this browser forget it."""
    return end_cookie(request.app.state.web.settings, _cookie_name(request))


def proves(request: AnyRequest, booking: Booking) -> bool:
    """Whether this browser has come by the link of the mail that proves the address."""
    token = parse_token(request.cookies.get(_proof_name(request), ""))
    keys = request.app.state.bookings.keys.proof
    return token is not None and token.id == booking.id and keys.matches(token, booking.generation)


def _proof_name(request: AnyRequest) -> str:
    return f"{request.app.state.web.settings.instance}_proof"


def _cookie_name(request: AnyRequest) -> str:
    return f"{request.app.state.web.settings.instance}_registration"


def _dead_link(request: AnyRequest) -> Response[str]:
    text = gettext(mark("Dieser Link gilt nicht (mehr). Ihr Anmeldecode hilft weiter."))
    return _code_page(request, text, status=404)


def _code_page(
    request: AnyRequest,
    wrong: str | None = None,
    *,
    code: str = "",
    email: str = "",
    wrong_email: str | None = None,
    status: int = 200,
) -> Response[str]:
    return render(
        request,
        "bookings/code.html",
        status=status,
        wrong=wrong,
        code=code[:40],
        email=email[:EMAIL_MAX],
        wrong_email=wrong_email,
        sent="sent" in request.query_params,
    )


routes = [open_link, open_proof, ask_code, take_code, send_link, leave]
