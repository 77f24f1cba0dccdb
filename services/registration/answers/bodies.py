"""Bodies of the JSON routes of answers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from services.registration.answers.domain import TEXTS_SHOWN_MAX, Tally
from services.registration.answers.use_cases import Own
from services.registration.bookings.intake import ANSWER_MAX, PARTY_MAX, QUESTION_MAX
from services.registration.questions.domain import Answer, Kind, Option, QuestionText
from services.registration.questions.domain.question import OPTIONS_MAX
from shared.errors import FieldError, InvalidFields
from shared.web.text import clean_line, clean_text

Name = Annotated[str, msgspec.Meta(max_length=QUESTION_MAX)]
Text = Annotated[str, msgspec.Meta(max_length=ANSWER_MAX)]
Texts = Annotated[list[Text], msgspec.Meta(max_length=OPTIONS_MAX)]


class PersonAnswers(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Answers of one person by key or id of the question; null takes an answer back."""

    id: UUID
    answers: dict[Name, Text | int | float | bool | Texts | None]


class AnswersPatch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Changes of answers: all of them or none; what isn't named stays."""

    people: Annotated[list[PersonAnswers], msgspec.Meta(min_length=1, max_length=PARTY_MAX)]

    def sent(self) -> dict[UUID, dict[str, Answer]]:
        """As the use case takes them; raises InvalidFields."""
        faults: list[FieldError] = []
        found = {
            person.id: {
                key: cleaned(value, f"people[{n}].answers.{key}", faults)
                for key, value in person.answers.items()
            }
            for n, person in enumerate(self.people)
        }
        if len(found) < len(self.people):
            faults.append(FieldError("people", "the same person twice", "repeated"))
        if faults:
            raise InvalidFields(faults)
        return found


class GivenView(msgspec.Struct, frozen=True, kw_only=True):
    """An answer with the question as it was worded then; deleted at `erase_at` at the latest."""

    question_id: UUID
    key: str
    kind: Kind
    version: int
    texts: dict[str, QuestionText]
    options: tuple[Option, ...]
    value: Answer
    given_at: datetime
    erase_at: datetime


class OwnView(msgspec.Struct, frozen=True, kw_only=True):
    """Answers of one person."""

    id: UUID
    answers: list[GivenView]


class OwnAnswersView(msgspec.Struct, frozen=True, kw_only=True):
    """Answers of the people of a registration, for themselves."""

    people: list[OwnView]


class TallyView(msgspec.Struct, frozen=True, kw_only=True):
    """How one question was answered: by how many, by key of a choice; the first of the texts."""

    question_id: UUID
    key: str
    kind: Kind
    answered: int
    counts: dict[str, int]
    texts: list[str]
    total: float | None = None


class TalliesView(msgspec.Struct, frozen=True, kw_only=True):
    """How an event's questions were answered by those who have a place or wait."""

    people: int
    questions: list[TallyView]


def own_view(own: Own) -> OwnAnswersView:
    """For whoever holds the manage token."""
    return OwnAnswersView(
        people=[
            OwnView(
                id=person.id,
                answers=[
                    GivenView(
                        question_id=kept.question.id,
                        key=kept.question.key,
                        kind=kept.question.kind,
                        version=kept.question.version,
                        texts=dict(kept.question.texts),
                        options=kept.question.options,
                        value=kept.value,
                        given_at=kept.given_at,
                        erase_at=kept.erase_at,
                    )
                    for kept in answers
                ],
            )
            for person, answers in own.people
        ]
    )


def tallies_view(people: int, tallies: list[Tally]) -> TalliesView:
    """For the team."""
    return TalliesView(
        people=people,
        questions=[
            TallyView(
                question_id=t.question.id,
                key=t.question.key,
                kind=t.question.kind,
                answered=t.answered,
                counts=dict(t.counts),
                texts=list(t.texts[:TEXTS_SHOWN_MAX]),
                total=t.total,
            )
            for t in tallies
        ],
    )


def cleaned(value: Answer, path: str, faults: list[FieldError]) -> Answer:
    """An answer without what can't be stored or shown."""
    try:
        if isinstance(value, list):
            return [clean_line(each, ANSWER_MAX, path) for each in value]
        return clean_text(value, ANSWER_MAX, path) if isinstance(value, str) else value
    except InvalidFields as error:
        faults.extend(error.errors)
        return None
