"""Questions as they were last read, for admission, which learns their version anyway."""

from __future__ import annotations

from uuid import UUID

from services.registration.questions.domain import Questions
from services.registration.questions.store import read_questions
from shared.database.pool import Connection

EVENTS_CACHED = 256


class QuestionCache:
    """What events ask, by version: an entry of the version stated by the database is the truth."""

    def __init__(self) -> None:
        self._known: dict[UUID, Questions] = {}

    async def at(self, connection: Connection, event_id: UUID, version: int) -> Questions:
        """The questions, of which the caller knows the present version (0: there are none)."""
        if version == 0:
            return Questions()
        known = self._known.get(event_id)
        if known is not None and known.version == version:
            return known
        found = await read_questions(connection, event_id)
        if len(self._known) >= EVENTS_CACHED:
            self._known.pop(next(iter(self._known)))
        self._known[event_id] = found
        return found
