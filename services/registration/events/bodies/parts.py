"""Parts of what clients send for events: texts, contacts, the venue, slots."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from services.registration.events.domain import MIN_CELL
from shared.web.fields import Body, Email, Line, Paragraph, ShortLine

Capacity = Annotated[int, Meta(ge=1, le=1_000_000)]
Seconds = Annotated[int, Meta(ge=0, le=31 * 86_400)]
Language = Annotated[str, Meta(max_length=20)]
LANGUAGES_MAX = 12


class TextBody(Body, frozen=True, kw_only=True):
    """Texts for the public in one locale."""

    title: Line | None = None
    summary: Paragraph | None = None
    directions: Paragraph | None = None
    accessibility: Paragraph | None = None


Texts = Annotated[dict[Language, TextBody], Meta(max_length=LANGUAGES_MAX)]
"""By language; the codes are checked in planning, so that the error can name them."""

NOTE_MAX_CHARACTERS = 1_000
Note = Annotated[str, Meta(max_length=NOTE_MAX_CHARACTERS)]


class EventTextBody(TextBody, frozen=True, kw_only=True):
    """Texts of an event in one locale; `mail_note`: the organizer's own sentences in the mails to
    confirmed people, plain text."""

    mail_note: Note | None = None


EventTexts = Annotated[dict[Language, EventTextBody], Meta(max_length=LANGUAGES_MAX)]


class EventContactBody(Body, frozen=True, kw_only=True):
    """Whom participants may ask."""

    name: Line
    phone: Annotated[str, Meta(max_length=40)] | None = None
    email: Email | None = None


class ReportBody(Body, frozen=True, kw_only=True):
    """When the report is due and from how many people on a figure is shown."""

    grace_seconds: Seconds | None = None
    min_cell: Annotated[int, Meta(ge=MIN_CELL, le=100)] = MIN_CELL


class SlotsBody(Body, frozen=True, kw_only=True):
    """Divide a session into time slots that are booked one by one."""

    every_minutes: Annotated[int, Meta(ge=5, le=1440)]
    capacity: Capacity | None = None


class PostalAddressBody(Body, frozen=True, kw_only=True):
    """The address of the venue, in parts. `country`: two letters (ISO 3166-1)."""

    street: Line | None = None
    postal_code: Annotated[str, Meta(max_length=12)] | None = None
    city: ShortLine | None = None
    country: Annotated[str, Meta(pattern=r"^[A-Z]{2}$", max_length=2)] = "DE"


class AccessibilityBody(Body, frozen=True, kw_only=True):
    """What is there and what is not; left out: nobody has said."""

    step_free: bool | None = None
    accessible_toilet: bool | None = None
    accessible_parking: bool | None = None
    quiet_room: bool | None = None
    sign_language: bool | None = None
    public_transport: Annotated[str, Meta(max_length=500)] | None = None
    notes: Paragraph | None = None


Notices = Annotated[dict[Language, Note], Meta(max_length=LANGUAGES_MAX)]
"""What the organizer tells participants, by language."""
