"""What happened at the doors, as messages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from services.registration.attendance.domain import Scan
from shared.contracts.attendance import (
    ATTENDANCE,
    AttendanceClosed,
    ConfidentialTotal,
    ScanRecorded,
)
from shared.messaging.outbox import OutgoingMessage


def scans_recorded(
    event_id: UUID, scans: Iterable[Scan], received_at: datetime
) -> list[OutgoingMessage]:
    """One message for each kept scan."""
    return [
        OutgoingMessage(
            ATTENDANCE,
            str(event_id),
            ScanRecorded(
                scan_id=scan.scan_id,
                event_id=event_id,
                kind=scan.kind.value,
                attendee_id=scan.attendee_id,
                attendee_kind=scan.attendee_kind.value,
                session_id=scan.session_id,
                voids=scan.voids,
                scanned_at=scan.scanned_at,
                received_at=received_at,
                device=scan.device,
            ),
        )
        for scan in scans
    ]


def confidential_total(
    event_id: UUID, session_id: UUID, version: int, total: int
) -> OutgoingMessage:
    """The total of a confidential session; only ever announced from close on."""
    body = ConfidentialTotal(event_id=event_id, session_id=session_id, version=version, total=total)
    return OutgoingMessage(ATTENDANCE, str(event_id), body)


def attendance_closed(
    event_id: UUID, event_version: int, closed_at: datetime, scans: int, totals: int
) -> OutgoingMessage:
    """The close barrier of the attendance topic."""
    body = AttendanceClosed(
        event_id=event_id,
        event_version=event_version,
        closed_at=closed_at,
        scans=scans,
        totals=totals,
    )
    return OutgoingMessage(ATTENDANCE, str(event_id), body)
