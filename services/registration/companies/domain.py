"""A company's list at one event, and how much of it the contact may know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.registration.bookings.domain.booking import Booking, Person, Status

EMPLOYEES_MAX = 100
"""People in one list."""
LISTS_MAX = 20
"""Bookings one contact may make at one event, by adding people."""


class Standing(StrEnum):
    """All that a contact learns of a colleague."""

    REGISTERED = "registered"
    WAITING = "waiting"
    NOT_REGISTERED = "not_registered"


@dataclass(frozen=True, slots=True)
class Company:
    """A company contact at one event. `generation` is that of its link."""

    id: UUID
    event_id: UUID
    company: str
    contact_name: str | None
    contact_email: str | None
    locale: str
    organisation_id: UUID | None
    generation: int
    created_at: datetime
    erased_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Employee:
    """A colleague as the contact may see them: no sessions, no ticket, no attendance."""

    id: UUID
    name: str | None
    email: str | None
    standing: Standing
    generation: int


def standing_of(status: Status) -> Standing:
    """What a status tells a contact."""
    if status is Status.CONFIRMED:
        return Standing.REGISTERED
    return Standing.NOT_REGISTERED if status is Status.CANCELLED else Standing.WAITING


def employees_of(bookings: Iterable[Booking]) -> list[Employee]:
    """The list in the order given; who was erased is not on it any more."""
    return [_employee(p) for b in bookings for p in b.people if p.erased_at is None]


def _employee(person: Person) -> Employee:
    return Employee(
        person.id,
        person.name,
        person.email,
        standing_of(person.status),
        person.generation,
    )
