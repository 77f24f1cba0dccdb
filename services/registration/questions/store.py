"""Questions and answers in PostgreSQL. Writes only the tables of this slice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec

from services.registration.questions.domain import Answer, Given, Question, Questions
from services.registration.questions.domain.support import Support
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries.sql"))
_questions = msgspec.json.Decoder(tuple[Question, ...])
_question = msgspec.json.Decoder(Question)
_support = msgspec.json.Decoder(Support)
_notice = msgspec.json.Decoder(dict[str, str])


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer of somebody; `question` as it was worded when it was answered."""

    person_id: UUID
    question: Question
    value: Answer
    given_at: datetime
    erase_at: datetime


async def read_questions(connection: Connection, event_id: UUID) -> Questions:
    """What an event asks; version 0 if nothing was ever defined."""
    row = await connection.fetchrow(SQL.read_questions, event_id)
    if row is None:
        return Questions()
    return Questions(
        row["version"],
        _questions.decode(row["questions"]),
        _notice.decode(row["notice"]),
        _support.decode(row["support"]) if row["support"] else None,
    )


async def put_questions(
    connection: Connection, event_id: UUID, questions: Questions, now: datetime
) -> None:
    """The event asks this from now on; the caller holds the lock of the event's row."""
    items = questions.items
    await connection.execute(
        SQL.put_questions, event_id, questions.version, _text(items), _text(questions.notice), now
    )
    await connection.execute(
        SQL.put_wordings,
        event_id,
        [q.id for q in items],
        [q.version for q in items],
        [_text(q) for q in items],
        now,
    )
    await connection.execute(
        SQL.shorten, event_id, [q.id for q in items], [q.keep_days for q in items]
    )


async def answered(connection: Connection, event_id: UUID) -> set[UUID]:
    """Questions that somebody has answered."""
    return {row["question_id"] for row in await connection.fetch(SQL.answered, event_id)}


async def wordings_of(
    connection: Connection, question_id: UUID, limit: int
) -> list[tuple[Question, datetime, int]]:
    """Wordings of a question, the newest first: since when, and how many answers each has."""
    return [
        (_question.decode(row["wording"]), row["made_at"], row["answers"])
        for row in await connection.fetch(SQL.wordings_of, question_id, limit)
    ]


async def keep_answers(
    connection: Connection,
    event_id: UUID,
    ends_at: datetime,
    given: Sequence[tuple[UUID, Given]],
    now: datetime,
) -> None:
    """Answers by the id of the person who gave them, in one statement."""
    await connection.execute(
        SQL.keep_answers,
        event_id,
        [person_id for person_id, _ in given],
        [g.question.id for _, g in given],
        [g.question.version for _, g in given],
        [_text(g.value) for _, g in given],
        [g.question.keep_days for _, g in given],
        now,
        ends_at,
    )


async def answers_of(connection: Connection, people: Sequence[UUID]) -> list[KeptAnswer]:
    """What these people answered."""
    return [
        KeptAnswer(
            row["person_id"],
            _question.decode(row["wording"]),
            msgspec.json.decode(row["value"]),
            row["given_at"],
            row["erase_at"],
        )
        for row in await connection.fetch(SQL.answers_of, people)
        if row["wording"] is not None
    ]


async def withdraw(connection: Connection, person_id: UUID, questions: Sequence[UUID]) -> None:
    """Delete these answers of somebody."""
    await connection.execute(SQL.withdraw, person_id, questions)


async def forget(connection: Connection, people: Sequence[UUID], _now: datetime) -> None:
    """Delete all answers of these people (the erasure's hook)."""
    await connection.execute(SQL.forget, list(people))


async def sweep(connection: Connection, now: datetime, limit: int) -> int:
    """Delete answers whose time is over (the erasure's hook); returns how many."""
    return int((await connection.execute(SQL.sweep, now, limit)).rpartition(" ")[2])


async def move(connection: Connection, event_id: UUID, ends_at: datetime) -> None:
    """The periods count from another end."""
    await connection.execute(SQL.move, event_id, ends_at)


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()
