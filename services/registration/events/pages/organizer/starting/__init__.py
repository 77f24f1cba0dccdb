"""How an event begins: from a template or an earlier event; and how one becomes a template."""

from __future__ import annotations

from typing import Any

from services.registration.events.pages.organizer.starting import new, saving

routes: list[Any] = [*new.routes, *saving.routes]
