"""registration.attendance.v1: scans as facts, totals of confidential sessions, close barrier."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from shared.contracts.topic import Cleanup, Message, Topic


class ScanRecorded(Message, frozen=True, kw_only=True):
    """One scan, kept as a fact; corrections are new facts.

    `kind`: in, out, station, void. `attendee_id` is the random id of a booked person or a visitor
    card, never the ticket; None for a person counted without one. `attendee_kind`: booked, card,
    none. `voids` names the scan a `void` takes back. `scanned_at` is the device's time, corrected
    and clamped to `received_at`.
    """

    scan_id: UUID
    event_id: UUID
    kind: str
    attendee_id: UUID | None = None
    attendee_kind: str = "none"
    session_id: UUID | None = None
    voids: UUID | None = None
    scanned_at: datetime
    received_at: datetime
    device: str | None = None


class ConfidentialTotal(Message, frozen=True, kw_only=True):
    """The total of a confidential session, published from the close of its event on.

    Nothing in it could be joined to a card, a ticket or an arrival. Higher `version` wins.
    """

    event_id: UUID
    session_id: UUID
    version: int
    total: int


class AttendanceClosed(Message, frozen=True, kw_only=True):
    """The close barrier: how many scans (of every kind) and totals were kept until then."""

    event_id: UUID
    event_version: int
    closed_at: datetime
    scans: int
    totals: int


ATTENDANCE = Topic(
    name="registration.attendance.v1",
    key="event id",
    description="Scans by attendee id, totals of confidential sessions, the close barrier.",
    producer="registration",
    consumers=("reporting",),
    cleanup=Cleanup.KEEP,
    messages={
        "auftakt.registration.scan-recorded.v1": ScanRecorded,
        "auftakt.registration.confidential-total.v1": ConfidentialTotal,
        "auftakt.registration.attendance-closed.v1": AttendanceClosed,
    },
)
