"""Pages of answers: one's own, and the team's."""

from __future__ import annotations

from typing import Any

from services.registration.answers.pages import mine, organizer

routes: list[Any] = [*mine.routes, *organizer.routes]
