"""A short note of the team about a registration, for themselves.

It leaves registration only in the data that people get about themselves, and is erased as soon as
anybody of the registration is.
"""

from __future__ import annotations

from uuid import UUID

from services.registration.bookings.domain.booking import Booking
from services.registration.bookings.store.team_notes import read_team_note, write_team_note
from services.registration.bookings.use_cases.noting import Note
from shared.database.pool import Pool, connection, transaction
from shared.errors import InvalidFields, NotFound
from shared.web.text import clean_text

TEAM_NOTE_MAX_CHARACTERS = 500


class TeamNotes:
    """One note for each registration; the latest counts."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def read(self, booking_id: UUID) -> str | None:
        """The note, if there is one."""
        async with connection(self._pool) as lent:
            return await read_team_note(lent, booking_id)

    async def write(self, booking: Booking, text: str, *, by: Note) -> None:
        """Keep another note; an empty text takes it away. That it was done is noted, not what.

        Raises InvalidFields, also for a company's list, where it would be about others as well, and
        NotFound when everybody is erased.
        """
        if booking.registered_by is not None:
            raise InvalidFields.one("note", "a company's list has no note", "company-list")
        kept = clean_text(text, TEAM_NOTE_MAX_CHARACTERS, "note") if text.strip() else None
        async with transaction(self._pool) as lent:
            if not await write_team_note(lent, booking.id, kept):
                raise NotFound
            await by.write(lent, "bookings.team-note", booking.id)
