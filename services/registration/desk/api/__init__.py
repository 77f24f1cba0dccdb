"""JSON routes of the desk."""

from __future__ import annotations

from typing import Any

from services.registration.desk.api import calling, changing, giving, listing, team_notes

routes: list[Any] = [
    *listing.routes,
    *changing.routes,
    *calling.routes,
    *giving.routes,
    *team_notes.routes,
]
