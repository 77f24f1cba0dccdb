"""The calendar entry of a booking (RFC 5545, RFC 5546)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

import icalendar

PRODUCT = "-//Auftakt//Auftakt 1//DE"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `sequence` rises with every version of event and booking; `uid` never changes."""

    uid: UUID
    domain: str
    sequence: int
    summary: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    stamped_at: datetime
    organizer_name: str
    organizer_email: str
    location: str | None = None
    description: str | None = None
    url: str | None = None
    cancelled: bool = False
    language: str | None = None

    @property
    def method(self) -> str:
        """PUBLISH, or CANCEL to take the entry back."""
        return "CANCEL" if self.cancelled else "PUBLISH"


def ics(entry: Entry) -> bytes:
    """The entry as a file, with the rules of its time zone for the years it touches."""
    zone = ZoneInfo(entry.zone)
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", entry.method)
    starts_at, ends_at = entry.starts_at.astimezone(zone), entry.ends_at.astimezone(zone)
    if entry.zone != "UTC":
        calendar.add_component(_timezone(entry.zone, starts_at.year, ends_at.year))
    calendar.add_component(_event(entry, starts_at, ends_at))
    content: bytes = calendar.to_ical()
    return content


def _event(entry: Entry, starts_at: datetime, ends_at: datetime) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", f"{entry.uid}@{entry.domain}")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamped_at)
    event.add("dtstart", starts_at)
    event.add("dtend", ends_at)
    spoken = {"language": entry.language} if entry.language else {}
    event.add("summary", entry.summary, parameters=spoken)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if entry.cancelled else "OPAQUE")
    organizer = icalendar.vCalAddress(f"mailto:{entry.organizer_email}")
    organizer.params["cn"] = icalendar.vText(entry.organizer_name.replace('"', "'"))
    event.add("organizer", organizer)
    if entry.description:
        event.add("description", entry.description, parameters=spoken)
    for name in ("location", "url"):
        if value := getattr(entry, name):
            event.add(name, value)
    return event


@lru_cache(maxsize=64)
def _timezone(name: str, first_year: int, last_year: int) -> icalendar.Timezone:
    """The zone's rules; all others of its hundred years would only make mails longer."""
    return icalendar.Timezone.from_tzinfo(
        ZoneInfo(name),
        name,
        first_date=date(first_year, 1, 1) - timedelta(days=366),
        last_date=date(last_year + 1, 12, 31),
    )
