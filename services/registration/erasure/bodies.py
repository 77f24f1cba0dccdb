"""Bodies of the JSON routes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import msgspec

from services.registration.bookings.intake import PARTY_MAX
from services.registration.erasure.domain import (
    RETENTION_DAYS_MAX,
    RETENTION_DAYS_MIN,
    Retention,
    Wanted,
)
from services.registration.events.domain import Event
from services.registration.followers.domain import KEPT_FOR
from services.registration.questions.domain import Questions, QuestionText
from services.registration.questions.domain.support import KEEP_DAYS

Days = Annotated[int, msgspec.Meta(ge=RETENTION_DAYS_MIN, le=RETENTION_DAYS_MAX)]


class EraseBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom to erase: some of the people, the contact, or (`{}`) everybody."""

    people: Annotated[list[UUID], msgspec.Meta(max_length=PARTY_MAX)] = []
    contact: bool = False

    def wanted(self) -> Wanted:
        """As the use case takes it."""
        return Wanted(frozenset(self.people), self.contact)


class RetentionBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Days from the end of the event; null: as usual for events of its kind."""

    days: Days | msgspec.UnsetType | None = msgspec.UNSET


class RetentionView(msgspec.Struct, frozen=True, kw_only=True):
    """How long the event keeps its people. `chosen` false: that is usual for its kind."""

    days: int
    chosen: bool
    erased_from: datetime


def view(found: Retention) -> RetentionView:
    """As the API shows it."""
    return RetentionView(days=found.days, chosen=found.chosen, erased_from=found.erased_from)


class AnswerPeriod(msgspec.Struct, frozen=True, kw_only=True):
    """One question, what its answers are for by language, and when they are deleted."""

    key: str
    texts: dict[str, QuestionText]
    erased_from: datetime


class PrivacyView(msgspec.Struct, frozen=True, kw_only=True):
    """What an event keeps of its guests. `support_seen_by`: the people who see support needs, null
    where they aren't asked for; `follow_days`: how long who follows the series is known."""

    notice: dict[str, str]
    bookings_erased_from: datetime
    answers: list[AnswerPeriod]
    support_seen_by: list[str] | None
    support_erased_from: datetime | None
    follow_days: int | None


def privacy_view(
    event: Event, retention: Retention, questions: Questions, support_seen_by: list[str]
) -> PrivacyView:
    """As the API shows it to everybody."""
    asks_support = questions.support is not None
    return PrivacyView(
        notice=dict(questions.notice),
        bookings_erased_from=retention.erased_from,
        answers=[
            AnswerPeriod(
                key=question.key,
                texts=dict(question.texts),
                erased_from=event.ends_at + timedelta(days=question.keep_days),
            )
            for question in questions.items
        ],
        support_seen_by=support_seen_by if asks_support else None,
        support_erased_from=event.ends_at + timedelta(days=KEEP_DAYS) if asks_support else None,
        follow_days=KEPT_FOR.days if event.series_id is not None else None,
    )
