"""What clients send to put an event on another day, or to call it off."""

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
    """Another day for an event: with all its times, or until `ends_at` instead of as long as now.

    `note`: what participants are told besides, by language.
    """

    starts_at: Instant
    ends_at: Instant | None = None
    bookings: BookingsThen
    note: Notices = msgspec.field(default_factory=dict)


class CancelBody(Body, frozen=True, kw_only=True):
    """How an event is called off. `keep`: registrations wait for another day of it.

    `note`: what participants are told besides, by language.
    """

    bookings: BookingsThen = BookingsThen.RELEASE
    note: Notices = msgspec.field(default_factory=dict)


class CancelSessionBody(Body, frozen=True, kw_only=True):
    """How a session is called off. `keep`: who has chosen nothing else stays registered for the
    event, `release`: their registration ends.

    `note`: what they are told besides, by language.
    """

    bookings: BookingsThen
    note: Notices = msgspec.field(default_factory=dict)
