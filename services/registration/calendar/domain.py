"""What a public calendar shows: which events, in which order, and what may be known of each.

Pure: no I/O, no clock but passed-in instants.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from services.registration.events.domain import Availability, Event, EventKind, Status, availability

ON_A_PAGE = 30
PAGE_MAX = 100
WORDS_MAX = 5
WORDS_MAX_CHARACTERS = 100
LOOKED_THROUGH_MAX = 200
"""Events looked at for one page when most of them are filtered out; the next page goes on."""
FEED_EVENTS_MAX = 500
FEED_LOOKS_BACK = timedelta(days=90)
"""How long an event stays in the feed after its end, so that calendars keep what just was."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for. `words` must all occur in title, place or organiser."""

    kind: EventKind | None = None
    words: tuple[str, ...] = ()
    free_only: bool = False

    @property
    def is_everything(self) -> bool:
        """Whether nothing is filtered out."""
        return self.kind is None and not self.words and not self.free_only


@dataclass(frozen=True, slots=True)
class Listed:
    """An event of a calendar as it is kept: who organises it, and when it last changed."""

    event_id: UUID
    organiser: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """An event of a calendar as the public sees it: free, few or full, never a figure."""

    event: Event
    organiser: str
    changed_at: datetime
    availability: Availability
    registration_open: bool

    @property
    def is_free(self) -> bool:
        """Whether somebody who registers now gets a place."""
        return self.registration_open and self.availability is not Availability.FULL

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.event.status is Status.CANCELLED


@dataclass(frozen=True, slots=True)
class Month:
    """The entries that start in one month, by the clocks at each event."""

    first_day: date
    entries: tuple[Entry, ...]


def entry_of(event: Event, listed: Listed, taken: Mapping[UUID, int], now: datetime) -> Entry:
    """What the public may know of an event now."""
    return Entry(
        event=event,
        organiser=listed.organiser,
        changed_at=listed.changed_at,
        availability=availability(event.capacity, taken.get(event.id, 0)),
        registration_open=event.public_may_register(now),
    )


def by_month(entries: Iterable[Entry]) -> Iterator[Month]:
    """Entries in the order given, one group after the other; a month may come again."""
    for first_day, of_month in groupby(entries, key=_first_day):
        yield Month(first_day, tuple(of_month))


def search_words(text: str) -> tuple[str, ...]:
    """The words of a search, at most five; what exceeds the limits is left out."""
    return tuple(text[:WORDS_MAX_CHARACTERS].split()[:WORDS_MAX])


def _first_day(entry: Entry) -> date:
    event = entry.event
    return event.starts_at.astimezone(ZoneInfo(event.time_zone)).date().replace(day=1)
