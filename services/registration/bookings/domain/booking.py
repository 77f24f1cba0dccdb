"""A kept booking and its people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Fill(StrEnum):
    """What is admitted together."""

    ALL_OR_NONE = "all_or_none"
    AS_MANY_AS_FIT = "as_many_as_fit"


class Status(StrEnum):
    """Of a person; a booking may also be `partly`."""

    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    CANCELLED = "cancelled"
    PARTLY = "partly"


HOLDING = frozenset({Status.CONFIRMED, Status.OFFERED})
"""Statuses that hold a place."""


@dataclass(slots=True)
class Person:
    """One attendee of a kept booking; `number` counts from 1 as entered.

    `options`: of who waits for the first of several choices; `sessions` is then the best of them.
    `contingent_id`: that of the booking, whose places it takes.
    `erased_at`: since then only counted, and nobody knows who it was.
    """

    id: UUID
    number: int
    status: Status
    sessions: tuple[UUID, ...]
    changed_at: datetime
    name: str | None = None
    email: str | None = None
    answers: str | None = None
    generation: int = 1
    offer_expires_at: datetime | None = None
    position: int | None = None
    erased_at: datetime | None = None
    contingent_id: UUID | None = None
    options: tuple[tuple[UUID, ...], ...] = ()


@dataclass(slots=True)
class Booking:
    """A kept booking with its people.

    `repeats`: a booking of the same address that was there before. `unproven`: nobody has followed
    the link in the mail yet, without which its places are only held for a while. `readdressed`: who
    gets mails elsewhere by the change that is being made.
    """

    id: UUID
    event_id: UUID
    version: int
    fill: Fill
    locale: str
    created_at: datetime
    changed_at: datetime
    people: list[Person]
    status: Status = Status.CONFIRMED
    generation: int = 1
    contact_id: UUID | None = None
    contact_name: str | None = None
    contact_email: str | None = None
    contact_phone: str | None = None
    organisation_id: UUID | None = None
    registered_by: UUID | None = None
    contingent_id: UUID | None = None
    invitation_id: UUID | None = None
    repeats: UUID | None = None
    unproven: bool = False
    erased_at: datetime | None = None
    readdressed: frozenset[UUID] = frozenset()

    def person(self, id_: UUID) -> Person | None:
        """The person of that id, if it is one of this booking."""
        return next((p for p in self.people if p.id == id_), None)

    @property
    def unreachable(self) -> bool:
        """Whether somebody of it gets no mail."""
        return self.contact_email is None and any(p.email is None for p in self.people)

    def revised(self, now: datetime) -> None:
        """Count a change of state: next version, status as its people make it."""
        self.version += 1
        self.changed_at = now
        self.status = booking_status([p.status for p in self.people])


def booking_status(statuses: Sequence[Status]) -> Status:
    """What a booking is called, given its people."""
    active = set(statuses) - {Status.CANCELLED}
    if not active:
        return Status.CANCELLED
    return active.pop() if len(active) == 1 else Status.PARTLY
