"""What another event is to ask as well."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from uuid import UUID

from services.registration.questions.domain.question import Question, Questions


def copied(
    questions: Questions, sessions: Mapping[UUID, UUID], new_id: Callable[[], UUID]
) -> Questions:
    """The same questions for a copy of the event; `sessions`: which session became which.

    A question about a session that wasn't copied stays behind, and so does what depends on it.
    """
    kept: dict[str, Question] = {}
    for question in questions.items:
        session_id = sessions.get(question.session_id) if question.session_id else None
        lost = question.session_id is not None and session_id is None
        if lost or (question.when is not None and question.when.key not in kept):
            continue
        kept[question.key] = dataclasses.replace(
            question, id=new_id(), session_id=session_id, version=1
        )
    return Questions(1, tuple(kept.values()), questions.notice)
