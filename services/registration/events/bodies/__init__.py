"""What clients send for events (design §9)."""

from __future__ import annotations

from services.registration.events.bodies.events import EventBody, EventPatch
from services.registration.events.bodies.parts import (
    AccessibilityBody,
    EventContactBody,
    Notices,
    PostalAddressBody,
    ReportBody,
    SlotsBody,
    TextBody,
    Texts,
)
from services.registration.events.bodies.sessions import SessionBody, SessionPatch

__all__ = [
    "AccessibilityBody",
    "EventBody",
    "EventContactBody",
    "EventPatch",
    "Notices",
    "PostalAddressBody",
    "ReportBody",
    "SessionBody",
    "SessionPatch",
    "SlotsBody",
    "TextBody",
    "Texts",
]
