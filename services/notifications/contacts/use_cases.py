"""What the contacts topic can make happen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.notifications.contacts import store
from services.notifications.contacts.domain import Contact, normalised
from shared.clock import Clock
from shared.database.pool import Connection
from shared.messaging.erasure import forget_replays

PeopleHook = Callable[[Connection, Sequence[UUID], datetime], Awaitable[None]]
"""Another slice's part of the same transaction, told whom it is about."""


@dataclass(frozen=True, slots=True)
class ContactUseCases:
    """`on_known` wakes mails that waited for coordinates, `on_erased` suppresses queued mails."""

    clock: Clock
    on_known: PeopleHook
    on_erased: PeopleHook

    async def learn(self, connection: Connection, changes: Mapping[UUID, Contact | None]) -> None:
        """Take over the last state of each person; None erases."""
        now = self.clock()
        known = [normalised(c) for c in changes.values() if c is not None]
        erased = [person_id for person_id, c in changes.items() if c is None]
        if known:
            await store.upsert(connection, known)
            await self.on_known(connection, [c.person_id for c in known], now)
        if erased:
            await store.erase(connection, erased, now)
            await forget_replays(connection, erased)
            await self.on_erased(connection, erased, now)
