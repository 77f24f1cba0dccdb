"""Pages of company contacts and of the colleagues they registered."""

from __future__ import annotations

from typing import Any

from services.registration.companies.pages import (
    choosing,
    managing,
    one,
    printing,
    reaching,
    registering,
    taking_over,
)

routes: list[Any] = [
    *registering.routes,
    *reaching.routes,
    *managing.routes,
    *one.routes,
    *printing.routes,
    *taking_over.routes,
    *choosing.routes,
]
