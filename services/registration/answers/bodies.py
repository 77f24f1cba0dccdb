"""Bodies of the JSON routes of answers."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from services.registration.answers.domain import TEXTS_SHOWN_MAX, Tally
from services.registration.answers.use_cases import Needing, Own
from services.registration.bookings.bodies import SupportNeedsBody
from services.registration.bookings.intake import ANSWER_MAX, PARTY_MAX, QUESTION_MAX
from services.registration.questions.domain import Answer, Kind, Option, QuestionText
from services.registration.questions.domain.question import OPTIONS_MAX
from services.registration.questions.domain.support import Need, SupportWish
from services.registration.questions.support.store import KeptNeed
from shared.errors import FieldError, InvalidFields
from shared.web.text import clean_line, clean_text

Name = Annotated[str, msgspec.Meta(max_length=QUESTION_MAX)]
Text = Annotated[str, msgspec.Meta(max_length=ANSWER_MAX)]
Texts = Annotated[list[Text], msgspec.Meta(max_length=OPTIONS_MAX)]


class PersonAnswers(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Answers of one person by key or id of the question; null takes an answer back."""

    id: UUID
    answers: dict[Name, Text | int | float | bool | Texts | None] = {}
    support_needs: SupportNeedsBody | msgspec.UnsetType | None = msgspec.UNSET


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

    def support(self) -> dict[UUID, SupportWish | None]:
        """Of whom support needs were sent; null takes them back. Raises InvalidFields."""
        faults: list[FieldError] = []
        found: dict[UUID, SupportWish | None] = {}
        for n, person in enumerate(self.people):
            body = person.support_needs
            if isinstance(body, msgspec.UnsetType):
                continue
            wish = body.wish() if body else None
            if wish is not None and wish.note:
                note = cleaned(wish.note, f"people[{n}].support_needs.note", faults)
                wish = dataclasses.replace(wish, note=str(note))
            found[person.id] = wish
        if faults:
            raise InvalidFields(faults)
        return found


class SupportView(msgspec.Struct, frozen=True, kw_only=True):
    """What support somebody needs, with the wording of the consent; deleted at `erase_at`."""

    needs: tuple[Need, ...]
    note: str | None
    wording: int
    given_at: datetime
    erase_at: datetime


class NeedingView(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who needs support; the name only where the event allows it."""

    person_id: UUID
    status: str
    support_needs: SupportView
    name: str | None = None


class NeedsView(msgspec.Struct, frozen=True, kw_only=True):
    """Who needs what support."""

    items: list[NeedingView]


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
    support_needs: SupportView | None


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
    support_needs: dict[str, int] | None


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
                support_needs=support_view(own.needs.get(person.id)),
            )
            for person, answers in own.people
        ]
    )


def support_view(kept: KeptNeed | None) -> SupportView | None:
    """What somebody needs; None: nothing that we know of."""
    if kept is None:
        return None
    return SupportView(
        needs=kept.needed.needs,
        note=kept.needed.note,
        wording=kept.wording,
        given_at=kept.given_at,
        erase_at=kept.erase_at,
    )


def needs_view(found: Needing) -> NeedsView:
    """For those whom the event names."""
    return NeedsView(
        items=[
            NeedingView(person_id=who.id, name=who.name, status=who.status, support_needs=view)
            for who, kept in found
            if (view := support_view(kept)) is not None
        ]
    )


def tallies_view(people: int, tallies: list[Tally], needs: dict[str, int] | None) -> TalliesView:
    """For the team; `needs`: how many people need what support."""
    return TalliesView(
        people=people,
        support_needs=needs,
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
