"""Writing to people of an event: a subject and a text by the organizer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from services.registration.bookings.store.events import LockedEvents
from services.registration.bookings.use_cases.noting import Note
from services.registration.desk import announce, store
from services.registration.desk.domain import (
    RECIPIENTS_MAX,
    SUBJECT_MAX_CHARACTERS,
    TEXT_MAX_CHARACTERS,
)
from services.registration.desk.errors import NobodyToWriteTo, TooManyMessages, TooManyToWriteTo
from services.registration.desk.selection import Target, recipients
from shared.clock import Clock
from shared.database.pool import Pool, transaction
from shared.ids import new_id
from shared.messaging.outbox import put
from shared.web.text import clean_line, clean_text

MESSAGES_A_DAY = 10
DAY = timedelta(days=1)
SENT_WITHIN = timedelta(days=3)
"""What could not be sent by then is old news."""


class Messages:
    """One mail to each contact, however many of their registrations were chosen."""

    def __init__(self, pool: Pool, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock
        self._events = LockedEvents()

    async def send(
        self,
        note: Note,
        targets: Iterable[Target],
        subject: str,
        text: str,
        *,
        message_id: UUID | None = None,
    ) -> int:
        """Ask for the mails; returns to how many people. All of them are asked for or none.

        `message_id`: the same one again is answered as before, and nobody gets a second mail.
        Raises InvalidFields, NobodyToWriteTo, TooManyToWriteTo, TooManyMessages.
        """
        subject = clean_line(subject, SUBJECT_MAX_CHARACTERS, "subject", min_characters=3)
        text = clean_text(text, TEXT_MAX_CHARACTERS, "text", min_characters=3)
        people = recipients(targets)
        if not people:
            raise NobodyToWriteTo
        if len(people) > RECIPIENTS_MAX:
            raise TooManyToWriteTo
        now, event_id = self._clock(), note.event.id
        async with transaction(self._pool) as lent:
            await self._events.lock(lent, event_id)
            id_ = message_id or new_id()
            sent = await store.message_sent(lent, event_id, id_)
            if sent is not None:
                return sent
            if await store.messages_since(lent, event_id, now - DAY) >= MESSAGES_A_DAY:
                raise TooManyMessages
            mails = [
                announce.message(person_id, event_id, subject, text, now + SENT_WITHIN)
                for person_id in people
            ]
            await put(lent, mails, now=now)
            await note.write(lent, "messages.sent", event_id, count=len(people), message=str(id_))
        return len(people)
