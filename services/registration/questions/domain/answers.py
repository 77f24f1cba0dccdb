"""Whether answers fit the questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.registration.questions.domain.question import (
    ANSWER_MAX_CHARACTERS,
    Kind,
    Question,
    Questions,
)
from shared.errors import FieldError

Answer = str | int | float | bool | list[str] | None
NUMBER_MAX = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that fits its question."""

    question: Question
    value: Answer


def checked(
    questions: Questions, answers: Mapping[str, Answer], sessions: Sequence[UUID], path: str
) -> tuple[list[Given], list[FieldError]]:
    """What is to be kept, and all that is wrong, each fault naming its question.

    An answer to a question that isn't asked (because of another answer or the sessions) is left
    out: people may change their mind about the first after having answered the second.
    """
    faults = []
    named: dict[str, Answer] = {}
    for name, value in answers.items():
        question = questions.named(name)
        if question is None:
            faults.append(FieldError(f"{path}.{name}", "no such question", "unknown-question"))
        elif value or isinstance(value, bool | int | float):
            named[question.key] = value
    kept: dict[str, Given] = {}
    for question in questions.items:
        if not is_asked(question, {key: given.value for key, given in kept.items()}, sessions):
            continue
        where = f"{path}.{question.key}"
        value = named.get(question.key)
        if value is None or (value is False and question.kind is Kind.CONSENT):
            if question.required:
                faults.append(FieldError(where, "needs an answer", "answer-missing"))
            continue
        reason = _unfit(question, value)
        if reason is not None:
            faults.append(FieldError(where, *reason))
        else:
            kept[question.key] = Given(question, value)
    return list(kept.values()), faults


def is_asked(question: Question, answers: Mapping[str, Answer], sessions: Sequence[UUID]) -> bool:
    """Whether somebody with these sessions and answers is asked."""
    if question.session_id is not None and question.session_id not in sessions:
        return False
    if question.when is None:
        return True
    given = answers.get(question.when.key)
    if isinstance(given, list):
        return question.when.equals in given
    return given is not None and given == question.when.equals


def _unfit(question: Question, value: Answer) -> tuple[str, str] | None:
    keys = {option.key for option in question.options}
    if question.kind is Kind.TEXT:
        fits = isinstance(value, str) and len(value) <= ANSWER_MAX_CHARACTERS
        return None if fits else (f"a text of at most {ANSWER_MAX_CHARACTERS} characters", "text")
    if question.kind is Kind.CHOICE:
        fits = isinstance(value, str) and value in keys
        return None if fits else ("is none of the choices", "answer-choice")
    if question.kind is Kind.MULTIPLE:
        fits = isinstance(value, list) and set(value) <= keys and len(value) <= len(keys)
        return None if fits else ("must be a list of the choices", "answer-choice")
    if question.kind is Kind.NUMBER:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        fits = number and abs(value) <= NUMBER_MAX  # type: ignore[arg-type]
        return None if fits else (f"a number, at most {NUMBER_MAX}", "answer-number")
    return None if isinstance(value, bool) else ("must be true or false", "answer-kind")
