"""Pages for organizers: plan, watch and end events."""

from __future__ import annotations

from typing import Any

from services.registration.events.pages.organizer import (
    editing,
    events,
    life,
    programme,
    series,
    starting,
)

routes: list[Any] = [
    *events.routes,
    *starting.routes,
    *programme.routes,
    *series.routes,
    *editing.routes,
    *life.routes,
]
