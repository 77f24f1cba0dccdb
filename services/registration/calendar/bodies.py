"""A calendar as JSON clients see it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from services.registration.calendar.domain import Entry
from services.registration.events.domain import Availability, EventKind, Status
from services.registration.events.domain.mode import AttendanceMode, attendance_mode
from services.registration.events.views.texts import PostalAddressView, address_view
from shared.web.languages import Locale
from shared.web.localized import said


class CalendarEntryView(msgspec.Struct, frozen=True, kw_only=True):
    """An event of a calendar; `GET /api/v1/events/{id}` tells the rest."""

    id: UUID
    url: str
    version: int
    status: Status
    title: str
    kind: EventKind
    organiser: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    attendance_mode: AttendanceMode
    availability: Availability
    registration_open: bool
    changed_at: datetime
    venue: str | None = None
    address: PostalAddressView | None = None
    summary: str | None = None


class CalendarPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a calendar, the next event first."""

    items: list[CalendarEntryView]
    next: str | None = None


def entry_view(entry: Entry, base_url: str, locale: Locale) -> CalendarEntryView:
    """For everybody, in a language where there is one."""
    event = entry.event
    summary = said(event.texts, "summary", locale.code)
    return CalendarEntryView(
        id=event.id,
        url=f"{base_url}/e/{event.id}",
        version=event.version,
        status=event.status,
        title=str(said(event.texts, "title", locale.code, event.title)),
        kind=event.kind,
        organiser=entry.organiser,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        time_zone=event.time_zone,
        attendance_mode=attendance_mode(event),
        availability=entry.availability,
        registration_open=entry.registration_open,
        changed_at=entry.changed_at,
        venue=event.venue,
        address=address_view(event.address),
        summary=str(summary) if summary else None,
    )
