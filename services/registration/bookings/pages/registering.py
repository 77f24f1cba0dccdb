"""The form to register with."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Redirect

from services.registration.access.client import address_of
from services.registration.bookings.errors import AddressNeeded
from services.registration.bookings.intake import PARTY_MAX, PersonWish
from services.registration.bookings.pages.form import (
    ACTION,
    ADD_PERSON,
    INVITED,
    REMOVE_PERSON,
    TOKEN,
    TRAP,
    Filled,
    Trouble,
    ids_in,
    missing_names,
    new_token,
    nonce_of,
    troubles,
)
from services.registration.bookings.pages.reaching import MY_REGISTRATION, cookie_of
from services.registration.bookings.pages.refused import REFUSED_TEXTS
from services.registration.bookings.pages.shown import (
    all_full,
    by_session,
    choice_of,
    choices_of,
    rivals_of,
    title_of,
)
from services.registration.bookings.use_cases import Bookings
from services.registration.events.domain import Event, Identity
from services.registration.events.domain import Status as EventStatus
from services.registration.events.pages.finding_organisation import searches
from services.registration.invitations.domain import State as Invited
from services.registration.invitations.pages.guest import my_invitation
from services.registration.invitations.use_cases.guests import Opened
from services.registration.questions.shown import needs_to_choose, notice_of, shown
from shared.errors import InvalidFields, NotFound, NotParsable
from shared.web.languages import current_locale, gettext, mark
from shared.web.pages import Form, read_form, redirect, render

AnyRequest = Request[Any, Any, Any]


REGISTER = "/e/{event_id:uuid}/register"


@get(REGISTER, include_in_schema=False, opt={"access": "public"})
async def show_form(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> Response[str]:
    """The empty form; `?session=` ticks one."""
    event = await _public_event(state, event_id)
    wanted = [s for s in ids_in(request.query_params.getall("session", [])) if event.session(s)]
    guest = await _guest(request, state, event)
    invited = guest.invitation if guest is not None else None
    filled = Filled(people=[PersonWish(name=invited.name if invited else None, sessions=wanted)])
    filled.email = (invited.email if invited else None) or ""
    return await _form_page(request, state, event, filled)


@post(REGISTER, include_in_schema=False, status_code=200, opt={"access": "public"})
async def send_form(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Register, or show the form again with one person more or less, or with what is wrong."""
    event = await _public_event(state, event_id)
    form = await read_form(request)
    filled = Filled.read(form, await state.asking.of_event(event_id))
    if form.get(ACTION) == ADD_PERSON and len(filled.people) < PARTY_MAX:
        filled.people.append(PersonWish(sessions=list(filled.people[0].sessions)))
        return await _form_page(request, state, event, filled, open_person=len(filled.people))
    if searches(form):
        return await _form_page(request, state, event, filled)
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
        if wish.contact_email or not await _asks_phone(state, event):
            wish.contact_phone = None
        if form.get(INVITED):
            opened = await my_invitation(request, state)
            wish.invitation = opened.token if opened is not None else None
        key = f"form-{nonce}"
        booking = await bookings.registering.register(event.id, wish, key=key, network=network)
    except InvalidFields as error:
        found = troubles(error, event) + missing_names(filled, event)
        found = list({trouble.field: trouble for trouble in reversed(found)}.values())[::-1]
        return await _form_page(request, state, event, filled, found)
    except AddressNeeded as error:
        page = await _form_page(request, state, event, filled, [_address(error)], status=429)
        page.headers["retry-after"] = str(error.retry_after_seconds or 1)
        return page
    except tuple(REFUSED_TEXTS) as error:
        found = [Trouble("form", gettext(REFUSED_TEXTS[type(error)]))]
        return await _form_page(request, state, event, filled, found, status=error.status)
    return redirect(request, f"{MY_REGISTRATION}?done=1", cookies=[cookie_of(request, booking)])


def _address(error: AddressNeeded) -> Trouble:
    text = gettext(
        mark(
            "Gerade melden sich sehr viele Menschen über denselben Anschluss an. Bitte geben Sie "
            "Ihre E-Mail-Adresse an: Dann halten wir Ihren Platz frei, bis Sie den Link in der "
            "E-Mail geöffnet haben."
        )
    )
    if error.detail:
        call = gettext(mark("Ohne E-Mail melden wir Sie gern am Telefon an: %(contact)s"))
        text = f"{text} {call % {'contact': error.detail}}"
    return Trouble("contact.email", text)


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
    guest = await _guest(request, state, event)
    contingent_id = guest.right.contingent_id if guest else None
    choices = await choices_of(bookings, event, newcomer=True, contingent_id=contingent_id)
    asked = by_session(event, choices)
    organisations = await bookings.reading.organisations_to_choose(
        event.id, filled.organisation_search, filled.organisation_id
    )
    questions = await state.asking.of_event(event.id)
    return render(
        request,
        "bookings/form.html",
        status=status if found else 200,
        event=event,
        title=title_of(event),
        open=event.registration_is_open(now) and not (event.by_invitation and guest is None),
        needs_invitation=event.by_invitation and guest is None,
        guest=guest,
        not_yet=event.status is EventStatus.PUBLISHED and now < event.registration_opens_at,
        choices=asked,
        confidential=[choice_of(s, None) for s in event.sessions if s.confidential],
        named=event.identity is Identity.NAMED,
        asks_phone=await _asks_phone(state, event),
        filled=filled,
        troubles=found or [],
        errors_by_field={t.field: t.text for t in reversed(found or [])},
        organisations=[]
        if guest is not None and guest.organisation
        else [(str(o.id), o.name) for o in organisations.found],
        more_organisations=organisations.more,
        token=new_token(bookings.keys.lookup, event.id, now),
        full=all_full(choices),
        rivals=rivals_of(choices),
        party_max=1 if guest is not None and guest.invitation else PARTY_MAX,
        open_person=open_person,
        questions=shown(questions, event),
        data_notice=notice_of(questions),
        support_names=await state.supporting.names(questions.support),
        support_choices=needs_to_choose(),
    )


async def _asks_phone(state: State, event: Event) -> bool:
    """Only where somebody of the team may read the number, who then calls."""
    bookings: Bookings = state.bookings
    return await bookings.reading.names_readable(event)


async def _guest(request: AnyRequest, state: State, event: Event) -> Opened | None:
    """By which invitation to this event the browser has come, unless it is used."""
    opened = await my_invitation(request, state)
    if opened is None or opened.event.id != event.id or opened.state is Invited.USED:
        return None
    return opened


async def _public_event(state: State, event_id: UUID) -> Event:
    event: Event = await state.bookings.reading.event(event_id)
    if not event.is_public:
        raise NotFound
    return event


routes = [show_form, send_form]
