"""What clients send to put an event on another day."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from services.registration.events.bodies.parts import Notices
from shared.web.fields import Body, Instant, Line


class BookingsThen(StrEnum):
    """What becomes of registrations when an event moves."""

    KEEP = "keep"
    RELEASE = "release"


class CopyBody(Body, frozen=True, kw_only=True):
    """A new draft like an event, without its registrations."""

    starts_at: Instant
    title: Line | None = None


class RescheduleBody(Body, frozen=True, kw_only=True):
    """Another day for an event. `note`: what participants are told besides, by language."""

    starts_at: Instant
    bookings: BookingsThen
    note: Notices = msgspec.field(default_factory=dict)
