"""Answers changed by those who gave them, and counted: pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from services.registration.questions.domain import (
    Answer,
    Given,
    Kind,
    Question,
    Questions,
    checked,
)
from services.registration.questions.domain.answers import is_asked
from shared.errors import FieldError

TEXTS_SHOWN_MAX = 200
"""Of one question on a page; the file has them all."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that is there. `question` as it was worded when it was answered."""

    question: Question
    value: Answer


@dataclass(slots=True)
class Changed:
    """What becomes of somebody's answers: `drop` are ids of questions, `add` replaces or is new."""

    drop: set[UUID] = field(default_factory=set)
    add: list[Given] = field(default_factory=list)
    faults: list[FieldError] = field(default_factory=list)


def changed(
    questions: Questions,
    kept: Sequence[Kept],
    sent: Mapping[str, Answer],
    sessions: Sequence[UUID],
    path: str,
) -> Changed:
    """What follows from sending these answers; what isn't sent stays, null takes one back.

    A consent can be taken back whether it was required or not (GDPR Art. 7 (3)), and with it goes
    what was asked because of it. An answer to what is no longer asked can only be taken back. What
    stays the same keeps the wording it was given to.
    """
    found = Changed()
    asked_now = {question.id for question in questions.items}
    before = {k.question.key: k.value for k in kept if k.question.id in asked_now}
    wanted, touched = dict(before), set()
    for name, value in sent.items():
        question = questions.named(name)
        if question is not None:
            wanted[question.key] = value
            touched.add(question.key)
            continue
        old = next((k for k in kept if name in {k.question.key, str(k.question.id)}), None)
        if old is None or value not in (None, False):
            found.faults.append(
                FieldError(f"{path}.{name}", "no such question", "unknown-question")
            )
        else:
            found.drop.add(old.question.id)
    given, faults = checked(questions, wanted, sessions, path)
    stays = {k.question.id: k.value for k in kept}
    unfit = _untouched(questions, before, touched, sessions)
    unfit &= {fault.field.rpartition(".")[2] for fault in faults}
    found.faults += [f for f in faults if f.field.rpartition(".")[2] not in unfit]
    for each in given:
        if each.question.id not in stays or stays[each.question.id] != each.value:
            found.add.append(each)
    fine = {each.question.id for each in given}
    fine |= {q.id for q in questions.items if q.key in unfit and q.key not in touched}
    found.drop |= {id_ for id_ in stays if id_ in asked_now and id_ not in fine}
    found.drop |= {each.question.id for each in found.add if each.question.id in stays}
    return found


def _untouched(
    questions: Questions, before: Mapping[str, Answer], touched: set[str], sessions: Sequence[UUID]
) -> set[str]:
    """Questions whose faults are nobody's doing now: they were not sent, and lacked an answer (or
    had one that fits no more) already. And consents: they may be missing."""
    found = {q.key for q in questions.items if q.kind is Kind.CONSENT}
    for question in questions.items:
        if question.key not in touched and is_asked(question, before, sessions):
            found.add(question.key)
    return found


@dataclass(frozen=True, slots=True)
class Respondent:
    """Somebody who has a place or waits, with their answers by id of the question."""

    id: UUID
    name: str | None
    status: str
    answers: Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Tally:
    """The answers to one question. `counts` by key of a choice; `texts` in order of arrival."""

    question: Question
    answered: int
    counts: Mapping[str, int]
    texts: Sequence[str]
    total: float | None = None


def tallies(questions: Questions, people: Iterable[Respondent]) -> list[Tally]:
    """How each question was answered, in the order of the questions."""
    everybody = list(people)
    return [_tally(question, everybody) for question in questions.items]


def _tally(question: Question, people: Sequence[Respondent]) -> Tally:
    key = str(question.id)
    values = [p.answers[key] for p in people if p.answers.get(key) is not None]
    counts: Counter[str] = Counter()
    for value in values:
        if isinstance(value, list):
            counts.update(value)
        elif question.kind is Kind.CHOICE:
            counts[str(value)] += 1
        elif question.kind is Kind.CONSENT and value is True:
            counts["yes"] += 1
    numbers = [v for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    return Tally(
        question,
        len(values),
        counts,
        [str(v) for v in values] if question.kind is Kind.TEXT else [],
        sum(numbers) if question.kind is Kind.NUMBER and numbers else None,
    )
