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
    """People by id; or, with `wanted`, everybody whom it finds: so many as were seen, if said.

    `seen_with`: what the list was limited to in which people were ticked.
    """

    people: tuple[UUID, ...] = ()
    wanted: Filter | None = None
    expected: int | None = None
    seen_with: Filter | None = None

    @property
    def about_session(self) -> bool:
        """Whether being meant says what somebody chose: no company contact may learn of it."""
        limits = self.wanted or self.seen_with
        return limits is not None and limits.session_id is not None


@dataclass(frozen=True, slots=True)
class Target:
    """One person whom a deed is meant for, with whom to write to about it.

    `company_id`: who registered them for a company; without `company_email` it is not written to.
    """

    id: UUID
    booking_id: UUID
    created_at: datetime
    status: Status
    sessions: tuple[UUID, ...]
    name: str | None = None
    contact_id: UUID | None = None
    contact_email: str | None = None
    own_email: str | None = None
    company_id: UUID | None = None
    company_email: str | None = None

    def addresses(self, *, company: bool) -> list[tuple[str, UUID]]:
        """Where somebody is written to about this person, with the id of whose address it is."""
        found = [(self.contact_email, self.contact_id)]
        if self.id != self.contact_id:
            found.append((self.own_email, self.id))
        if company:
            found.append((self.company_email, self.company_id))
        return [(email, id_) for email, id_ in found if email is not None and id_ is not None]


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


def recipients(targets: Iterable[Target], *, company: bool = True) -> list[UUID]:
    """Ids of those who get a mail: each address once.

    `company`: company contacts too; they are not told who moves to which session.
    """
    found: dict[str, UUID] = {}
    for target in targets:
        for email, id_ in target.addresses(company=company):
            found.setdefault(email.casefold(), id_)
    return list(found.values())


def without_address(targets: Iterable[Target], *, company: bool = True) -> int:
    """Registrations among them that nobody can write to; on a company's list each person is one."""
    return len(
        {
            t.booking_id if t.company_id is None else t.id
            for t in targets
            if not t.addresses(company=company)
        }
    )
