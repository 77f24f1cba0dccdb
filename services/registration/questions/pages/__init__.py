"""Pages of questions: the step of the plan where organizers word them."""

from __future__ import annotations

from typing import Any

from services.registration.questions.pages import organizer_plan, organizer_question

routes: list[Any] = [*organizer_plan.routes, *organizer_question.routes]
