"""What is known here of an event, and whether it still takes registrations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.registration.bookings.domain.refusal import Refusal, Why


class Identity(StrEnum):
    """How much an event knows of its visitors."""

    NONE = "none"
    CODE = "code"
    NAMED = "named"


@dataclass(frozen=True, slots=True)
class Session:
    """What admission must know of a session.

    `slotted`: people book one of its slots instead. `open_to_all`: an item of the agenda, which
    nobody books. `cancelled`: it does not take place.
    """

    id: UUID
    title: str
    starts_at: datetime
    ends_at: datetime
    capacity: int | None = None
    drop_in: bool = False
    confidential: bool = False
    slotted: bool = False
    open_to_all: bool = False
    slot_of: UUID | None = None
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """What admission must know of an event, as it stood under the lock.

    `promotion`: `automatic`, `offer`, or `by_hand` where only the team gives places.
    `sessions_least`, `sessions_most`: how many sessions with places a person chooses.
    `changes_until`: until when people change and cancel by themselves.
    `duplicates_told`: who is registered already is refused; else nobody can find out who is.
    """

    id: UUID
    version: int
    status: str
    capacity: int | None
    waitlist: bool
    promotion: str
    identity: str
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime | None
    closes_at: datetime
    sessions: Mapping[UUID, Session]
    duplicates_told: bool = True
    overlaps_allowed: bool = False
    allowed_overlaps: frozenset[tuple[UUID, UUID]] = frozenset()
    by_invitation: bool = False
    sessions_least: int | None = None
    sessions_most: int | None = None
    changes_until: datetime | None = None

    def may_overlap(self, one: Session, other: Session) -> bool:
        """Whether one person may choose both at once; a slot follows the session it is of."""
        if self.overlaps_allowed:
            return True
        a, b = one.slot_of or one.id, other.slot_of or other.id
        return (min(a, b), max(a, b)) in self.allowed_overlaps

    def called_off(self, wanted: Iterable[UUID]) -> bool:
        """Whether one of these sessions does not take place."""
        return any(id_ in self.sessions and self.sessions[id_].cancelled for id_ in wanted)

    @property
    def by_hand(self) -> bool:
        """Whether nobody has a place before the team gives it."""
        return self.promotion == "by_hand"

    def fills_itself(self, now: datetime) -> bool:
        """Whether who waits and fits gets a place without anybody's deed."""
        return self.status == "published" and now < self.ends_at and not self.by_hand

    def capacities(self) -> dict[UUID, int | None]:
        """Capacity of the event and of each session, by id."""
        return {self.id: self.capacity} | {s.id: s.capacity for s in self.sessions.values()}


def window_refusal(event: Event, now: datetime) -> Refusal | None:
    """Why nobody may register now, if so."""
    if event.status == "draft":
        return Refusal(Why.UNKNOWN_EVENT)
    if event.status != "published":
        return Refusal(Why.CLOSED, f"The event is {event.status}.")
    if event.opens_at is not None and now < event.opens_at:
        return Refusal(Why.NOT_OPEN, f"Registration opens at {event.opens_at.isoformat()}.")
    if now >= event.closes_at:
        return Refusal(Why.CLOSED, f"Registration closed at {event.closes_at.isoformat()}.")
    return None


def own_change_refusal(event: Event, now: datetime) -> Refusal | None:
    """Why people can't change or cancel by themselves any more, while the team still can."""
    if event.changes_until is None or now < event.changes_until:
        return None
    return Refusal(Why.CHANGES_OVER, f"Changes were possible until {event.changes_until}.")


def offer_refusal(event: Event) -> Refusal | None:
    """Why nobody takes a place on offer, if so: the event is over, or has no day for now."""
    if event.status == "published":
        return None
    return Refusal(Why.CLOSED, f"The event is {event.status}.")


def change_refusal(event: Event) -> Refusal | None:
    """Why a booking of this event can't be changed or cancelled any more, if so.

    An event that is called off may have kept its bookings for another day: they can be given up.
    """
    if event.status in {"published", "cancelled"}:
        return None
    return Refusal(Why.CLOSED, f"The event is {event.status}.")
