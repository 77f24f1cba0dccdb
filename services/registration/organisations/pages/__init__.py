"""Pages of organisations, for those who plan there or above."""

from __future__ import annotations

from typing import Any

from services.registration.organisations.pages import editing, importing, showing

routes: list[Any] = [*showing.routes, *editing.routes, *importing.routes]
