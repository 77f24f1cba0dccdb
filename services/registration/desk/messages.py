"""Writing to people of an event: a subject and a text by the organizer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from services.registration.bookings.domain.booking import Booking
from services.registration.bookings.store.events import LockedEvents
from services.registration.bookings.use_cases import Bookings
from services.registration.bookings.use_cases.noting import Note
from services.registration.desk import announce, store
from services.registration.desk.domain import (
    RECIPIENTS_MAX,
    SUBJECT_MAX_CHARACTERS,
    TEXT_MAX_CHARACTERS,
)
from services.registration.desk.errors import NobodyToWriteTo, TooManyMessages, TooManyToWriteTo
from shared.clock import Clock
from shared.database.pool import Pool, transaction
from shared.messaging.outbox import put
from shared.web.text import clean_line, clean_text

MESSAGES_A_DAY = 10
DAY = timedelta(days=1)
SENT_WITHIN = timedelta(days=3)
"""What could not be sent by then is old news."""


class Messages:
    """One mail to each contact, however many of their registrations were chosen."""

    def __init__(self, pool: Pool, clock: Clock, bookings: Bookings) -> None:
        self._pool = pool
        self._clock = clock
        self._bookings = bookings
        self._events = LockedEvents()

    async def send(self, note: Note, chosen: Iterable[Booking], subject: str, text: str) -> int:
        """Ask for the mails; returns to how many people.

        Raises InvalidFields, NobodyToWriteTo, TooManyToWriteTo, TooManyMessages.
        """
        subject = clean_line(subject, SUBJECT_MAX_CHARACTERS, "subject", min_characters=3)
        text = clean_text(text, TEXT_MAX_CHARACTERS, "text", min_characters=3)
        people = recipients(chosen)
        if not people:
            raise NobodyToWriteTo
        if len(people) > RECIPIENTS_MAX:
            raise TooManyToWriteTo
        now, event_id = self._clock(), note.event.id
        async with transaction(self._pool) as lent:
            await self._events.lock(lent, event_id)
            if await store.messages_since(lent, event_id, now - DAY) >= MESSAGES_A_DAY:
                raise TooManyMessages
            mails = [
                announce.message(id_, event_id, subject, text, now + SENT_WITHIN) for id_ in people
            ]
            await put(lent, mails, now=now)
            await note.write(lent, "messages.sent", event_id, count=len(people))
        return len(people)


def recipients(chosen: Iterable[Booking]) -> list[UUID]:
    """Ids of those who get a mail: each address once."""
    found: dict[str, UUID] = {}
    for booking in chosen:
        if booking.contact_id is not None and booking.contact_email is not None:
            found.setdefault(booking.contact_email.casefold(), booking.contact_id)
    return list(found.values())
