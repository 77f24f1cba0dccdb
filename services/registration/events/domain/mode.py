"""Where an event takes place: at a venue, online, or both."""

from __future__ import annotations

from enum import StrEnum

from services.registration.events.domain.event import Event


class AttendanceMode(StrEnum):
    """As schema.org tells it apart."""

    ON_SITE = "on_site"
    ONLINE = "online"
    MIXED = "mixed"


def attendance_mode(event: Event) -> AttendanceMode:
    """A join link alone makes an event online, beside a venue or an address hybrid."""
    if event.join_url is None:
        return AttendanceMode.ON_SITE
    return AttendanceMode.MIXED if event.venue or event.address else AttendanceMode.ONLINE
