"""Pages that move an event on or elsewhere: each first says what will happen."""

from __future__ import annotations

from typing import Any

from services.registration.events.pages.organizer.life import (
    calling_off,
    rescheduling,
    session,
    steps,
)

routes: list[Any] = [
    *rescheduling.routes,
    *calling_off.routes,
    *session.routes,
    *steps.routes,
]
