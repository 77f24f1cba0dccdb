"""Pages for participants: register, see, change and cancel one's registration; the team's list.

A link of a mail changes nothing when it is opened: it sets a cookie and leads to an address
without the token, where forms act.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import segno
from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.response import Redirect
from markupsafe import Markup

from services.registration.access.client import address_of
from services.registration.bookings.bodies import staff_view
from services.registration.bookings.calendar import calendar_of
from services.registration.bookings.domain import Booking, Status, Wish
from services.registration.bookings.errors import (
    AlreadyRegistered,
    Full,
    IdempotencyKeyReused,
    NoOffer,
    NotOpenYet,
    RegistrationClosed,
)
from services.registration.bookings.form import (
    ACTION,
    ADD_PERSON,
    REMOVE_PERSON,
    TOKEN,
    TRAP,
    Filled,
    Trouble,
    missing_names,
    new_token,
    nonce_of,
    troubles,
)
from services.registration.bookings.intake import PARTY_MAX, PersonWish, shown_code
from services.registration.bookings.use_cases import Bookings
from services.registration.events.domain import (
    Availability,
    Event,
    Identity,
    Session,
    availability,
)
from services.registration.events.domain import Status as EventStatus
from services.registration.events.policy import WATCHES, require_at_event
from services.registration.events.views import cursor, read_cursor
from shared.errors import InvalidFields, NotFound, NotParsable, Refused
from shared.tokens import parse_token
from shared.web.languages import current_locale, gettext, mark
from shared.web.pages import Form, end_cookie, make_cookie, read_form, redirect, render
from shared.web.principal import signed_in

AnyRequest = Request[Any, Any, Any]
REGISTER = "/e/{event_id:uuid}/register"
MY_REGISTRATION = "/my/registration"
OF_EVENT = "/organizer/events/{event_id:uuid}/registrations"
ON_A_PAGE = 50
COOKIE_SECONDS = 180 * 86_400
QR_SCALE = 4

PLACES_TEXTS = {
    Availability.FREE: mark("Plätze frei"),
    Availability.FEW: mark("nur noch wenige"),
    Availability.FULL: mark("voll"),
}
REFUSED_TEXTS: dict[type[Refused], str] = {
    Full: mark("Es gibt keinen freien Platz mehr. Bitte wählen Sie ein anderes Angebot."),
    AlreadyRegistered: mark(
        "Mit diesem Namen und dieser E-Mail-Adresse sind Sie schon angemeldet. "
        "Den Link zu Ihrer Anmeldung finden Sie in Ihrer Bestätigung."
    ),
    IdempotencyKeyReused: mark(
        "Dieses Formular haben Sie schon abgeschickt. "
        "Ihre Anmeldung finden Sie unter „Meine Anmeldung“."
    ),
    NoOffer: mark("Das Angebot gilt nicht mehr."),
    RegistrationClosed: mark("Die Anmeldung ist geschlossen."),
    NotOpenYet: mark("Die Anmeldung ist noch nicht geöffnet."),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A session as a card of the form: never an exact number of places (design §6)."""

    session: Session
    title: str
    summary: str | None
    places: Availability
    places_text: str


@dataclass(frozen=True, slots=True)
class PersonShown:
    """One person of a booking as the page shows it."""

    id: UUID
    number: int
    name: str | None
    status: str
    position: int | None
    sessions: list[Choice]
    chosen: frozenset[UUID]
    qr: Markup | None


# --- registering ---


@get(REGISTER, include_in_schema=False, opt={"access": "public"})
async def show_form(request: AnyRequest, state: State, event_id: UUID) -> Response[str]:
    """The empty form; `?session=` ticks one."""
    event = await _public_event(state, event_id)
    wanted = [s for s in _ids(request.query_params.getall("session", [])) if event.session(s)]
    filled = Filled(people=[PersonWish(sessions=wanted)])
    return await _form_page(request, state, event, filled)


@post(REGISTER, include_in_schema=False, status_code=200, opt={"access": "public"})
async def send_form(request: AnyRequest, state: State, event_id: UUID) -> Response[str] | Redirect:
    """Register, or show the form again with one person more or less, or with what is wrong."""
    event = await _public_event(state, event_id)
    form = await read_form(request)
    filled = Filled.read(form)
    if form.get(ACTION) == ADD_PERSON and len(filled.people) < PARTY_MAX:
        filled.people.append(PersonWish(sessions=list(filled.people[0].sessions)))
        return await _form_page(request, state, event, filled, open_person=len(filled.people))
    if form.get(ACTION) == REMOVE_PERSON and len(filled.people) > 1:
        filled.people.pop()
        return await _form_page(request, state, event, filled, open_person=len(filled.people))
    return await _register(request, state, event, form, filled)


async def _register(
    request: AnyRequest, state: State, event: Event, form: Form, filled: Filled
) -> Response[str] | Redirect:
    bookings: Bookings = state.bookings
    if form.get(TRAP):
        raise NotParsable("The form can't be read.")
    nonce = nonce_of(bookings.keys.lookup, event.id, form.get(TOKEN), state.clock())
    if nonce is None:
        text = gettext(mark("Das Formular war zu lange offen. Bitte senden Sie es noch einmal ab."))
        return await _form_page(request, state, event, filled, [Trouble("form", text)])
    network = address_of(request)
    try:
        wish = filled.wish(current_locale.get().code)
        key = f"form-{nonce}"
        booking = await bookings.register(event.id, wish, key=key, network=network)
    except InvalidFields as error:
        found = troubles(error, event) + missing_names(filled, event)
        found = list({trouble.field: trouble for trouble in reversed(found)}.values())[::-1]
        return await _form_page(request, state, event, filled, found)
    except tuple(REFUSED_TEXTS) as error:
        found = [Trouble("form", gettext(REFUSED_TEXTS[type(error)]))]
        return await _form_page(request, state, event, filled, found, status=error.status)
    return redirect(request, f"{MY_REGISTRATION}?done=1", cookies=[_cookie(request, booking)])


async def _form_page(
    request: AnyRequest,
    state: State,
    event: Event,
    filled: Filled,
    found: list[Trouble] | None = None,
    *,
    status: int = 422,
    open_person: int | None = None,
) -> Response[str]:
    bookings: Bookings = state.bookings
    now = state.clock()
    choices = await _choices(bookings, event)
    organisations = await bookings.organisations_to_choose(event.id)
    return render(
        request,
        "bookings/form.html",
        status=status if found else 200,
        event=event,
        title=_title(event),
        open=event.registration_is_open(now),
        not_yet=event.status is EventStatus.PUBLISHED and now < event.registration_opens_at,
        choices=choices,
        confidential=[_choice(s, None) for s in event.sessions if s.confidential],
        named=event.identity is Identity.NAMED,
        filled=filled,
        troubles=found or [],
        errors_by_field={t.field: t.text for t in reversed(found or [])},
        organisations=[(str(o.id), o.name) for o in organisations],
        token=new_token(bookings.keys.lookup, event.id, now),
        full=_event_places(choices),
        party_max=PARTY_MAX,
        open_person=open_person,
    )


# --- one's own registration ---


@get("/m/{token:str}", include_in_schema=False, opt={"access": "manage-token"})
async def open_link(request: AnyRequest, state: State, token: str) -> Response[str] | Redirect:
    """The link of a mail: remembers it and goes on without it in the address."""
    parsed = parse_token(token)
    booking = await state.bookings.read_for_token(parsed) if parsed else None
    if booking is None:
        text = gettext(mark("Dieser Link gilt nicht (mehr). Ihr Anmeldecode hilft weiter."))
        return _code_page(request, text, status=404)
    return redirect(request, MY_REGISTRATION, cookies=[_cookie(request, booking)])


@get("/my", include_in_schema=False, opt={"access": "public"})
async def ask_code(request: AnyRequest) -> Response[str]:
    """Where a booking code is typed in."""
    return _code_page(request)


@post("/my", include_in_schema=False, status_code=200, opt={"access": "public"})
async def take_code(request: AnyRequest, state: State) -> Response[str] | Redirect:
    """Find the registration of a booking code."""
    bookings: Bookings = state.bookings
    code = (await read_form(request)).get("code")
    bookings.check_network(address_of(request))
    booking = await bookings.find_by_code(code)
    if booking is None:
        text = gettext(mark("Diesen Anmeldecode kennen wir nicht. Bitte prüfen Sie ihn."))
        return _code_page(request, text, code=code, status=422)
    return redirect(request, MY_REGISTRATION, cookies=[_cookie(request, booking)])


@get(MY_REGISTRATION, include_in_schema=False, opt={"access": "manage-token"})
async def my_registration(
    request: AnyRequest, state: State, done: str | None = None
) -> Response[str] | Redirect:
    """The registration with ticket, code, calendar and what can be done about it."""
    booking = await _mine(request, state)
    if booking is None:
        return redirect(request, "/my")
    return await _my_page(request, state, booking, done=done is not None)


@post(MY_REGISTRATION, include_in_schema=False, status_code=200, opt={"access": "manage-token"})
async def act_on_mine(request: AnyRequest, state: State) -> Response[str] | Redirect:
    """Change the sessions, cancel, accept or decline an offer."""
    booking = await _mine(request, state)
    if booking is None:
        return redirect(request, "/my")
    form = await read_form(request)
    try:
        await _act(state.bookings, booking, form)
    except InvalidFields as error:
        event = await state.bookings.event(booking.event_id)
        texts = [t.text for t in troubles(error, event)]
        return await _my_page(request, state, booking, wrong=texts, status=422)
    except tuple(REFUSED_TEXTS) as error:
        texts = [gettext(REFUSED_TEXTS[type(error)])]
        return await _my_page(request, state, booking, wrong=texts, status=error.status)
    return redirect(request, f"{MY_REGISTRATION}?changed=1")


async def _act(bookings: Bookings, booking: Booking, form: Form) -> None:
    action = form.get(ACTION)
    if action == "cancel":
        await bookings.cancel(booking.id)
    elif action == "accept":
        await bookings.accept(booking.id)
    elif action == "decline":
        await bookings.decline(booking.id)
    elif action == "change":
        wishes = [
            Wish(p.id, tuple(_ids(form.all(f"sessions-{p.id}"))))
            for p in booking.people
            if p.status is not Status.CANCELLED
        ]
        await bookings.change(booking.id, wishes)
    else:
        raise NotParsable("The form can't be read.")


@get(f"{MY_REGISTRATION}/calendar.ics", include_in_schema=False, opt={"access": "manage-token"})
async def my_calendar(request: AnyRequest, state: State) -> Response[bytes]:
    """The booked sessions for a calendar."""
    booking = await _mine(request, state)
    if booking is None:
        raise NotFound
    event = await state.bookings.event(booking.event_id)
    url = f"{request.app.state.web.settings.base_url}/e/{event.id}"
    content = calendar_of(event, booking, _title(event), url, state.clock())
    headers = {"content-disposition": 'attachment; filename="anmeldung.ics"'}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


@get(f"{MY_REGISTRATION}/card", include_in_schema=False, opt={"access": "manage-token"})
async def my_card(request: AnyRequest, state: State) -> Response[str] | Redirect:
    """The tickets to print: for people without a phone at the door."""
    booking = await _mine(request, state)
    if booking is None:
        return redirect(request, "/my")
    return await _my_page(request, state, booking, template="bookings/card.html")


@post(
    f"{MY_REGISTRATION}/leave", include_in_schema=False, status_code=200, opt={"access": "public"}
)
async def leave(request: AnyRequest) -> Redirect:
    """Forget the registration on this device (a shared computer)."""
    settings = request.app.state.web.settings
    return redirect(request, "/my", cookies=[end_cookie(settings, _cookie_name(request))])


# --- parts ---


async def _my_page(
    request: AnyRequest,
    state: State,
    booking: Booking,
    *,
    template: str = "bookings/mine.html",
    done: bool = False,
    wrong: list[str] | None = None,
    status: int = 200,
) -> Response[str]:
    bookings: Bookings = state.bookings
    event = await bookings.event(booking.event_id)
    choices = await _choices(bookings, event)
    now = state.clock()
    return render(
        request,
        template,
        status=status,
        event=event,
        title=_title(event),
        booking=booking,
        people=[_shown(request, bookings, event, p, choices) for p in booking.people],
        choices=choices,
        code=shown_code(bookings.intake.code(booking.id, booking.generation)),
        done=done,
        changed="changed" in request.query_params,
        wrong=wrong or [],
        changeable=event.status is EventStatus.PUBLISHED and now < event.ends_at,
        offers=[p.offer_expires_at for p in booking.people if p.status is Status.OFFERED],
        directions=_text(event, "directions"),
    )


def _shown(
    request: AnyRequest, bookings: Bookings, event: Event, person: Any, choices: list[Choice]
) -> PersonShown:
    qr = None
    if person.status is Status.CONFIRMED:
        base_url = request.app.state.web.settings.base_url
        ticket = bookings.keys.ticket.token(person.id, person.generation)
        qr = _qr(f"{base_url}/t/{ticket}")
    chosen = frozenset(person.sessions)
    return PersonShown(
        id=person.id,
        number=person.number,
        name=person.name if event.identity is Identity.NAMED else None,
        status=person.status.value,
        position=person.position,
        sessions=[c for c in choices if c.session.id in chosen],
        chosen=chosen,
        qr=qr,
    )


def _qr(content: str) -> Markup:
    code = segno.make_qr(content, error="m")
    title = gettext(mark("QR-Code Ihres Tickets"))
    svg = code.svg_inline(scale=QR_SCALE, border=2, omitsize=True, title=title, dark="#000")
    return Markup(svg)  # noqa: S704 - made by segno from our own token


async def _public_event(state: State, event_id: UUID) -> Event:
    event: Event = await state.bookings.event(event_id)
    if not event.is_public:
        raise NotFound
    return event


async def _choices(bookings: Bookings, event: Event) -> list[Choice]:
    places = await bookings.places(event.id)
    whole = places.get(event.id)
    event_full = whole is not None and whole.capacity is not None and whole.taken >= whole.capacity
    choices = []
    for session in sorted(event.bookable_sessions, key=lambda s: (s.starts_at, s.title)):
        place = places.get(session.id)
        free = availability(session.capacity, place.taken if place else 0)
        choices.append(_choice(session, Availability.FULL if event_full else free))
    return choices


def _choice(session: Session, places: Availability | None) -> Choice:
    own = session.texts.get(current_locale.get().code)
    shown = places or Availability.FREE
    return Choice(
        session=session,
        title=(own.title if own else None) or session.title,
        summary=own.summary if own else None,
        places=shown,
        places_text=gettext(PLACES_TEXTS[shown]),
    )


def _event_places(choices: list[Choice]) -> bool:
    limited = [c for c in choices if not c.session.drop_in]
    return bool(limited) and all(c.places is Availability.FULL for c in limited)


def _title(event: Event) -> str:
    return _text(event, "title") or event.title


def _text(event: Event, name: str) -> str | None:
    for code in (current_locale.get().code, "de"):
        texts = event.texts.get(code)
        if texts is not None and getattr(texts, name):
            return str(getattr(texts, name))
    return None


def _code_page(
    request: AnyRequest, wrong: str | None = None, *, code: str = "", status: int = 200
) -> Response[str]:
    return render(request, "bookings/code.html", status=status, wrong=wrong, code=code[:40])


@get(OF_EVENT, include_in_schema=False, opt={"access": "watching"})
async def list_of_event(request: AnyRequest, state: State, event_id: UUID) -> Response[str]:
    """An event's registrations for its team; names only where the event allows them."""
    principal = await signed_in(request)
    bookings: Bookings = state.bookings
    event = await bookings.event(event_id)
    require_at_event(principal, event, WATCHES, state.clock())
    after = read_cursor(request.query_params.get("cursor"))
    found = await bookings.list(event_id, after, ON_A_PAGE + 1)
    with_names = await bookings.names_readable(event)
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


async def _mine(request: AnyRequest, state: State) -> Booking | None:
    token = parse_token(request.cookies.get(_cookie_name(request), ""))
    found: Booking | None = await state.bookings.read_for_token(token) if token else None
    return found


def _cookie(request: AnyRequest, booking: Booking) -> Any:
    bookings: Bookings = request.app.state.bookings
    token = bookings.keys.manage.token(booking.id, booking.generation)
    settings = request.app.state.web.settings
    return make_cookie(settings, _cookie_name(request), token, max_age_seconds=COOKIE_SECONDS)


def _cookie_name(request: AnyRequest) -> str:
    return f"{request.app.state.web.settings.instance}_registration"


def _ids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


routes = [
    show_form,
    send_form,
    open_link,
    ask_code,
    take_code,
    my_registration,
    act_on_mine,
    my_calendar,
    my_card,
    leave,
    list_of_event,
]
