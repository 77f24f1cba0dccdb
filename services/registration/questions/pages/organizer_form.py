"""One question as a form: what it shows, and what it says when it is sent back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from services.registration.events.domain import Event
from services.registration.questions.bodies import (
    ConditionBody,
    OptionBody,
    QuestionBody,
    TextBody,
    question_of,
)
from services.registration.questions.domain import Kind, Question, Questions
from services.registration.questions.domain.keys import key_for, options_from
from services.registration.questions.domain.question import (
    KEEP_DAYS_MAX,
    KEEP_DAYS_USUAL,
    OPTIONS_MAX,
)
from shared.errors import FieldError
from shared.web.formats import times
from shared.web.languages import GERMAN, LOCALES, gettext, mark
from shared.web.localized import said
from shared.web.pages import Form

PARTS = ("label", "hint", "purpose")
WITH_OPTIONS = frozenset({Kind.CHOICE, Kind.MULTIPLE})
KINDS = {
    Kind.TEXT: mark("Kurzer Text"),
    Kind.CHOICE: mark("Eine Antwort aus einer Liste"),
    Kind.MULTIPLE: mark("Mehrere Antworten aus einer Liste"),
    Kind.NUMBER: mark("Zahl"),
    Kind.CONSENT: mark("Einwilligung"),
}
LABELS = {
    "kind": mark("Art"),
    "required": mark("Pflichtfrage"),
    "keep_days": mark("Antworten löschen nach (Tage nach der Veranstaltung)"),
    "session_id": mark("Nur bei diesem Programmpunkt"),
    "when": mark("Nur, wenn vorher so geantwortet wurde"),
    "health": mark("Gesundheit"),
}
PART_LABELS = {
    "label": mark("Frage"),
    "hint": mark("Hinweis dazu"),
    "purpose": mark("Wofür die Antwort gebraucht wird"),
    "options": mark("Antworten zur Auswahl"),
}
WORDING = mark("Wortlaut der Einwilligung")


def kind_words() -> dict[str, str]:
    """Kinds of questions in the language of the request."""
    return {kind.value: gettext(text) for kind, text in KINDS.items()}


def labels_of(kind: Kind) -> dict[str, str]:
    """What the fields are called, in their order."""
    words = {**PART_LABELS, "label": WORDING if kind is Kind.CONSENT else PART_LABELS["label"]}
    texts = {
        f"texts.{locale.code}.{part}": f"{gettext(text)} ({locale.label})"
        for locale in LOCALES
        for part, text in words.items()
    }
    return {**texts, **{name: gettext(text) for name, text in LABELS.items()}}


def shown(question: Question) -> Form:
    """A question as its form shows it."""
    fields = [
        ("kind", question.kind.value),
        ("keep_days", str(question.keep_days)),
        ("session_id", str(question.session_id or "")),
        ("when", condition_value(question)),
    ]
    fields += [(name, "yes") for name in ("required", "health") if getattr(question, name)]
    for code, text in question.texts.items():
        fields += [(f"texts.{code}.{part}", getattr(text, part) or "") for part in PARTS]
    for code in {code for option in question.options for code in option.texts}:
        lines = "\n".join(option.texts.get(code, "") for option in question.options)
        fields.append((f"texts.{code}.options", lines))
    return Form(fields)


def empty(kind: Kind) -> Form:
    """A new question of this kind."""
    return Form([("kind", kind.value), ("keep_days", str(KEEP_DAYS_USUAL))])


def condition_value(question: Question) -> str:
    """The condition as the list of choices names it."""
    when = question.when
    if when is None:
        return ""
    return f"{when.key}={'yes' if when.equals is True else when.equals}"


def conditions(before: Sequence[Question], question: Question | None) -> list[tuple[str, str]]:
    """The answers to earlier questions that this one may hang on."""
    found = []
    for each in before:
        label = said(each.texts, "label") or each.key
        if each.kind is Kind.CONSENT:
            found.append(
                (f"{each.key}=yes", gettext("Eingewilligt: „%(text)s“", text=_short(label)))
            )
        for option in each.options:
            words = option.texts.get(GERMAN.code, option.key)
            found.append((f"{each.key}={option.key}", f"{_short(label)} → {words}"))
    own = condition_value(question) if question else ""
    if own and own not in {value for value, _ in found}:
        found.append((own, own.replace("=", " → ")))
    return found


def sessions_of(event: Event) -> list[tuple[str, str]]:
    """The parts of the programme that a question may be about."""
    return [
        (str(s.id), f"{times(s.starts_at, s.ends_at, event.time_zone)} {s.title}")
        for s in event.bookable_sessions
    ]


def read(
    form: Form, before: Question | None, questions: Questions
) -> tuple[Question | None, list[FieldError]]:
    """What was typed as a question, and what is wrong with it by the fields of the form."""
    kind = before.kind if before else Kind(form.get("kind"))
    faults: list[FieldError] = []
    days = form.get("keep_days")
    if not days.isascii() or not days.isdigit() or int(days[:6]) > KEEP_DAYS_MAX:
        reason = f"0 to {KEEP_DAYS_MAX} days"
        faults.append(FieldError("keep_days", reason, "keep-days"))
        days = str(KEEP_DAYS_USUAL)
    texts = _texts(form)
    taken = {each.key for each in questions.items}
    label = form.get(f"texts.{GERMAN.code}.label")
    body = QuestionBody(
        key=before.key if before else key_for(label, taken, "frage"),
        kind=kind,
        texts=texts,
        options=_options(form, before, faults) if kind in WITH_OPTIONS else [],
        required=bool(form.get("required")),
        health=bool(form.get("health")),
        keep_days=int(days[:6]),
        session_id=_session(form.get("session_id")),
        when=_condition(form.get("when"), questions),
    )
    question = question_of(body, "question", faults)
    return question, [_at_field(fault, "question.") for fault in faults]


def at_fields(faults: Sequence[FieldError], place: int) -> tuple[list[FieldError], bool]:
    """Faults of the whole list at the fields of the question in this place; whether others have
    faults as well."""
    prefix = f"questions[{place}]."
    own = [_at_field(fault, prefix) for fault in faults if fault.field.startswith(prefix)]
    return own, len(own) < len(faults)


def _at_field(fault: FieldError, prefix: str) -> FieldError:
    field = fault.field.removeprefix(prefix)
    if field.startswith("options"):
        field = f"texts.{GERMAN.code}.options"
    if field.startswith("when"):
        field = "when"
    if field == "key":
        field = f"texts.{GERMAN.code}.label"
    return FieldError(field, fault.reason, fault.code)


def _texts(form: Form) -> dict[str, TextBody]:
    found = {}
    for locale in LOCALES:
        parts = {part: _typed(form, locale.code, part) for part in PARTS}
        if any(parts.values()) or locale is GERMAN:
            values: Mapping[str, str | None] = {**parts, "label": parts["label"] or ""}
            found[locale.code] = msgspec.convert(values, TextBody)
    return found


def _typed(form: Form, code: str, part: str) -> str | None:
    """A text of several lines in one: questions are read in one go."""
    return " ".join(form.get(f"texts.{code}.{part}").split()) or None


def _options(form: Form, before: Question | None, faults: list[FieldError]) -> list[OptionBody]:
    german = _lines(form, GERMAN.code)
    if len(german) > OPTIONS_MAX:
        faults.append(FieldError("options", f"at most {OPTIONS_MAX}", "too-many-options"))
        german = german[:OPTIONS_MAX]
    if len(set(german)) < len(german):
        faults.append(FieldError("options", "each once", "repeated-options"))
        german = list(dict.fromkeys(german))
    keys = options_from(german, before.options if before else ())
    others = {each.code: _lines(form, each.code) for each in LOCALES if each is not GERMAN}
    for code, lines in others.items():
        if lines and len(lines) != len(german):
            reason = "as many lines as in German"
            faults.append(FieldError(f"texts.{code}.options", reason, "lines-differ"))
    return [
        OptionBody(
            key=key,
            texts={
                GERMAN.code: text,
                **{c: lines[n] for c, lines in others.items() if len(lines) == len(german)},
            },
        )
        for n, (key, text) in enumerate(zip(keys, german, strict=True))
    ]


def _lines(form: Form, code: str) -> list[str]:
    lines = form.get(f"texts.{code}.options").splitlines()
    return [" ".join(line.split()) for line in lines if line.strip()]


def _condition(text: str, questions: Questions) -> ConditionBody | None:
    key, separator, value = text.partition("=")
    if not separator:
        return None
    asked = questions.named(key)
    consent = asked is not None and asked.kind is Kind.CONSENT
    return ConditionBody(key=key[:40], equals=True if consent else value[:40])


def _session(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _short(text: str) -> str:
    return text if len(text) <= 70 else f"{text[:68]} …"
