"""Whether questions may be asked as they are worded."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Sequence
from uuid import UUID

from services.registration.questions.domain.question import Kind, Question, Questions
from shared.errors import FieldError

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_HEALTH = re.compile(
    r"krank|diagnos|schwanger|medikament|behinder|allergi|therap|erkrank|sucht|psych|"
    r"disease|illness|diagnos|pregnan|medication|disab|allerg",
    re.IGNORECASE,
)


def faults_of(items: Sequence[Question], sessions: Collection[UUID]) -> list[FieldError]:
    """All that is wrong with what is to be asked, each fault naming its field."""
    faults: list[FieldError] = []
    before: dict[str, Question] = {}
    for index, question in enumerate(items):
        path = f"questions[{index}]"
        faults += _own_faults(question, path, sessions)
        if question.key in before:
            faults.append(FieldError(f"{path}.key", "is there twice", "repeated"))
        faults += _condition_faults(question, before, path)
        before[question.key] = question
    return faults


def warnings_of(items: Sequence[Question]) -> list[FieldError]:
    """Words that sound like health in questions that aren't marked so; the organizer decides."""
    return [
        FieldError(
            f"questions[{index}].health",
            "sounds as if it asked about health: mark the question, or word it otherwise",
            "sounds-like-health",
        )
        for index, question in enumerate(items)
        if sounds_like_health(question)
    ]


def sounds_like_health(question: Question) -> bool:
    """Whether a question that isn't marked so has words as questions about health have them."""
    return not question.health and question.kind is not Kind.CONSENT and _sounds(question)


def reworded(new: Question, before: Question | None) -> Question:
    """With the version of its wording: another one if people read something else than before."""
    if before is None:
        return dataclasses.replace(new, version=1)
    same = (new.texts, new.options, new.kind) == (before.texts, before.options, before.kind)
    return dataclasses.replace(new, id=before.id, version=before.version + (not same))


def with_answered_kinds_kept(
    items: Sequence[Question], before: Questions, answered: Collection[UUID]
) -> list[FieldError]:
    """A question that somebody answered stays of its kind; faults name those that would not."""
    return [
        FieldError(f"questions[{index}].kind", "people have answered it already", "answered")
        for index, question in enumerate(items)
        if (known := before.named(question.key)) is not None
        and known.id in answered
        and known.kind is not question.kind
    ]


def _own_faults(question: Question, path: str, sessions: Collection[UUID]) -> list[FieldError]:
    found = []
    if not _KEY.fullmatch(question.key):
        reason = "a small letter, then small letters, digits and _ (at most 40)"
        found.append(FieldError(f"{path}.key", reason, "key"))
    german = question.texts.get("de")
    if german is None or not german.label:
        found.append(FieldError(f"{path}.texts.de.label", "is needed", "missing"))
    if german is None or not german.purpose:
        reason = "say in German what the answer is needed for"
        found.append(FieldError(f"{path}.texts.de.purpose", reason, "missing"))
    if question.session_id is not None and question.session_id not in sessions:
        reason = "no session of this event"
        found.append(FieldError(f"{path}.session_id", reason, "unknown-session"))
    return found + _option_faults(question, path)


def _option_faults(question: Question, path: str) -> list[FieldError]:
    keys = [option.key for option in question.options]
    if question.kind not in {Kind.CHOICE, Kind.MULTIPLE}:
        if keys:
            return [FieldError(f"{path}.options", "only choices have options", "no-options")]
        return []
    if len(keys) < 2:
        return [FieldError(f"{path}.options", "at least two", "missing")]
    if len(set(keys)) < len(keys):
        return [FieldError(f"{path}.options", "keys must differ", "repeated")]
    return [
        FieldError(f"{path}.options[{n}].texts.de", "is needed", "missing")
        for n, option in enumerate(question.options)
        if not option.texts.get("de") or not _KEY.fullmatch(option.key)
    ]


def _condition_faults(
    question: Question, before: dict[str, Question], path: str
) -> list[FieldError]:
    when = question.when
    asked_first = before.get(when.key) if when else None
    if when is not None and asked_first is None:
        return [FieldError(f"{path}.when.key", "no question before this one", "unknown-question")]
    if when is not None and asked_first is not None and not _can_be(asked_first, when.equals):
        return [FieldError(f"{path}.when.equals", "can't be answered so", "answer-choice")]
    if not question.health:
        return []
    if asked_first is None or asked_first.kind is not Kind.CONSENT:
        reason = (
            "a question about health needs an explicit consent: put a consent question before it "
            "and ask this one only when that is given"
        )
        return [FieldError(f"{path}.health", reason, "health-needs-consent")]
    if asked_first.required:
        reason = "a consent about health must be free: don't make it required"
        return [FieldError(f"{path}.health", reason, "consent-not-free")]
    return []


def _can_be(question: Question, value: str | bool) -> bool:
    if question.kind is Kind.CONSENT:
        return value is True
    if question.kind in {Kind.CHOICE, Kind.MULTIPLE}:
        return value in {option.key for option in question.options}
    return isinstance(value, str) and question.kind is Kind.TEXT


def _sounds(question: Question) -> bool:
    words = [t for text in question.texts.values() for t in (text.label, text.hint or "")]
    words += [t for option in question.options for t in option.texts.values()]
    return any(_HEALTH.search(word) for word in words)
