"""What can happen to the questions of an event, and to answers once they are given."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.registration.access import audit
from services.registration.events.domain import Event
from services.registration.events.errors import ChangedMeanwhile
from services.registration.events.policy import PLANS, WATCHES
from services.registration.events.store import lock_event
from services.registration.events.use_cases import event_for
from services.registration.questions import store
from services.registration.questions.domain import Question, Questions
from services.registration.questions.domain.copying import copied
from services.registration.questions.domain.wording import (
    faults_of,
    reworded,
    with_answered_kinds_kept,
)
from services.registration.questions.support import store as needs
from shared.clock import Clock
from shared.database.pool import Connection, Pool, connection, transaction
from shared.errors import InvalidFields
from shared.ids import new_id
from shared.web.principal import Principal

WORDINGS_SHOWN_MAX = 50


class Asking:
    """The use cases, with what they need."""

    def __init__(self, pool: Pool, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock

    async def of_event(self, event_id: UUID) -> Questions:
        """What an event asks, for its form and its page."""
        async with connection(self._pool) as lent:
            return await store.read_questions(lent, event_id)

    async def of_team(
        self, principal: Principal, event_id: UUID, roles: frozenset[str] = WATCHES
    ) -> tuple[Event, Questions]:
        """As the organizing team sees it; raises NotFound, WrongRole."""
        async with connection(self._pool) as lent:
            event = await self._event(lent, principal, event_id, roles)
            return event, await store.read_questions(lent, event_id)

    async def define(
        self,
        principal: Principal,
        event_id: UUID,
        items: Sequence[Question],
        notice: dict[str, str] | None,
        *,
        expected_version: int | None = None,
    ) -> Questions:
        """Ask this from now on; a question is the same as before if its key is.

        `notice` None: as it was. `expected_version`: the one that was read before. Raises
        InvalidFields, NotFound, WrongRole, ChangedMeanwhile.
        """
        now = self._clock()
        async with transaction(self._pool) as tx:
            await lock_event(tx, event_id)
            event = await self._event(tx, principal, event_id, PLANS)
            before = await store.read_questions(tx, event_id)
            if expected_version not in {None, before.version}:
                raise ChangedMeanwhile
            faults = faults_of(items, {s.id for s in event.sessions})
            answered = await store.answered(tx, event_id)
            faults += with_answered_kinds_kept(items, before, answered)
            if faults:
                raise InvalidFields(faults)
            asked = tuple(reworded(each, before.named(each.key)) for each in items)
            after = dataclasses.replace(
                before,
                version=before.version + 1,
                items=asked,
                notice=before.notice if notice is None else notice,
            )
            await store.put_questions(tx, event_id, after, now)
            await audit.note(
                tx,
                principal,
                "questions.changed",
                now=now,
                about=event_id,
                organisation_id=event.organiser_id,
                changed={"version": after.version, "count": len(asked)},
            )
        return after

    async def wordings_of(self, question_id: UUID) -> list[tuple[Question, datetime, int]]:
        """How a question was worded before, the newest first, with how many answers each has."""
        async with connection(self._pool) as lent:
            return await store.wordings_of(lent, question_id, WORDINGS_SHOWN_MAX)

    async def answers_of(self, people: Sequence[UUID]) -> list[store.KeptAnswer]:
        """What these people answered, for themselves."""
        async with connection(self._pool) as lent:
            return await store.answers_of(lent, people)

    async def withdraw(self, event_id: UUID, person_id: UUID, question_id: UUID) -> None:
        """Somebody takes an answer or a consent back: it is deleted, and what hung on it, too."""
        async with transaction(self._pool) as tx:
            questions = await store.read_questions(tx, event_id)
            ids = questions.depending_on(question_id) or [question_id]
            await store.withdraw(tx, person_id, ids)

    async def _event(
        self, lent: Connection, principal: Principal, event_id: UUID, roles: frozenset[str]
    ) -> Event:
        return await event_for(lent, principal, event_id, roles, self._clock())


async def read_questions(connection_: Connection, event_id: UUID) -> Questions:
    """What an event asks, for who has a connection already."""
    return await store.read_questions(connection_, event_id)


async def event_changed(connection_: Connection, event: Event, _now: datetime) -> None:
    """Planning's hook: answers are kept until so many days after the end that holds now."""
    await store.move(connection_, event.id, event.ends_at)
    await needs.move(connection_, event.id, event.ends_at)


async def event_copied(connection_: Connection, source: Event, copy: Event, now: datetime) -> None:
    """Planning's hook: a copy of an event asks the same, with the same notice."""
    questions = await store.read_questions(connection_, source.id)
    if questions.items or questions.notice:
        alike = copied(questions, _same_sessions(source, copy), new_id)
        await store.put_questions(connection_, copy.id, alike, now)


def _same_sessions(source: Event, copy: Event) -> dict[UUID, UUID]:
    before, after = ([s for s in each.sessions if s.slot_of is None] for each in (source, copy))
    pairs = zip(before, after, strict=False)
    return {one.id: other.id for one, other in pairs if one.title == other.title}
