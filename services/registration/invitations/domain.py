"""Contingents and invitations as values.

A *contingent* is the right of an organisation to a number of places, an *invitation* that of one
person to one registration. Whether an invitation was used is not kept: bookings say it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

CONTINGENTS_MAX = 100
"""Organisations with a contingent at one event."""
CONTINGENT_PLACES_MAX = 100_000
INVITATIONS_MAX = 2_000
"""Personal invitations to one event, revoked ones too."""
LIST_MAX = 200
"""Lines of one list, letters of one file."""
RESENDS_MAX = 3
"""Times that one invitation is sent again within RESENDS_WITHIN."""
RESENDS_WITHIN = timedelta(days=1)
NAME_MAX_CHARACTERS = 120
ADDRESS_MAX_CHARACTERS = 300
ADDRESS_LINES_MAX = 5


class Channel(StrEnum):
    """How somebody gets an invitation."""

    MAIL = "mail"
    LETTER = "letter"


class State(StrEnum):
    """What became of an invitation."""

    OPEN = "open"
    USED = "used"
    DECLINED = "declined"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Contingent:
    """Places of an event kept for an organisation. `generation` is that of its link.

    `release_at`: when unused places go to everybody else; `released_at`: since when they have.
    """

    id: UUID
    event_id: UUID
    organisation_id: UUID
    places: int
    created_at: datetime
    generation: int = 1
    release_at: datetime | None = None
    released_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """One person invited. `generation` is that of the link; `erased_at`: nobody knows who it was.

    `sent_at`: when the mail was last asked for, or the letter last printed. `resends`: how often it
    was sent again since `resends_since`.
    """

    id: UUID
    event_id: UUID
    channel: Channel
    locale: str
    created_at: datetime
    contingent_id: UUID | None = None
    name: str | None = None
    email: str | None = None
    address: str | None = None
    generation: int = 1
    sent_at: datetime | None = None
    declined_at: datetime | None = None
    revoked_at: datetime | None = None
    erased_at: datetime | None = None
    resends: int = 0
    resends_since: datetime | None = None

    def sent_again(self, now: datetime) -> Invitation | None:
        """The same, asked once more; None if that was done as often as a day may see."""
        begins = self.resends_since is None or now - self.resends_since >= RESENDS_WITHIN
        resends = 1 if begins else self.resends + 1
        if resends > RESENDS_MAX:
            return None
        since = now if begins else self.resends_since
        return dataclasses.replace(
            self, declined_at=None, sent_at=now, resends=resends, resends_since=since
        )

    def state(self, *, used: bool) -> State:
        """What became of it; who declined and registers all the same has used it."""
        if used:
            return State.USED
        if self.revoked_at is not None:
            return State.REVOKED
        return State.OPEN if self.declined_at is None else State.DECLINED


def told_by_letter(invitations: Iterable[Invitation]) -> list[Invitation]:
    """Those of these who hear of news by letter only; the longest without one first."""
    found = [i for i in invitations if i.email is None and i.sent_at and i.erased_at is None]
    return sorted(found, key=lambda each: (each.sent_at or each.created_at, each.id))


@dataclass(frozen=True, slots=True)
class Right:
    """By what somebody may register: a contingent's link, or an invitation of one's own.

    `generation`: of the link that was shown. `organisation_id`: whose places these are.
    """

    event_id: UUID
    generation: int
    contingent_id: UUID | None = None
    invitation_id: UUID | None = None
    organisation_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """What bookings say: people with a place and waiting, by contingent; bookings by invitation."""

    held: Mapping[UUID, int] = field(default_factory=dict)
    waiting: Mapping[UUID, int] = field(default_factory=dict)
    bookings: Mapping[UUID, UUID] = field(default_factory=dict)
    taken_by_others: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """How a contingent stands: people with a place, waiting, and invitations by state."""

    contingent: Contingent
    organisation: str
    held: int
    waiting: int
    invitations: Mapping[State, int]

    @property
    def unused(self) -> int:
        """Places that are kept and not taken; none after the release."""
        if self.contingent.released_at is not None:
            return 0
        return max(0, self.contingent.places - self.held)


def counts(states: Iterable[State]) -> dict[State, int]:
    """How many invitations stand so, each state named."""
    found = dict.fromkeys(State, 0)
    for state in states:
        found[state] += 1
    return found


def places_kept(contingents: Iterable[Contingent], *, besides: UUID | None = None) -> int:
    """Places that contingents keep, those of `besides` not counted."""
    return sum(c.places for c in contingents if c.released_at is None and c.id != besides)


def that_fit(capacity: int | None, contingents: Iterable[Contingent]) -> list[Contingent]:
    """Those, in this order, for which an event has room."""
    room = capacity
    found = []
    for each in contingents:
        if room is None or each.places <= room:
            found.append(each)
            room = None if room is None else room - each.places
    return found


def most_places(capacity: int | None, kept: int, others: int) -> int:
    """How many places one more contingent may have.

    `kept`: those of the other contingents. `others`: people with a place in none of them.
    """
    if capacity is None:
        return CONTINGENT_PLACES_MAX
    return max(0, min(CONTINGENT_PLACES_MAX, capacity - kept - others))
