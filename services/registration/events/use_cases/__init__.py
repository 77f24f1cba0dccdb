"""What can happen to events."""

from __future__ import annotations

from services.registration.events.use_cases.changing import (
    change_event,
    copy_event,
    create_event,
)
from services.registration.events.use_cases.moving import close_event, publish_event
from services.registration.events.use_cases.reading import (
    PAGE_MAX,
    PublicEvent,
    as_seen_by,
    event_for,
    find_event,
    find_event_of_team,
    find_public_event,
    list_events,
    list_public_events,
)
from services.registration.events.use_cases.rescheduling import cancel_event, reschedule_event

__all__ = [
    "PAGE_MAX",
    "PublicEvent",
    "as_seen_by",
    "cancel_event",
    "change_event",
    "close_event",
    "copy_event",
    "create_event",
    "event_for",
    "find_event",
    "find_event_of_team",
    "find_public_event",
    "list_events",
    "list_public_events",
    "publish_event",
    "reschedule_event",
]
