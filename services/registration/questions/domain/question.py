"""A question as organizers word it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from services.registration.questions.domain.support import Support

QUESTIONS_MAX = 30
OPTIONS_MAX = 20
KEY_MAX_CHARACTERS = 40
LABEL_MAX_CHARACTERS = 300
HINT_MAX_CHARACTERS = 500
PURPOSE_MAX_CHARACTERS = 300
NOTICE_MAX_CHARACTERS = 4_000
KEEP_DAYS_MAX = 730
KEEP_DAYS_USUAL = 31
ANSWER_MAX_CHARACTERS = 2_000


class Kind(StrEnum):
    """What can be answered."""

    TEXT = "text"
    CHOICE = "choice"
    MULTIPLE = "multiple"
    NUMBER = "number"
    CONSENT = "consent"


@dataclass(frozen=True, slots=True)
class QuestionText:
    """A question in one language. `label` of a consent is the wording that people agree to."""

    label: str = ""
    hint: str | None = None
    purpose: str | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers to choose from; `texts` by language."""

    key: str
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Condition:
    """Asked only when the question `key`, which stands before, is answered with `equals`."""

    key: str
    equals: str | bool


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `key` names it in answers; `version` counts its wordings.

    `keep_days`: answers are deleted so many days after the end of the event. `session_id`: only
    those are asked who choose that session. `health`: the answer tells something about somebody's
    health (GDPR Art. 9), so it is asked only of those who gave the consent in `when`.
    """

    id: UUID
    key: str
    kind: Kind
    texts: Mapping[str, QuestionText]
    options: tuple[Option, ...] = ()
    required: bool = False
    health: bool = False
    keep_days: int = KEEP_DAYS_USUAL
    session_id: UUID | None = None
    when: Condition | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Questions:
    """All that one event asks; `version` 0: nothing was ever defined. `support`: whether it asks
    what support people need."""

    version: int = 0
    items: tuple[Question, ...] = ()
    notice: Mapping[str, str] = field(default_factory=dict)
    support: Support | None = None

    def named(self, name: str) -> Question | None:
        """The question with this key or id."""
        return next((q for q in self.items if name in {q.key, str(q.id)}), None)

    def depending_on(self, question_id: UUID) -> list[UUID]:
        """The question and all that is asked only because of its answer."""
        found = [q for q in self.items if q.id == question_id]
        for question in self.items:
            if question.when and question.when.key in {q.key for q in found}:
                found.append(question)
        return [q.id for q in found]
