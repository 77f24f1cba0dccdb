"""What the event asks, a colleague answers by their own link: no contact answers for others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from services.registration.bookings.domain.booking import Person
from services.registration.bookings.domain.event import Event
from services.registration.questions import store
from services.registration.questions.domain import Answer, checked
from services.registration.questions.domain.support import (
    NOTE_MAX_CHARACTERS,
    SupportWish,
    checked_support,
)
from services.registration.questions.support import store as support_store
from shared.database.pool import Connection
from shared.errors import InvalidFields
from shared.web.text import clean_text


async def change_answers(
    lent: Connection,
    event: Event,
    person: Person,
    answers: Mapping[str, Answer] | None,
    now: datetime,
) -> None:
    """Keep what fits, drop what isn't asked any more; None: the answers as they were.

    Raises InvalidFields naming each question (`answers.<key>`).
    """
    questions = await store.read_questions(lent, event.id)
    if not questions.items:
        return
    kept = {
        each.question.key: (each.question.version, each.value)
        for each in await store.answers_of(lent, [person.id])
    }
    sent = {key: value for key, (_, value) in kept.items()} if answers is None else dict(answers)
    if answers is None:
        sent = {key: value for key, value in sent.items() if questions.named(key) is not None}
    given, faults = checked(questions, sent, person.sessions, "answers")
    if faults:
        raise InvalidFields(faults)
    new = [
        each for each in given if kept.get(each.question.key) != (each.question.version, each.value)
    ]
    same = {each.question.id for each in given} - {each.question.id for each in new}
    await store.withdraw(lent, person.id, [q.id for q in questions.items if q.id not in same])
    if new:
        rows = [(person.id, each) for each in new]
        await store.keep_answers(lent, event.id, event.ends_at, rows, now)


async def change_support(
    lent: Connection, event: Event, person: Person, wish: SupportWish, now: datetime
) -> None:
    """Keep what support they need; who says nothing, or takes the consent back, needs none.

    Raises InvalidFields (under `support_needs`).
    """
    questions = await store.read_questions(lent, event.id)
    if wish.note:
        note = clean_text(wish.note, NOTE_MAX_CHARACTERS, "support_needs.note")
        wish = replace(wish, note=note)
    taken_back = not wish.consent and bool(await support_store.needs_of(lent, [person.id]))
    needed, faults = checked_support(
        questions.support, None if taken_back else wish, "support_needs"
    )
    if faults:
        raise InvalidFields(faults)
    if needed is None:
        await support_store.forget(lent, [person.id], now)
        return
    await support_store.keep_needs(lent, event.id, event.ends_at, [(person.id, needed)], now)
