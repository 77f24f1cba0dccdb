"""JSON routes of planning."""

from __future__ import annotations

from typing import Any

from services.registration.events.api import events, series

routes: list[Any] = [*events.routes, *series.routes]

__all__ = ["routes"]
