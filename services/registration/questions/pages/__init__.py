"""Pages of questions: the step of the plan where organizers word them."""

from __future__ import annotations

from typing import Any

from services.registration.questions.pages import one, planning

routes: list[Any] = [*planning.routes, *one.routes]
