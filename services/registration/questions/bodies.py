"""Bodies of the JSON routes of questions."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec

from services.registration.questions.domain import (
    Condition,
    Kind,
    Option,
    Question,
    Questions,
    QuestionText,
)
from services.registration.questions.domain.question import (
    HINT_MAX_CHARACTERS,
    KEEP_DAYS_MAX,
    KEEP_DAYS_USUAL,
    KEY_MAX_CHARACTERS,
    LABEL_MAX_CHARACTERS,
    NOTICE_MAX_CHARACTERS,
    OPTIONS_MAX,
    PURPOSE_MAX_CHARACTERS,
    QUESTIONS_MAX,
)
from services.registration.questions.domain.wording import warnings_of
from shared.errors import FieldError, InvalidFields
from shared.ids import new_id
from shared.web.localized import CODES
from shared.web.text import clean_line, clean_text

Key = Annotated[str, msgspec.Meta(max_length=KEY_MAX_CHARACTERS)]
KeepDays = Annotated[int, msgspec.Meta(ge=0, le=KEEP_DAYS_MAX)]


class TextBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question in one language."""

    label: str
    hint: str | None = None
    purpose: str | None = None


class OptionBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One answer to choose, with its words by language."""

    key: Key
    texts: dict[str, str]


class ConditionBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Ask only when the question `key` is answered so."""

    key: Key
    equals: str | bool


class QuestionBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question; `keep_days` after the end of the event its answers are deleted."""

    key: Key
    kind: Kind
    texts: dict[str, TextBody]
    options: Annotated[list[OptionBody], msgspec.Meta(max_length=OPTIONS_MAX)] = []
    required: bool = False
    health: bool = False
    keep_days: KeepDays = KEEP_DAYS_USUAL
    session_id: UUID | None = None
    when: ConditionBody | None = None


class QuestionsBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that an event asks, in order; `notice` of data protection by language."""

    questions: Annotated[list[QuestionBody], msgspec.Meta(max_length=QUESTIONS_MAX)]
    notice: dict[str, str] | None = None

    def items(self) -> list[Question]:
        """As the use case takes them; raises InvalidFields."""
        faults: list[FieldError] = []
        found = [
            question_of(each, f"questions[{n}]", faults) for n, each in enumerate(self.questions)
        ]
        if faults:
            raise InvalidFields(faults)
        return found

    def cleaned_notice(self) -> dict[str, str] | None:
        """As the use case takes it; raises InvalidFields."""
        if self.notice is None:
            return None
        faults: list[FieldError] = []
        _known(self.notice, "notice", faults)
        found = {
            code: _clean(text, NOTICE_MAX_CHARACTERS, f"notice.{code}", faults, lines=True)
            for code, text in self.notice.items()
        }
        if faults:
            raise InvalidFields(faults)
        return {code: text for code, text in found.items() if text}


class QuestionView(msgspec.Struct, frozen=True, kw_only=True):
    """One question as it is asked; `version` counts its wordings."""

    id: UUID
    key: str
    kind: Kind
    version: int
    texts: dict[str, QuestionText]
    options: tuple[Option, ...]
    required: bool
    health: bool
    keep_days: int
    session_id: UUID | None
    when: Condition | None


class WarningView(msgspec.Struct, frozen=True, kw_only=True):
    """What the organizer should look at once more."""

    field: str
    reason: str
    code: str


class QuestionsView(msgspec.Struct, frozen=True, kw_only=True):
    """All that an event asks."""

    version: int
    questions: list[QuestionView]
    notice: dict[str, str]
    warnings: list[WarningView]


def questions_view(found: Questions) -> QuestionsView:
    """As the team reads it."""
    return QuestionsView(
        version=found.version,
        questions=[
            QuestionView(
                id=q.id,
                key=q.key,
                kind=q.kind,
                version=q.version,
                texts=dict(q.texts),
                options=q.options,
                required=q.required,
                health=q.health,
                keep_days=q.keep_days,
                session_id=q.session_id,
                when=q.when,
            )
            for q in found.items
        ],
        notice=dict(found.notice),
        warnings=[
            WarningView(field=w.field, reason=w.reason, code=w.code)
            for w in warnings_of(found.items)
        ],
    )


def question_of(body: QuestionBody, path: str, faults: list[FieldError]) -> Question:
    """As the use case takes it; faults are added, each with its field under `path`."""
    _known(body.texts, f"{path}.texts", faults)
    texts = {}
    for code, text in body.texts.items():
        at = f"{path}.texts.{code}"
        texts[code] = QuestionText(
            label=_clean(text.label, LABEL_MAX_CHARACTERS, f"{at}.label", faults),
            hint=_clean(text.hint, HINT_MAX_CHARACTERS, f"{at}.hint", faults) or None,
            purpose=_clean(text.purpose, PURPOSE_MAX_CHARACTERS, f"{at}.purpose", faults) or None,
        )
    return Question(
        id=new_id(),
        key=body.key,
        kind=body.kind,
        texts=texts,
        options=tuple(
            _option(o, f"{path}.options[{n}]", faults) for n, o in enumerate(body.options)
        ),
        required=body.required,
        health=body.health,
        keep_days=body.keep_days,
        session_id=body.session_id,
        when=Condition(body.when.key, body.when.equals) if body.when else None,
    )


def _option(body: OptionBody, path: str, faults: list[FieldError]) -> Option:
    _known(body.texts, f"{path}.texts", faults)
    return Option(
        body.key,
        {
            code: _clean(text, LABEL_MAX_CHARACTERS, f"{path}.texts.{code}", faults)
            for code, text in body.texts.items()
        },
    )


def _known(
    texts: dict[str, object] | dict[str, str] | dict[str, TextBody],
    path: str,
    faults: list[FieldError],
) -> None:
    faults += [
        FieldError(f"{path}.{code}", "not a language of these pages", "choice")
        for code in texts
        if code not in CODES
    ]


def _clean(
    text: str | None, most: int, path: str, faults: list[FieldError], *, lines: bool = False
) -> str:
    try:
        return (clean_text if lines else clean_line)(text or "", most, path)
    except InvalidFields as error:
        faults.extend(error.errors)
        return ""
