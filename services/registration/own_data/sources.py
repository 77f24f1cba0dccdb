"""What each part of registration keeps about the people of a booking."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

import msgspec

from services.registration.access.trail.domain import KEPT
from services.registration.access.trail.store import list_entries
from services.registration.bookings.domain.booking import Booking
from services.registration.bookings.store.team_notes import read_team_note
from services.registration.companies.store import read_company
from services.registration.events.domain import Event
from services.registration.events.store import read_organisation
from services.registration.own_data import store
from services.registration.own_data.domain import (
    CONTACT,
    MAIL,
    NOBODY,
    SUPPORT,
    TEAM,
    Known,
    sessions_by_id,
)
from services.registration.prints.domain import is_ones_own
from services.registration.questions.domain import Answer, Question
from services.registration.questions.store import answers_of
from shared.database.pool import Connection
from shared.web.localized import said

Source = Callable[[Connection, Booking, Event], Awaitable[Known | None]]
"""What one part keeps about a booking of this event; None: nothing."""
DEEDS_MAX = 100


async def registration(lent: Connection, booking: Booking, _event: Event) -> Known:
    """The booking itself, and for which organisation somebody comes."""
    chosen = booking.organisation_id and await read_organisation(lent, booking.organisation_id)
    entry = {
        "organisation": chosen.name if chosen else None,
        "registered_at": booking.created_at,
        "changed_at": booking.changed_at,
        "status": booking.status.value,
        "language": booking.locale,
    }
    return Known("registration", [entry], [TEAM])


async def contact(_lent: Connection, booking: Booking, _event: Event) -> Known | None:
    """Whom we write to or call."""
    entry = {
        "name": booking.contact_name,
        "email": booking.contact_email,
        "phone": booking.contact_phone,
    }
    return Known("contact", [entry], [TEAM, MAIL]) if any(entry.values()) else None


async def people(_lent: Connection, booking: Booking, event: Event) -> Known:
    """Who takes part in what."""
    titles = sessions_by_id(event)
    entries = [
        {
            "name": person.name,
            "email": person.email,
            "status": person.status.value,
            "sessions": [titles.get(id_, str(id_)) for id_ in person.sessions],
            "alternatives": [
                " + ".join(titles.get(id_, str(id_)) for id_ in choice) for choice in person.options
            ],
            "position": person.position,
            "held_until": person.offer_expires_at,
            "notes": msgspec.json.decode(person.answers) if person.answers else None,
        }
        for person in booking.people
        if person.erased_at is None
    ]
    return Known("people", entries, [TEAM, MAIL])


async def answers(lent: Connection, booking: Booking, _event: Event) -> Known | None:
    """Answers and consents, each with the wording, the purpose and the period of its own."""
    kept = await answers_of(lent, [p.id for p in booking.people if p.erased_at is None])
    entries = [
        {
            "question": said(a.question.texts, "label", original=a.question.key),
            "answer": _worded(a.question, a.value),
            "purpose": said(a.question.texts, "purpose"),
            "wording": a.question.version,
            "given_at": a.given_at,
            "kept_until": a.erase_at,
        }
        for a in kept
    ]
    until = max((a.erase_at for a in kept), default=None)
    return Known("answers", entries, [TEAM], until) if entries else None


def _worded(question: Question, value: Answer) -> object:
    texts = {o.key: o.texts for o in question.options}
    chosen = value if isinstance(value, list) else [value]
    worded = [(texts[v].get("de") or v) if isinstance(v, str) and v in texts else v for v in chosen]
    return worded if isinstance(value, list) else worded[0]


async def support(lent: Connection, booking: Booking, _event: Event) -> Known | None:
    """What support somebody needs, by their consent."""
    rows = await store.support_of(lent, [p.id for p in booking.people if p.erased_at is None])
    until = max((row.pop("erase_at") for row in rows), default=None)
    return Known("support", rows, [SUPPORT], until) if rows else None


async def invitation(lent: Connection, booking: Booking, _event: Event) -> Known | None:
    """How somebody was invited."""
    if booking.invitation_id is None:
        return None
    found = await store.invitation_of(lent, booking.invitation_id)
    return Known("invitation", [found], [TEAM, MAIL]) if found else None


async def following(lent: Connection, booking: Booking, _event: Event) -> Known | None:
    """Of which series somebody wants to hear again."""
    rows = await store.following_of(lent, [p.id for p in booking.people if p.erased_at is None])
    until = max((row.pop("erase_at") for row in rows), default=None)
    return Known("following", rows, [MAIL], until) if rows else None


async def company(lent: Connection, booking: Booking, _event: Event) -> Known | None:
    """By whom somebody was registered, and since when the place is theirs alone."""
    if booking.registered_by is None:
        return None
    found = await read_company(lent, booking.registered_by)
    if found is None or found.erased_at is not None:
        return None
    entry = {
        "company": found.company,
        "name": found.contact_name,
        "taken_over_at": await store.taken_over_at(lent, [p.id for p in booking.people]),
    }
    return Known("company", [entry], [TEAM, CONTACT])


async def visits(lent: Connection, booking: Booking, event: Event) -> Known | None:
    """When one's own ticket was read. Of a party nobody learns who of it came."""
    if not is_ones_own(booking):
        return None
    titles = sessions_by_id(event)
    rows = await store.scans_of(lent, event.id, [p.id for p in booking.people])
    entries = [
        {"at": r["scanned_at"], "what": r["kind"], "session": titles.get(r["session_id"])}
        for r in rows
    ]
    return Known("visits", entries, [NOBODY]) if entries else None


async def calls(lent: Connection, booking: Booking, _event: Event) -> Known | None:
    """That somebody has to be called; of a company's list those have to be who have no address."""
    if booking.registered_by is not None and not booking.unreachable:
        return None
    found = await store.call_of(lent, booking.id)
    return Known("calls", [found], [TEAM]) if found else None


async def team_note(lent: Connection, booking: Booking, _event: Event) -> Known | None:
    """What the team has noted for itself; about a company's list it notes nothing."""
    if booking.registered_by is not None:
        return None
    found = await read_team_note(lent, booking.id)
    return Known("team_note", [{"note": found}], [TEAM]) if found else None


async def deeds(lent: Connection, booking: Booking, _event: Event) -> Known | None:
    """What the team did with the registration; with a company's list it was for any colleague."""
    if booking.registered_by is not None:
        return None
    found = await list_entries(
        lent,
        organisation_ids=None,
        about=booking.id,
        staff_id=None,
        what=None,
        after=None,
        limit=DEEDS_MAX,
    )
    entries = [{"at": deed.at, "deed": deed.what} for deed, _ in found]
    until: datetime | None = max((deed.at + KEPT for deed, _ in found), default=None)
    return Known("deeds", entries, [TEAM], until) if entries else None


async def technical(_lent: Connection, booking: Booking, _event: Event) -> Known:
    """Made from what was given, to recognise it again; nobody can read anything out of it."""
    entry = {
        "ids": [str(booking.id), *(str(p.id) for p in booking.people if p.erased_at is None)],
        "hashes": ["booking code", "address and name", "the form, for a day"],
    }
    return Known("technical", [entry], [NOBODY])


SOURCES: tuple[Source, ...] = (
    registration,
    contact,
    people,
    answers,
    support,
    invitation,
    following,
    company,
    visits,
    calls,
    team_note,
    deeds,
    technical,
)
