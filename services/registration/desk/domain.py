"""What the list is limited to, and who of a registration is meant then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registration.bookings.domain.booking import Booking, Person

SEARCH_MAX_CHARACTERS = 120
SUBJECT_MAX_CHARACTERS = 120
TEXT_MAX_CHARACTERS = 4_000
WORDS_MAX_CHARACTERS = 1_000
"""Of what the team writes to who gets no place."""
RECIPIENTS_MAX = 5_000
"""Of one message: as many as the largest event has registrations."""
TAKEN_AWAY_MAX = 50_000
"""People in one file."""

CALLS_MAX = 500
"""On one page of the call list."""

STATUSES = ("confirmed", "waitlisted", "offered", "cancelled")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which registrations; empty and None don't limit. `search`: part of a name or address, or a
    whole booking code. `latest_first`: otherwise in order of arrival."""

    search: str = ""
    status: str | None = None
    session_id: UUID | None = None
    organisation_id: UUID | None = None
    latest_first: bool = False

    @property
    def limits(self) -> bool:
        """Whether anything is left out."""
        return bool(self.search or self.status or self.session_id or self.organisation_id)

    def means(self, person: Person) -> bool:
        """Whether this person of a registration found is one of those asked for."""
        if self.status is not None and person.status.value != self.status:
            return False
        return self.session_id is None or self.session_id in person.sessions


@dataclass(frozen=True, slots=True)
class Entry:
    """A registration in the list: those of its people that were asked for."""

    booking: Booking
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """So many people, and so many of them that aren't erased."""

    people: int = 0
    known: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody of a registration has to be told `why` (`promoted`, `session_moved`,
    `session_cancelled`, `event_moved`, `event_cancelled`) since then; `called_by`: the name of who
    did it."""

    booking: Booking
    why: str
    since: datetime
    called_at: datetime | None
    called_by: str | None


def entries(found: list[Booking], wanted: Filter) -> list[Entry]:
    """The registrations with the people that are meant."""
    return [Entry(b, tuple(p for p in b.people if wanted.means(p))) for b in found]


def search_pattern(search: str) -> str:
    """For ILIKE: what was typed stands for itself, wherever it is."""
    escaped = search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
