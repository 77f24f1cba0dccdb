"""An event as a member of its team sees it."""

from __future__ import annotations

from dataclasses import dataclass

from services.registration.bookings.use_cases.noting import Note
from services.registration.events.domain import Event
from services.registration.events.policy import may


@dataclass(frozen=True, slots=True)
class Seen:
    """The event, in whose name something is noted, and whether names and addresses are readable."""

    event: Event
    note: Note
    with_names: bool

    def may(self, roles: frozenset[str]) -> bool:
        """Whether who asks holds one of `roles` here."""
        return may(self.note.principal, self.event, roles, self.note.now)
