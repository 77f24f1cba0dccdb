"""Scans at doors and stations: facts, how they fold, and the advice a steward gets.

A scan is a fact and never changes; taking one back is a new fact (`void`). The fold does not depend
on the order in which facts arrive: the latest unvoided fact by (`scanned_at`, `scan_id`) says where
an attendee is. Pure: no I/O, no clock but passed-in instants.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

SCANS_PER_REQUEST_MAX = 500
TALLIES_PER_REQUEST_MAX = 200
CARDS_PER_REQUEST_MAX = 2_000
TALLY_TOTAL_MAX = 100_000
UPLOAD_UNTIL = timedelta(days=30)
SCANNED_AT_OLDEST = timedelta(days=400)
DEVICE_PATTERN = re.compile(r"[A-Za-z0-9._:-]{1,64}")


class Kind(StrEnum):
    """What a scan says happened."""

    IN = "in"
    OUT = "out"
    STATION = "station"
    VOID = "void"


class AttendeeKind(StrEnum):
    """Whom a scan is about: a booked person, a visitor card, or nobody in particular."""

    BOOKED = "booked"
    CARD = "card"
    NONE = "none"


class Result(StrEnum):
    """Advice for the steward about one scan (design §9)."""

    OK = "ok"
    DUPLICATE = "duplicate"
    ALREADY_IN = "already_in"
    ALREADY_OUT = "already_out"
    VOIDED = "voided"
    FULL_HOUSE = "full_house"
    UNKNOWN_TICKET = "unknown_ticket"
    WRONG_EVENT = "wrong_event"
    NOT_CONFIRMED = "not_confirmed"
    CANCELLED = "cancelled"
    UNKNOWN_SESSION = "unknown_session"
    INVALID = "invalid"


KEPT = frozenset(
    {
        Result.OK,
        Result.ALREADY_IN,
        Result.ALREADY_OUT,
        Result.VOIDED,
        Result.FULL_HOUSE,
        Result.NOT_CONFIRMED,
        Result.CANCELLED,
    }
)
"""Results whose scan is kept as a fact: the fold decides what it counts for."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A well-formed scan, its ticket resolved to an attendee (or to nobody)."""

    scan_id: UUID
    kind: Kind
    attendee_id: UUID | None
    attendee_kind: AttendeeKind
    session_id: UUID | None
    voids: UUID | None
    scanned_at: datetime
    device: str | None

    @property
    def order(self) -> tuple[datetime, UUID]:
        """The total order of facts, the same wherever they are folded."""
        return (self.scanned_at, self.scan_id)


@dataclass(frozen=True, slots=True)
class Attendee:
    """What the bookings (or the cards) say about the bearer of a ticket."""

    id: UUID
    event_id: UUID
    kind: AttendeeKind
    status: str
    generation: int


@dataclass(frozen=True, slots=True)
class Door:
    """What must be known of the event to advise on scans.

    `sessions` maps session id to whether it is confidential; `capacity` of the house, None for
    unlimited; `in_house` the present estimate, None where nobody needs it.
    """

    event_id: UUID
    sessions: Mapping[UUID, bool]
    capacity: int | None
    in_house: int | None


def clamp(scanned_at: datetime, received_at: datetime) -> datetime:
    """A device's clock may run ahead: no scan lies in the future of its arrival."""
    return min(scanned_at, received_at)


def upload_open(ends_at: datetime, now: datetime) -> bool:
    """Whether devices may still deliver scans of an event that ended at `ends_at`."""
    return now <= ends_at + UPLOAD_UNTIL


class Floor:
    """The fold of one event's facts, as far as the attendees at hand are concerned.

    Feed it what is stored with `take`, then ask `advise` for each new scan in order; a scan that is
    kept must be taken too.
    """

    def __init__(self, door: Door) -> None:
        self.door = door
        self.known: set[UUID] = set()
        self.voided: set[UUID] = set()
        self.facts: dict[UUID, list[Scan]] = {}
        self.in_house = door.in_house

    def take(self, scans: Iterable[Scan]) -> None:
        """Add stored facts."""
        for scan in scans:
            self.known.add(scan.scan_id)
            if scan.voids is not None:
                self.voided.add(scan.voids)
            elif scan.attendee_id is not None:
                self.facts.setdefault(scan.attendee_id, []).append(scan)

    def whereabouts(self, attendee_id: UUID) -> Kind | None:
        """The kind of the attendee's latest unvoided fact; None before the first."""
        facts = [s for s in self.facts.get(attendee_id, ()) if s.scan_id not in self.voided]
        return max(facts, key=lambda s: s.order).kind if facts else None

    def advise(self, scan: Scan, attendee: Attendee | None) -> Result:
        """What to tell the steward; the checks that don't need the fold come first."""
        if scan.scan_id in self.known:
            return Result.DUPLICATE
        if (refusal := self._refusal(scan, attendee)) is not None:
            return refusal
        if scan.kind is Kind.VOID or scan.scan_id in self.voided:
            return Result.VOIDED
        if attendee is not None and attendee.status in ("cancelled", "waitlisted", "offered"):
            cancelled = attendee.status == "cancelled"
            return Result.CANCELLED if cancelled else Result.NOT_CONFIRMED
        return self._movement(scan)

    def _refusal(self, scan: Scan, attendee: Attendee | None) -> Result | None:
        if attendee is not None and attendee.event_id != self.door.event_id:
            return Result.WRONG_EVENT
        if scan.session_id is not None:
            confidential = self.door.sessions.get(scan.session_id)
            if confidential is None:
                return Result.UNKNOWN_SESSION
            if confidential:
                return Result.INVALID
        return None

    def _movement(self, scan: Scan) -> Result:
        where = self.whereabouts(scan.attendee_id) if scan.attendee_id else None
        inside = where in (Kind.IN, Kind.STATION)
        if scan.kind is Kind.IN and inside and scan.session_id is None:
            return Result.ALREADY_IN
        if scan.kind is Kind.OUT:
            if scan.attendee_id is not None and not inside:
                return Result.ALREADY_OUT
            self._count(-1)
            return Result.OK
        if inside:
            return Result.OK
        full = scan.kind is Kind.IN and self._full()
        if scan.kind is Kind.IN or scan.attendee_id is not None:
            self._count(1)
        return Result.FULL_HOUSE if full else Result.OK

    def _full(self) -> bool:
        capacity = self.door.capacity
        return capacity is not None and self.in_house is not None and self.in_house >= capacity

    def _count(self, step: int) -> None:
        if self.in_house is not None:
            self.in_house = max(0, self.in_house + step)


def decide(
    floor: Floor, scans: Sequence[tuple[Scan, Attendee | None]]
) -> list[tuple[Scan, Result]]:
    """Advice for each scan in arrival order; what is kept counts for those after it."""
    decided = []
    for scan, attendee in scans:
        result = floor.advise(scan, attendee)
        if result in KEPT:
            floor.take([scan])
        decided.append((scan, result))
    return decided
