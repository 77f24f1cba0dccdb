"""Pages of the desk for the organizing team."""

from __future__ import annotations

from typing import Any

from services.registration.desk.pages import (
    adding,
    calling,
    correcting,
    giving,
    listing,
    one,
    selected,
)

routes: list[Any] = [
    *listing.routes,
    *selected.routes,
    *adding.routes,
    *calling.routes,
    *giving.routes,
    *one.routes,
    *correcting.routes,
]
