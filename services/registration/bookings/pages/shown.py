"""What participants are shown: sessions as cards, people with tickets, texts of the event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from litestar import Request
from markupsafe import Markup

from services.registration.bookings.domain.booking import Person, Status
from services.registration.bookings.domain.places import is_full, within
from services.registration.bookings.use_cases import Bookings
from services.registration.events.domain import (
    Availability,
    Event,
    Identity,
    Session,
    availability,
    availability_of_slots,
)
from shared.web.formats import session_times, several_days
from shared.web.languages import gettext, mark
from shared.web.localized import said
from shared.web.qr import qr_inline

AnyRequest = Request[Any, Any, Any]


PLACES_TEXTS = {
    Availability.FREE: mark("Plätze frei"),
    Availability.FEW: mark("nur noch wenige"),
    Availability.FULL: mark("voll"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A session as a card of the form: never an exact number of places (design §6).

    `slots`: its times, of which one is chosen instead of it; empty for what is chosen as a whole.
    """

    session: Session
    title: str
    summary: str | None
    places: Availability
    places_text: str
    slots: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonShown:
    """One person of a booking as the page shows it.

    `alternatives`: what else they wait for, the best first. `instead`: the same as the form for
    changes takes it, beside what is `chosen` for sure.
    """

    id: UUID
    number: int
    name: str | None
    status: str
    position: int | None
    sessions: list[Choice]
    chosen: frozenset[UUID]
    alternatives: list[list[Choice]]
    instead: list[UUID]
    qr: Markup | None


async def choices_of(
    bookings: Bookings,
    event: Event,
    *,
    seated: bool = False,
    newcomer: bool = False,
    contingent_id: UUID | None = None,
) -> list[Choice]:
    """What can be booked, in order of time, with places as they are now.

    `seated`: for somebody who has a place at the event: a full event closes no session to them.
    `newcomer`: for somebody who registers, by a contingent or by none: what is kept for others is
    not theirs.
    """
    places = await bookings.reading.places(event.id)
    event_full = is_full(places, event.id)
    if newcomer and event.id in places:
        with within(places, event.id, contingent_id):
            event_full = is_full(places, event.id)
    choices = []
    for session in sorted(event.bookable_sessions, key=lambda s: (s.starts_at, s.title)):
        place = places.get(session.id)
        free = availability(session.capacity, place.taken if place else 0)
        full = event_full and not seated
        choices.append(choice_of(session, Availability.FULL if full else free))
    return choices


def by_session(event: Event, choices: list[Choice]) -> list[Choice]:
    """The same as it is asked for: slots of a session are one question, where its first slot was.

    How free the session is says the number of its slots that still are.
    """
    slots: dict[UUID, list[Choice]] = {}
    for choice in choices:
        slots.setdefault(choice.session.slot_of or choice.session.id, []).append(choice)
    asked = []
    for id_, found in slots.items():
        whole = event.session(id_)
        if whole is None or found[0].session.slot_of is None:
            asked += found
            continue
        left = availability_of_slots([each.places for each in found])
        asked.append(replace(choice_of(whole, left), slots=tuple(found)))
    return asked


def choice_of(session: Session, places: Availability | None) -> Choice:
    """A session in the language of the page."""
    shown = places or Availability.FREE
    return Choice(
        session=session,
        title=said(session.texts, "title", original=session.title) or session.title,
        summary=said(session.texts, "summary"),
        places=shown,
        places_text=gettext(PLACES_TEXTS[shown]),
    )


def all_full(choices: list[Choice]) -> bool:
    """Whether no limited session has a place left."""
    limited = [c for c in choices if not c.session.drop_in]
    return bool(limited) and all(c.places is Availability.FULL for c in limited)


def rivals_of(choices: list[Choice]) -> list[Choice]:
    """Of which one may want the first that is free, if there are several."""
    limited = [c for c in choices if not c.session.drop_in]
    return limited if len(limited) > 1 else []


def person_shown(
    request: AnyRequest, bookings: Bookings, event: Event, person: Person, choices: list[Choice]
) -> PersonShown:
    """A person with the QR code of the ticket, if there is one."""
    qr = None
    if person.status is Status.CONFIRMED:
        base_url = request.app.state.web.settings.base_url
        ticket = bookings.keys.ticket.token(person.id, person.generation)
        qr = _qr(f"{base_url}/t/{ticket}")
    chosen, instead = _for_sure(person)
    return PersonShown(
        id=person.id,
        number=person.number,
        name=person.name if event.identity is Identity.NAMED else None,
        status=person.status.value,
        position=person.position,
        sessions=_of(choices, person.sessions),
        chosen=chosen,
        alternatives=[_of(choices, option) for option in person.options[1:]],
        instead=instead,
        qr=qr,
    )


def _of(choices: list[Choice], ids: Sequence[UUID]) -> list[Choice]:
    return [c for c in choices if c.session.id in ids]


def _for_sure(person: Person) -> tuple[frozenset[UUID], list[UUID]]:
    """What all options have in common, and the one session each of them adds, if it is one."""
    common = frozenset(person.sessions).intersection(*person.options)
    more = [[id_ for id_ in option if id_ not in common] for option in person.options]
    if person.options and all(len(each) == 1 for each in more):
        return common, [each[0] for each in more]
    return frozenset(person.sessions), []


def _qr(content: str) -> Markup:
    return qr_inline(content, gettext(mark("QR-Code Ihres Tickets")))


def names_of_sessions(event: Event) -> dict[UUID, str]:
    """What the team calls sessions: slots, and those of an event of several days, by their time."""
    whole = (event.starts_at, event.ends_at)
    by_time = several_days(*whole, event.time_zone)
    return {
        s.id: f"{s.title}, {session_times((s.starts_at, s.ends_at), whole, event.time_zone)}"
        if by_time or s.slot_of
        else s.title
        for s in event.sessions
    }


def title_of(event: Event) -> str:
    """The title in the language of the page, else as it is."""
    return said(event.texts, "title", original=event.title) or event.title


def text_of(event: Event, name: str) -> str | None:
    """A text of the event for a reader of the page; templates show it with `| in_language`."""
    return said(event.texts, name)
