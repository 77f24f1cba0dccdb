"""A company's list in a browser: typed or uploaded, looked at, confirmed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Redirect

from services.registration.access.client import address_of
from services.registration.bookings.pages.form import (
    INVITED,
    SEARCH_MAX_CHARACTERS,
    TOKEN,
    TRAP,
    Trouble,
    new_token,
    nonce_of,
)
from services.registration.bookings.pages.shown import title_of
from services.registration.companies.domain import EMPLOYEES_MAX
from services.registration.companies.errors import NamesNotKept
from services.registration.companies.lists import LIST_MAX_BYTES, Read, read_list
from services.registration.companies.pages.reaching import MY_COMPANY, list_cookie
from services.registration.companies.pages.wording import (
    REFUSED,
    BadLine,
    bad_lines,
    field_trouble,
    refused_text,
)
from services.registration.companies.use_cases import Companies
from services.registration.companies.use_cases.wishes import CompanyWish, missing
from services.registration.events.domain import Event, Identity
from services.registration.events.domain import Status as EventStatus
from services.registration.events.pages.finding_organisation import searches
from services.registration.invitations.pages.guest import my_invitation
from services.registration.invitations.use_cases.guests import Opened
from shared.errors import FieldError, InvalidFields, NotFound, NotParsable
from shared.web.languages import current_locale, gettext, mark
from shared.web.pages import Form, read_form, redirect, render
from shared.web.uploads import read_upload

AnyRequest = Request[Any, Any, Any]
REGISTER = "/e/{event_id:uuid}/company"
FILLS = ("as_many_as_fit", "all_or_none")


@dataclass(slots=True)
class Filled:
    """The form as somebody filled it in."""

    company: str = ""
    name: str = ""
    email: str = ""
    organisation: str = ""
    organisation_search: str = ""
    fill: str = FILLS[0]
    text: str = ""
    invited: bool = False

    @classmethod
    def read(cls, form: Form) -> Filled:
        """What was sent; the list as it was typed, so that its lines keep their numbers."""
        fill = form.get("fill")
        return cls(
            company=form.get("company"),
            name=form.get("contact.name"),
            email=form.get("contact.email"),
            organisation=form.get("contact.organisation_id"),
            organisation_search=form.get("organisation_search")[:SEARCH_MAX_CHARACTERS],
            fill=fill if fill in FILLS else FILLS[0],
            text=next(iter(form.all("list")), "")[:LIST_MAX_BYTES],
            invited=bool(form.get(INVITED)),
        )

    def wish(self, read: Read | None, key: str | None = None) -> CompanyWish:
        """As the use case takes it."""
        return CompanyWish(
            company=self.company,
            contact_name=self.name or None,
            contact_email=self.email or None,
            people=read.people if read else [],
            fill=self.fill,
            locale=current_locale.get().code,
            organisation_id=_id(self.organisation),
            key=key,
        )


@dataclass(slots=True)
class Seen:
    """A list that was looked at, and what is wrong with it and with the form."""

    read: Read | None = None
    troubles: list[Trouble] = field(default_factory=list)
    lines: list[BadLine] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether it may be confirmed."""
        return self.read is not None and not self.troubles and not self.lines


@get(REGISTER, include_in_schema=False, opt={"access": "public"})
async def show_form(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> Response[str]:
    """The empty form; who has come by the link of a contingent takes its places."""
    event = await _public_event(state, event_id)
    filled = Filled(invited=await _delegation(request, state, event) is not None)
    return await _form_page(request, state, event, filled, Seen())


@post(REGISTER, include_in_schema=False, status_code=200, opt={"access": "public"})
async def send_form(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Look at the list; register it once it was confirmed."""
    event = await _public_event(state, event_id)
    form = await read_form(request)
    if form.get(TRAP):
        raise NotParsable("The form can't be read.")
    filled = Filled.read(form)
    if form.get("do") == "edit":
        return await _form_page(request, state, event, filled, Seen())
    seen = await look(request, state, event_id, filled.text)
    if seen.read is not None and seen.read.text:
        filled.text = seen.read.text
    if searches(form):
        return await _form_page(request, state, event, filled, Seen())
    seen.troubles[:0] = _contact_troubles(state, event_id, filled, seen.read)
    if not seen.good:
        return await _form_page(request, state, event, filled, seen, status=422)
    if form.get("do") == "register":
        return await _register(request, state, event, form, filled, seen)
    return await _preview_page(request, state, event, filled, seen)


async def look(request: AnyRequest, state: State, event_id: UUID, text: str) -> Seen:
    """The list of the form: the file if one was chosen, else what was typed."""
    state.bookings.reading.check_network(address_of(request))
    upload = await read_upload(request, "file")
    content = upload.content if upload is not None else text.encode()
    try:
        read = await asyncio.to_thread(read_list, state.bookings.intake, event_id, content)
    except InvalidFields as error:
        return Seen(None, [field_trouble(fault) for fault in error.errors])
    return Seen(read, [], bad_lines(read.faults))


def _contact_troubles(
    state: State, event_id: UUID, filled: Filled, read: Read | None
) -> list[Trouble]:
    """What is wrong with company and contact, told together with the faults of the list."""
    wish = filled.wish(read)
    faults: list[FieldError] = missing(wish)
    try:
        state.bookings.intake.request(event_id, wish.booking(), people_max=EMPLOYEES_MAX)
    except InvalidFields as error:
        faults += [fault for fault in error.errors if fault.field.startswith("contact.")]
    return [field_trouble(fault) for fault in faults]


async def _register(  # noqa: PLR0917 - one form
    request: AnyRequest, state: State, event: Event, form: Form, filled: Filled, seen: Seen
) -> Response[str] | Redirect:
    companies: Companies = state.companies
    nonce = nonce_of(state.bookings.keys.lookup, event.id, form.get(TOKEN), state.clock())
    if nonce is None:
        text = gettext(mark("Das Formular war zu lange offen. Bitte senden Sie es noch einmal ab."))
        seen.troubles.append(Trouble("form", text))
        return await _form_page(request, state, event, filled, seen, status=422)
    try:
        wish = filled.wish(seen.read, f"company-{nonce}")
        if filled.invited:
            invited = await _delegation(request, state, event)
            wish = replace(wish, invitation=invited.token if invited else None)
        kept = await companies.lists.register(event.id, wish, network=address_of(request))
    except InvalidFields as error:
        seen.lines = bad_lines(error.errors)
        seen.troubles = [field_trouble(f) for f in error.errors if not bad_lines([f])]
        return await _form_page(request, state, event, filled, seen, status=422)
    except tuple(REFUSED) as error:
        seen.troubles.append(Trouble("form", refused_text(error)))
        return await _form_page(request, state, event, filled, seen, status=error.status)
    return redirect(request, f"{MY_COMPANY}?done=1", cookies=[list_cookie(request, kept)])


async def _preview_page(
    request: AnyRequest, state: State, event: Event, filled: Filled, seen: Seen
) -> Response[str]:
    return render(
        request,
        "companies/preview.html",
        event=event,
        title=title_of(event),
        filled=filled,
        people=seen.read.people if seen.read else [],
        token=new_token(state.bookings.keys.lookup, event.id, state.clock()),
    )


async def _form_page(
    request: AnyRequest,
    state: State,
    event: Event,
    filled: Filled,
    seen: Seen,
    *,
    status: int = 200,
) -> Response[str]:
    now = state.clock()
    invited = await _delegation(request, state, event) if filled.invited else None
    choices = await state.bookings.reading.organisations_to_choose(
        event.id, filled.organisation_search, chosen=_id(filled.organisation)
    )
    return render(
        request,
        "companies/form.html",
        status=status,
        event=event,
        title=title_of(event),
        open=event.registration_is_open(now) if invited else event.public_may_register(now),
        invited=invited,
        not_yet=event.status is EventStatus.PUBLISHED and now < event.registration_opens_at,
        filled=filled,
        troubles=seen.troubles,
        lines=seen.lines,
        errors_by_field={t.field: t.text for t in reversed(seen.troubles)},
        organisations=[] if invited else [(str(o.id), o.name) for o in choices.found],
        more_organisations=choices.more,
        most=EMPLOYEES_MAX,
    )


async def _delegation(request: AnyRequest, state: State, event: Event) -> Opened | None:
    """By which contingent of this event the browser has come; one's own invitation is for one."""
    opened = await my_invitation(request, state)
    if opened is None or opened.event.id != event.id or opened.invitation is not None:
        return None
    return opened


async def _public_event(state: State, event_id: UUID) -> Event:
    event: Event = await state.bookings.reading.event(event_id)
    if not event.is_public:
        raise NotFound
    if event.identity is not Identity.NAMED:
        raise NamesNotKept
    return event


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


routes: list[Any] = [show_form, send_form]
