"""Setting right what was mistyped: the form with names and addresses as they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.response import Redirect

from services.registration.access.client import address_of
from services.registration.bookings.domain.booking import Booking
from services.registration.bookings.domain.correcting import Correction
from services.registration.bookings.domain.erasing import is_contact
from services.registration.bookings.pages.form import Trouble, troubles
from services.registration.bookings.pages.reaching import MY_REGISTRATION, cookie_of, my_booking
from services.registration.bookings.pages.shown import title_of
from services.registration.bookings.use_cases import Bookings
from services.registration.events.domain import Event, Identity
from shared.errors import InvalidFields, TooManyRequests
from shared.web.languages import gettext, mark
from shared.web.pages import Form, read_form, redirect, render

AnyRequest = Request[Any, Any, Any]
CORRECT = f"{MY_REGISTRATION}/correct"
TOO_MANY = mark("Das waren gerade zu viele Versuche. Bitte probieren Sie es später noch einmal.")


@dataclass(frozen=True, slots=True)
class Said:
    """A field of the form with what stands there now; `correction`: whom it is about."""

    field: str
    value: str
    about: Correction
    number: int | None = None

    @property
    def is_email(self) -> bool:
        """Else it is a name."""
        return self.field.endswith(".email")


def said_of(booking: Booking, event: Event) -> list[Said]:
    """What can be corrected, person by person; where mails go comes last.

    Who is alone, or registered everybody and comes along, is asked for a name once.
    """
    named = event.identity is Identity.NAMED
    people = [p for p in booking.people if p.erased_at is None]
    several = len(people) > 1 or booking.registered_by is not None
    found = []
    for index, person in enumerate(people):
        about = Correction(f"people[{index}]", person.id)
        if named:
            found.append(Said(f"{about.path}.name", person.name or "", about, person.number))
        if several and (person.email or booking.registered_by is not None):
            found.append(Said(f"{about.path}.email", person.email or "", about, person.number))
    if booking.registered_by is None:
        contact = Correction("contact")
        if named and booking.contact_name and not any(is_contact(booking, p) for p in people):
            found.append(Said("contact.name", booking.contact_name, contact))
        found.append(Said("contact.email", booking.contact_email or "", contact))
    return found


def corrections_in(form: Form, said: list[Said]) -> list[Correction]:
    """What is typed otherwise than it stands; a field emptied is a fault, told by the use case."""
    found: dict[str, Correction] = {}
    for each in said:
        text = form.get(each.field)
        if text.strip() == each.value:
            continue
        before = found.get(each.about.path, each.about)
        name, email = (before.name, text) if each.is_email else (text, before.email)
        found[each.about.path] = Correction(before.path, before.person_id, name, email)
    return list(found.values())


@get(CORRECT, include_in_schema=False, opt={"access": "manage-token"})
async def my_details(request: AnyRequest, state: State) -> Response[str] | Redirect:
    """Names and addresses of one's own registration, to set right."""
    booking = await my_booking(request, state)
    if booking is None:
        return redirect(request, "/my")
    return await _page(request, state, booking)


@post(CORRECT, include_in_schema=False, status_code=200, opt={"access": "manage-token"})
async def correct_mine(request: AnyRequest, state: State) -> Response[str] | Redirect:
    """Set them right; this browser goes on with the new link."""
    booking = await my_booking(request, state)
    if booking is None:
        return redirect(request, "/my")
    bookings: Bookings = state.bookings
    event = await bookings.reading.event(booking.event_id)
    form = await read_form(request)
    wanted = corrections_in(form, said_of(booking, event))
    try:
        booking = await bookings.correcting.correct(booking.id, wanted, network=address_of(request))
    except InvalidFields as error:
        return await _page(request, state, booking, troubles(error, event), form, status=422)
    except TooManyRequests as error:
        told = [Trouble("form", gettext(TOO_MANY))]
        return await _page(request, state, booking, told, form, status=error.status)
    done = f"{MY_REGISTRATION}?changed=1"
    return redirect(request, done, cookies=[cookie_of(request, booking)])


async def _page(
    request: AnyRequest,
    state: State,
    booking: Booking,
    wrong: list[Trouble] | None = None,
    form: Form | None = None,
    *,
    status: int = 200,
) -> Response[str]:
    event = await state.bookings.reading.event(booking.event_id)
    said = said_of(booking, event)
    return render(
        request,
        "bookings/correct.html",
        status=status,
        title=title_of(event),
        said=said,
        typed=typed(said, form),
        several=len({s.number for s in said if s.number}) > 1,
        troubles=wrong or [],
        errors_by_field={t.field: t.text for t in wrong or []},
    )


def typed(said: list[Said], form: Form | None) -> dict[str, str]:
    """What stands in each field: as it was sent, or as it is."""
    return {s.field: s.value if form is None else form.get(s.field) for s in said}


routes = [my_details, correct_mine]
