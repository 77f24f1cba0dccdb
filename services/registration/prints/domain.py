"""What may stand on paper: who is listed how, in which order, and who may certify what.

Pure: no I/O, no clock.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from services.registration.bookings.domain.booking import Booking, Fill
from services.registration.events.domain import Event, Identity, Session

PEOPLE_MAX = 5_000
"""More people are on no list; who plans for more counts instead of listing."""
BADGES_PER_FILE = 400
"""A file takes about a second; further badges are in further files."""
SIGNATURE_DAYS_MAX = 5
CODE_SHOWN_MIN = 4
CODE_SHOWN_MAX = 6
"""Of eleven characters: enough to find one's line, too few to open the registration."""


class Listing(StrEnum):
    """How people stand on a list."""

    NAMES = "names"
    CODES = "codes"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Attending:
    """Somebody with a place. `code` is the secret booking code: only its beginning is shown."""

    id: UUID
    booking_id: UUID
    number: int
    party: int
    name: str | None
    code: str
    organisation: str | None
    session_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: a name or the beginning of a code; the slot where there is one."""

    label: str
    slot: Session | None = None


def listing_of(event: Event, *, names_readable: bool) -> Listing:
    """Names where the team may read them, codes where the event works with codes, else nobody.

    Where names are known but not for the team (a job centre's open day), a list with signatures
    would tell them after all: there is none.
    """
    if names_readable:
        return Listing.NAMES
    return Listing.CODES if event.identity is Identity.CODE else Listing.NOBODY


def by_name(people: Iterable[Attending]) -> list[Attending]:
    """Those with a name, as a German telephone book sorts: ä like a, case and accents apart."""
    named = [person for person in people if person.name]
    return sorted(named, key=lambda person: (_sorted_as(person.name or ""), person.id))


def lines_by_name(people: Iterable[Attending], slots: dict[UUID, Session]) -> list[Line]:
    """A line for each person, sorted by name, within a divided session first by time."""
    lines = [Line(p.name or "", _slot(p, slots)) for p in by_name(people)]
    return sorted(lines, key=_time) if slots else lines


def lines_by_code(people: Sequence[Attending], slots: dict[UUID, Session]) -> list[Line]:
    """A line for each person, sorted by the beginning of the code."""
    shown = code_beginnings({person.code for person in people})
    labels = [(_numbered(shown[p.code], p), p) for p in people]
    labels.sort(key=lambda pair: (pair[0], pair[1].id))
    lines = [Line(label, _slot(person, slots)) for label, person in labels]
    return sorted(lines, key=_time) if slots else lines


def code_beginnings(codes: Iterable[str]) -> dict[str, str]:
    """The shortest beginning of each code that no other has, within the limits."""
    codes = list(codes)
    shown: dict[str, str] = {}
    for length in range(CODE_SHOWN_MIN, CODE_SHOWN_MAX + 1):
        counts = Counter(code[:length] for code in codes)
        for code in codes:
            if code not in shown and (counts[code[:length]] == 1 or length == CODE_SHOWN_MAX):
                shown[code] = f"{code[:length]}…"
    return shown


def in_session(people: Iterable[Attending], event: Event, session: Session) -> list[Attending]:
    """Those with a place in the session or in one of its time slots."""
    ids = {session.id, *(s.id for s in event.sessions if s.slot_of == session.id)}
    return [person for person in people if ids & set(person.session_ids)]


def slots_of(event: Event, session: Session) -> dict[UUID, Session]:
    """The time slots of a divided session by id."""
    return {s.id: s for s in event.sessions if s.slot_of == session.id}


def listed_sessions(event: Event) -> list[Session]:
    """Sessions that may have a list: never a confidential one, and slots with their session."""
    found = [s for s in event.sessions if not s.confidential and s.slot_of is None]
    return sorted(found, key=lambda s: (s.starts_at, s.title))


def signature_days(event: Event, session: Session | None) -> list[date]:
    """A column each: the days of an event of several days, else none (one column)."""
    if session is not None:
        return []
    zone = ZoneInfo(event.time_zone)
    first = event.starts_at.astimezone(zone).date()
    # an event that ends at midnight does not reach into the next day
    last = (event.ends_at - timedelta(seconds=1)).astimezone(zone).date()
    count = (last - first).days + 1
    return [first + timedelta(days=n) for n in range(count)] if count in _SEVERAL_DAYS else []


def part_of(people: Sequence[Attending], part: int) -> Sequence[Attending]:
    """The people of one file of badges; parts count from 1."""
    return people[(part - 1) * BADGES_PER_FILE : part * BADGES_PER_FILE]


def parts(count: int) -> int:
    """How many files the badges of so many people need."""
    return max(1, -(-count // BADGES_PER_FILE))


def is_ones_own(booking: Booking) -> bool:
    """Whether who manages the booking is the one person it is for.

    Somebody who registers others (a family, a company's contact) must not learn from a certificate
    who of them came.
    """
    if len(booking.people) != 1 or booking.fill is not Fill.ALL_OR_NONE:
        return False
    person = booking.people[0]
    same_name = booking.contact_name in {None, person.name}
    return same_name and (person.email is None or person.email == booking.contact_email)


_SEVERAL_DAYS = range(2, SIGNATURE_DAYS_MAX + 1)


def _sorted_as(name: str) -> str:
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c))


def _slot(person: Attending, slots: dict[UUID, Session]) -> Session | None:
    return next((slots[id_] for id_ in person.session_ids if id_ in slots), None)


def _time(line: Line) -> float:
    return line.slot.starts_at.timestamp() if line.slot else 0.0


def _numbered(shown: str, person: Attending) -> str:
    return f"{shown} / {person.number}" if person.party > 1 else shown
