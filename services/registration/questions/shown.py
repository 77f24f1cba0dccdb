"""Questions as a form shows them, in the reader's language, and what a form sent back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from services.registration.events.domain import Event
from services.registration.questions.domain import Answer, Kind, Question, Questions, QuestionText
from services.registration.questions.domain.support import Need, SupportWish
from shared.web.languages import gettext, mark
from shared.web.localized import said

YES = "yes"
NEEDS = {
    Need.SIGN_LANGUAGE: mark("Gebärdensprach-Dolmetschen"),
    Need.WHEELCHAIR: mark("Platz und Wege für den Rollstuhl"),
    Need.CHILDCARE: mark("Kinderbetreuung"),
    Need.INTERPRETER: mark("Dolmetschen in eine andere Sprache"),
    Need.FOOD: mark("Besonderes Essen"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A question as it is read. `only_if`: the question before it and the answer to it; `when`: the
    same by key, as the form sends it. `session`: the title of the session that it is about."""

    key: str
    kind: str
    label: str
    hint: str | None
    purpose: str | None
    keep_days: int
    required: bool
    options: list[tuple[str, str]]
    only_if: tuple[str, str | None] | None
    when: tuple[str, str] | None
    session_id: str | None
    session: str | None


def shown(questions: Questions, event: Event) -> list[Shown]:
    """All questions of the event in order."""
    return [_shown(each, questions, event) for each in questions.items]


def notice_of(questions: Questions) -> str | None:
    """The notice of data protection for this reader."""
    return _text(questions.notice)


def answers_in(
    questions: Questions,
    field: str,
    one: Callable[[str], str],
    all_: Callable[[str], Sequence[str]],
) -> dict[str, Answer]:
    """What a form says under `field` (`people[0].answers`); texts that are no number stay texts."""
    found: dict[str, Answer] = {}
    for question in questions.items:
        name = f"{field}.{question.key}"
        text = one(name).strip()
        if question.kind is Kind.MULTIPLE:
            if chosen := list(all_(name)):
                found[question.key] = chosen
        elif question.kind is Kind.CONSENT:
            if text == YES:
                found[question.key] = True
        elif text:
            found[question.key] = _number(text) if question.kind is Kind.NUMBER else text
    return found


def support_in(
    field: str, one: Callable[[str], str], all_: Callable[[str], Sequence[str]]
) -> SupportWish:
    """What a form says about support under `field` (`people[0].support_needs`)."""
    return SupportWish(
        consent=one(f"{field}.consent") == YES,
        needs=tuple(dict.fromkeys(all_(f"{field}.needs"))),
        note=one(f"{field}.note").strip() or None,
    )


def needs_to_choose() -> list[tuple[str, str]]:
    """What support can be asked for, in the language of the request."""
    return [(need.value, gettext(text)) for need, text in NEEDS.items()]


def _shown(question: Question, questions: Questions, event: Event) -> Shown:
    only_if = when = None
    session = event.session(question.session_id) if question.session_id else None
    if question.when is not None and (before := questions.named(question.when.key)):
        chosen = next((o for o in before.options if o.key == question.when.equals), None)
        answer = _text(chosen.texts) if chosen else None
        if answer is None and isinstance(question.when.equals, str):
            answer = question.when.equals
        only_if = (said(before.texts, "label") or before.key, answer)
        when = (before.key, YES if question.when.equals is True else str(question.when.equals))
    return Shown(
        key=question.key,
        kind=question.kind.value,
        label=said(question.texts, "label") or question.key,
        hint=said(question.texts, "hint"),
        purpose=said(question.texts, "purpose"),
        keep_days=question.keep_days,
        required=question.required,
        options=[(o.key, _text(o.texts) or o.key) for o in question.options],
        only_if=only_if,
        when=when,
        session_id=str(question.session_id) if question.session_id else None,
        session=(said(session.texts, "title", original=session.title) if session else None),
    )


def _text(texts: Mapping[str, str]) -> str | None:
    return said({code: QuestionText(text) for code, text in texts.items()}, "label")


def _number(text: str) -> Answer:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text
