"""What can happen to those who follow a series."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.registration.events.domain import Admission, Event, Status
from services.registration.followers import announce, store
from services.registration.followers.domain import (
    CONFIRMED_WITHIN,
    KEPT_FOR,
    TOLD_AT_ONCE_MAX,
    Follower,
)
from shared.clock import Clock
from shared.database.pool import Connection, Pool, connection, transaction
from shared.ids import new_id
from shared.messaging.erasure import erase_contacts
from shared.messaging.outbox import put
from shared.tokens import Keyring, ParsedToken


class Followers:
    """The use cases, with what they need. `keys` derive the links of the mails."""

    def __init__(self, pool: Pool, clock: Clock, keys: Keyring) -> None:
        self._pool = pool
        self._clock = clock
        self.keys = keys

    async def for_token(self, token: ParsedToken) -> Follower | None:
        """Whom a link is for; None if it isn't (any longer) good."""
        async with connection(self._pool) as lent:
            found = await store.read_follower(lent, token.id)
        if found is None or not self.keys.matches(token, found.generation):
            return None
        return None if found.erase_at <= self._clock() else found

    async def confirm(self, follower: Follower) -> None:
        """They follow from now on; a second time changes nothing."""
        now = self._clock()
        async with transaction(self._pool) as lent:
            await store.confirm(lent, follower.id, now, now + KEPT_FOR)

    async def leave(self, follower: Follower) -> None:
        """They follow no more, and nothing of them is kept."""
        async with transaction(self._pool) as lent:
            gone = await store.leave(lent, follower.id)
            await erase_contacts(lent, gone, now=self._clock())

    async def count(self, series_id: UUID) -> int:
        """How many follow a series."""
        async with connection(self._pool) as lent:
            return await store.count(lent, series_id)


async def ask(  # noqa: PLR0917 - one wish with what it needs
    lent: Connection,
    event_id: UUID,
    email: str,
    email_hash: bytes,
    locale: str,
    person_id: UUID | None,
    now: datetime,
) -> None:
    """Somebody who registers wants to hear of the next one: ask by mail whether that is true."""
    follower = await store.follow(
        lent, event_id, new_id(), email, email_hash, locale, person_id, now, now + CONFIRMED_WITHIN
    )
    if follower is not None:
        await put(lent, announce.asked(follower), now=now)


async def event_published(lent: Connection, event: Event, now: datetime) -> None:
    """Planning's hook: who follows the series hears of its next event, if it is for everybody."""
    await _tell(lent, event, now)


async def event_replanned(_before: Event, lent: Connection, event: Event, now: datetime) -> None:
    """Planning's hook: the same for what comes into a series, or is for everybody, only later."""
    await _tell(lent, event, now)


async def _tell(lent: Connection, event: Event, now: datetime) -> None:
    if event.status is not Status.PUBLISHED or event.starts_at <= now:
        return
    if event.series_id is None or not event.listed or event.admission is not Admission.OPEN:
        return
    if not await store.tell_of(lent, event.series_id, event.id, now):
        return
    found = await store.to_tell(lent, event.series_id, TOLD_AT_ONCE_MAX)
    mails = [announce.next_event(id_, gen, event.id, event.starts_at) for id_, gen in found]
    await put(lent, mails, now=now)


async def forget(lent: Connection, people: Sequence[UUID], now: datetime) -> None:
    """Who wants to be erased follows no more, either (the erasure's hook)."""
    await erase_contacts(lent, await store.forget_of(lent, people), now=now)


async def sweep(lent: Connection, now: datetime, limit: int) -> int:
    """Forget whose time is over (the erasure's hook); returns how many."""
    gone = await store.sweep(lent, now, limit)
    await erase_contacts(lent, gone, now=now)
    return len(gone)
