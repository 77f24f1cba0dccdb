"""JSON routes of planning."""

from __future__ import annotations

from typing import Any

from services.registration.events.api import events, series, templates

routes: list[Any] = [*events.routes, *series.routes, *templates.routes]

__all__ = ["routes"]
