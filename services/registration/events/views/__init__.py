"""Events as clients see them: in full for the organizing team, in part for everybody else."""

from __future__ import annotations

from services.registration.events.views.public import (
    PublicEventView,
    public_event_view,
    session_availability,
)
from services.registration.events.views.team import EventPage, EventView, event_view
from shared.web.paging import cursor, read_cursor

__all__ = [
    "EventPage",
    "EventView",
    "PublicEventView",
    "cursor",
    "event_view",
    "public_event_view",
    "read_cursor",
    "session_availability",
]
