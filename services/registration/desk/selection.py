"""For whom something is done: people who were ticked, or all that match the filter. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from uuid import UUID

from services.registration.bookings.domain.booking import Status
from services.registration.bookings.domain.changes import Wish
from services.registration.desk.domain import Filter

SELECTED_MAX = 2_500
"""People ticked at once: a page of registrations, each with the largest party."""
MATCHING_MAX = 20_000
"""People whom one deed may be meant for."""


@dataclass(frozen=True, slots=True)
class Selection:
    """People by id; or, with `wanted`, everybody whom it finds: so many as were seen, if said."""

    people: tuple[UUID, ...] = ()
    wanted: Filter | None = None
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """One person whom a deed is meant for, with whom to write to about it."""

    id: UUID
    booking_id: UUID
    created_at: datetime
    status: Status
    sessions: tuple[UUID, ...]
    name: str | None = None
    contact_id: UUID | None = None
    contact_email: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """Out of the session `leave`, into the session `join`; at least one of them.

    With both, those are meant who have the first. Without `join` they keep what else they have.
    """

    leave: UUID | None = None
    join: UUID | None = None

    def sessions(self, before: Sequence[UUID]) -> tuple[UUID, ...]:
        """What somebody with these has afterwards; the same if they aren't meant."""
        if self.leave is not None and self.leave not in before:
            return tuple(before)
        kept = [id_ for id_ in before if id_ != self.leave]
        return tuple(dict.fromkeys([*kept, *([self.join] if self.join else [])]))


@dataclass(frozen=True, slots=True)
class Batch:
    """Wishes for a few bookings, by their ids in order."""

    wishes: dict[UUID, list[Wish]] = field(default_factory=dict)
    last: tuple[datetime, UUID] | None = None


def leaving(targets: Iterable[Target]) -> list[Target]:
    """Who can be cancelled. First those who wait: or they would move up, only to be cancelled."""
    active = [t for t in targets if t.status is not Status.CANCELLED]
    waiting = {t.booking_id for t in active if t.status is Status.WAITLISTED}
    return sorted(active, key=lambda t: t.booking_id not in waiting)


def moving(targets: Iterable[Target], move: Move) -> list[Target]:
    """Who can be moved and isn't where they should be."""
    return [
        t
        for t in targets
        if t.status is not Status.CANCELLED and move.sessions(t.sessions) != t.sessions
    ]


def wish_of(target: Target, move: Move | None) -> Wish:
    """What should become of somebody: another choice, or without `move` no part in it."""
    if move is None:
        return Wish(target.id, cancelled=True)
    return Wish(target.id, move.sessions(target.sessions))


def batches(targets: Sequence[Target], move: Move | None, size: int) -> list[Batch]:
    """The wishes of so many bookings at a time, nobody's party divided."""
    made: list[Batch] = []
    for booking_id, people in groupby(targets, key=lambda t: t.booking_id):
        party = list(people)
        if not made or len(made[-1].wishes) == size:
            made.append(Batch())
        made[-1].wishes[booking_id] = [wish_of(each, move) for each in party]
        made[-1] = Batch(made[-1].wishes, (party[0].created_at, booking_id))
    return made


def recipients(targets: Iterable[Target]) -> list[UUID]:
    """Ids of those who get a mail: each address once."""
    found: dict[str, UUID] = {}
    for target in targets:
        if target.contact_id is not None and target.contact_email is not None:
            found.setdefault(target.contact_email.casefold(), target.contact_id)
    return list(found.values())


def without_address(targets: Iterable[Target]) -> int:
    """Registrations among them that nobody can write to."""
    return len({t.booking_id for t in targets if t.contact_email is None})
