"""How scans fold into attendance, and how attendance and bookings are counted.

The fold depends neither on the order nor on the number of times a scan arrives: a scan id counts
once, a void takes back its scan whether it comes before or after it, and where somebody is follows
from the latest unvoided fact by (`scanned_at`, `scan_id`). `queries.sql` says the same in SQL; a
test compares the two on random logs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

BIN = timedelta(minutes=15)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ARRIVING = frozenset({"in", "station"})

SCAN_KINDS = frozenset({"in", "out", "station", "void"})
ATTENDEE_KINDS = frozenset({"booked", "card", "none"})
PERSON_STATUSES = frozenset({"confirmed", "waitlisted", "offered", "cancelled"})
EVENT_STATUSES = frozenset({"draft", "published", "closed", "cancelled"})
IN_HOUSE_RULES = frozenset({"counted", "estimated", "off"})


@dataclass(frozen=True, slots=True)
class Scan:
    """One fact read at a door or station."""

    scan_id: UUID
    kind: str
    attendee_id: UUID | None
    attendee_kind: str
    session_id: UUID | None
    voids: UUID | None
    scanned_at: datetime

    @property
    def subject_id(self) -> UUID:
        """Whom the scan is about; without a ticket each scan stands for itself."""
        return self.attendee_id or self.scan_id

    @property
    def order(self) -> tuple[datetime, UUID]:
        """The total order of facts."""
        return (self.scanned_at, self.scan_id)


@dataclass(frozen=True, slots=True)
class Attendance:
    """The fold of one subject's scans.

    `presence` is 1 in the house and 0 not; for a subject without ticket an `in` is 1 and an `out`
    is -1. `arrived_at` None: never arrived (or all of it taken back).
    """

    kind: str
    arrived_at: datetime | None
    last_at: datetime | None
    presence: int
    visited: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Person:
    """What the bookings say about one attendee."""

    status: str
    session_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class InHouse:
    """How "in the house" is found: `counted`, `estimated` from a length of stay, or `off`."""

    rule: str = "counted"
    stay: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures of one event, in persons; `arrivals` sums to `came`.

    `in_house` is None where nobody counts it. `booked` and `visits` are by session; a session with
    time slots also holds what its slots hold, each person once.
    """

    registered: int
    waitlisted: int
    came: int
    walk_ins: int
    in_house: int | None
    booked: Mapping[UUID, int] = field(default_factory=dict)
    visits: Mapping[UUID, int] = field(default_factory=dict)
    arrivals: Mapping[datetime, int] = field(default_factory=dict)


def fold(scans: Iterable[Scan]) -> dict[UUID, Attendance]:
    """The attendance of each subject of one event."""
    facts = {scan.scan_id: scan for scan in scans}
    voided = {scan.voids for scan in facts.values() if scan.kind == "void"}
    by_subject: defaultdict[UUID, list[Scan]] = defaultdict(list)
    for scan in facts.values():
        if scan.kind != "void" and scan.scan_id not in voided:
            by_subject[scan.subject_id].append(scan)
    return {subject: _attendance(found) for subject, found in by_subject.items()}


def count(
    attendances: Mapping[UUID, Attendance],
    people: Mapping[UUID, Person],
    programme: Mapping[UUID, UUID | None],
    *,
    in_house: InHouse,
    now: datetime,
) -> Counts:
    """Figures of one event; `programme` maps each session to the one it is a time slot of.

    Who is booked counts as long as the place is confirmed; a card and a person counted without a
    ticket always count.
    """
    confirmed = {id_: p for id_, p in people.items() if p.status == "confirmed"}
    present = {
        subject: attendance
        for subject, attendance in attendances.items()
        if attendance.kind != "booked" or subject in confirmed
    }
    came = [a for a in present.values() if a.arrived_at is not None]
    return Counts(
        registered=len(confirmed),
        waitlisted=sum(p.status == "waitlisted" for p in people.values()),
        came=len(came),
        walk_ins=sum(a.kind != "booked" for a in came),
        in_house=_in_house(present.values(), in_house, now),
        booked=_by_session((p.session_ids for p in confirmed.values()), programme),
        visits=_by_session((a.visited for a in present.values()), programme),
        arrivals=Counter(bin_of(a.arrived_at) for a in came if a.arrived_at is not None),
    )


def bin_of(instant: datetime) -> datetime:
    """The start of the quarter of an hour, in UTC.

    Every zone in use today is a multiple of 15 minutes from UTC, so the quarters of the event's
    zone are these too.
    """
    return EPOCH + (instant - EPOCH) // BIN * BIN


def _attendance(scans: list[Scan]) -> Attendance:
    latest = max(scans, key=lambda scan: scan.order)
    kind = max(scan.attendee_kind for scan in scans)
    counts_at = {"station"} if kind == "none" else ARRIVING
    arrives_by = {"in"} if kind == "none" else ARRIVING
    return Attendance(
        kind=kind,
        arrived_at=min((s.scanned_at for s in scans if s.kind in arrives_by), default=None),
        last_at=latest.scanned_at,
        presence=_presence(kind, latest.kind),
        visited=frozenset(
            s.session_id for s in scans if s.session_id is not None and s.kind in counts_at
        ),
    )


def _presence(attendee_kind: str, latest: str) -> int:
    if attendee_kind == "none":
        return {"in": 1, "out": -1}.get(latest, 0)
    return 0 if latest == "out" else 1


def _in_house(attendances: Iterable[Attendance], rule: InHouse, now: datetime) -> int | None:
    if rule.rule == "off":
        return None
    since = now - rule.stay if rule.rule == "estimated" and rule.stay is not None else None
    return max(
        0,
        sum(
            a.presence
            for a in attendances
            if since is None or (a.last_at is not None and a.last_at > since)
        ),
    )


def _by_session(
    sessions: Iterable[Iterable[UUID]], programme: Mapping[UUID, UUID | None]
) -> dict[UUID, int]:
    found: Counter[UUID] = Counter()
    for of_one_person in sessions:
        known = {id_ for id_ in of_one_person if id_ in programme}
        parents = {parent for id_ in known if (parent := programme[id_]) is not None}
        found.update(known | parents)
    return dict(found)
