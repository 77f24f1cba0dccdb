"""What can be asked of public calendars, and what planning tells them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registration.calendar import store
from services.registration.calendar.domain import (
    FEED_EVENTS_MAX,
    FEED_LOOKS_BACK,
    LOOKED_THROUGH_MAX,
    Entry,
    Listed,
    Wanted,
    entry_of,
)
from services.registration.events.domain import Event, Status
from services.registration.events.hooks import PlacesTaken
from services.registration.events.policy import PLANS
from services.registration.events.store import read_events
from shared.clock import Clock
from shared.database.pool import Connection, Pool, connection
from shared.errors import NotFound
from shared.web.principal import Principal, require

TO_COME = (Status.PUBLISHED, Status.CANCELLED)
IN_FEEDS = (Status.PUBLISHED, Status.CLOSED, Status.CANCELLED)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a calendar; `next` is the start and id of its last event where more may follow."""

    organisation: str
    entries: tuple[Entry, ...]
    next: tuple[datetime, UUID] | None


@dataclass(frozen=True, slots=True)
class Feed:
    """All events of a calendar that a calendar program should know."""

    organisation: str
    entries: tuple[Entry, ...]


class Calendars:
    """The use cases, with what they need. One for each process."""

    def __init__(self, pool: Pool, clock: Clock, places_taken: PlacesTaken) -> None:
        self.clock = clock
        self._pool = pool
        self._places_taken = places_taken

    async def page(
        self,
        organisation_id: UUID,
        wanted: Wanted,
        *,
        after: tuple[datetime, UUID] | None,
        limit: int,
    ) -> Page:
        """What comes next, called-off events among it; raises NotFound.

        Whether places are free is known only after looking, so a page that shows free ones alone
        may hold fewer than `limit` entries and still have a next one.
        """
        now = self.clock()
        async with connection(self._pool) as lent:
            name = await self._name(lent, organisation_id)
            found: list[Entry] = []
            looked = 0
            while looked < LOOKED_THROUGH_MAX:
                listed = await store.list_entries(
                    lent,
                    organisation_id,
                    wanted,
                    ending_after=now,
                    states=TO_COME,
                    after=after,
                    limit=limit + 1,
                )
                looked += len(listed)
                entries = await self._entries(lent, listed, now)
                found += [e for e in entries if e.is_free or not wanted.free_only]
                if len(found) > limit:
                    return Page(name, tuple(found[:limit]), _place(found[limit - 1]))
                if len(listed) <= limit:
                    return Page(name, tuple(found), None)
                after = _place(entries[-1])
            return Page(name, tuple(found), after)

    async def feed(self, organisation_id: UUID, wanted: Wanted) -> Feed:
        """What is to come and what just was; raises NotFound."""
        now = self.clock()
        async with connection(self._pool) as lent:
            name = await self._name(lent, organisation_id)
            listed = await store.list_entries(
                lent,
                organisation_id,
                wanted,
                ending_after=now - FEED_LOOKS_BACK,
                states=IN_FEEDS,
                after=None,
                limit=FEED_EVENTS_MAX,
            )
            return Feed(name, tuple(await self._entries(lent, listed, now, with_places=False)))

    async def name_for(self, principal: Principal, organisation_id: UUID) -> str:
        """The name of an organisation one plans for; raises NotFound, WrongRole."""
        require(principal, roles=PLANS, organisation_ids=[organisation_id], now=self.clock())
        async with connection(self._pool) as lent:
            return await self._name(lent, organisation_id)

    async def event_changed(self, lent: Connection, event: Event, now: datetime) -> None:
        """Hook of planning: remember when; the event is locked and written."""
        await store.note_change(lent, event.id, now)

    async def _name(self, lent: Connection, organisation_id: UUID) -> str:
        name = await store.name_of(lent, organisation_id)
        if name is None:
            raise NotFound
        return name

    async def _entries(
        self, lent: Connection, listed: Sequence[Listed], now: datetime, *, with_places: bool = True
    ) -> list[Entry]:
        ids = [each.event_id for each in listed]
        events = {event.id: event for event in await read_events(lent, ids)}
        taken = await self._places_taken(lent, ids) if with_places else {}
        return [
            entry_of(events[each.event_id], each, taken, now)
            for each in listed
            if each.event_id in events
        ]


def _place(entry: Entry) -> tuple[datetime, UUID]:
    return entry.event.starts_at, entry.event.id
