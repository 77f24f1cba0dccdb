"""JSON routes of questions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, get, put
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody

from services.registration.questions.bodies import QuestionsBody, QuestionsView, questions_view
from services.registration.questions.use_cases import Asking
from shared.web.principal import bearer

AnyRequest = Request[Any, Any, Any]
QUESTIONS = "/api/v1/events/{event_id:uuid}/questions"


@get(QUESTIONS, opt={"access": "watching"})
async def read_questions(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> QuestionsView:
    """What an event asks those who register, with its notice of data protection."""
    asking: Asking = state.asking
    _, found = await asking.of_team(await bearer(request), event_id)
    return questions_view(found)


@put(QUESTIONS, opt={"access": "organizer"})
async def define_questions(
    request: AnyRequest, state: State, event_id: FromPath[UUID], data: JSONBody[QuestionsBody]
) -> QuestionsView:
    """Ask this from now on, in this order. A question is known by its key; another wording makes a
    new version, and one that was answered stays of its kind."""
    asking: Asking = state.asking
    principal = await bearer(request)
    found = await asking.define(principal, event_id, data.items(), data.cleaned_notice())
    return questions_view(found)


routes = [read_questions, define_questions]
