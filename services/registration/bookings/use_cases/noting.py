"""Which member of staff changed a booking: kept in the audit log by the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registration.access import audit
from services.registration.bookings.domain.booking import Booking
from services.registration.bookings.domain.changes import Wish
from services.registration.events.domain import Event
from shared.database.pool import Connection
from shared.web.principal import Principal


@dataclass(frozen=True, slots=True)
class Note:
    """A member of staff at an event of theirs; participants themselves are not noted."""

    principal: Principal
    event: Event
    now: datetime

    async def write(self, lent: Connection, what: str, about: UUID, **changed: object) -> None:
        """Keep what was done; `changed` holds codes, numbers and ids only."""
        await audit.note(
            lent,
            self.principal,
            what,
            now=self.now,
            about=about,
            organisation_id=self.event.organiser_id,
            changed=changed,
        )


async def note_by(
    by: Note | None, lent: Connection, what: str, booking: Booking, count: int
) -> None:
    """Keep that staff did this to `count` people of a booking; nothing for participants."""
    if by is not None:
        await by.write(lent, what, booking.id, count=count)


def deed_of(wishes: Sequence[Wish]) -> str:
    """Taking people out is called so; everything else about their sessions is a move."""
    return "bookings.cancelled" if all(w.cancelled for w in wishes) else "bookings.moved"
