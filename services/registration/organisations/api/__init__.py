"""JSON routes of organisations and of lists of members."""

from __future__ import annotations

from typing import Any

from services.registration.organisations.api import imports, organisations

routes: list[Any] = [*organisations.routes, *imports.routes]
