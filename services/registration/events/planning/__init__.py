"""From what a client sent to an event, with every fault named at once."""

from __future__ import annotations

from services.registration.events.planning.event import (
    changed_event,
    planned_event,
    session_paths,
)

__all__ = ["changed_event", "planned_event", "session_paths"]
