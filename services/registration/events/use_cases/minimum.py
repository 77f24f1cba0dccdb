"""Too few people shortly before the team has to decide: the team is warned once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.registration.access.store import members_of
from services.registration.events import announce, store
from services.registration.events.domain import Event, Shortfall, shortfall_of
from services.registration.events.hooks import PlacesTaken
from shared.clock import Clock
from shared.database.pool import Connection, Pool, connection, transaction
from shared.messaging.outbox import put
from shared.web.principal import ORGANIZER

LOOKED_AT_ONCE = 500
RECIPIENTS_MAX = 100
"""A warning is for a team, not for everybody."""


@dataclass(frozen=True, slots=True)
class Minimums:
    """`within`: how long before the decision a team is warned; nothing before, nothing if zero."""

    pool: Pool
    clock: Clock
    places_taken: PlacesTaken
    within: timedelta

    def warning(self, event: Event, taken: int) -> Shortfall | None:
        """What the team's page says now, if anything."""
        return shortfall_of(event, taken, self.clock(), self.within)

    async def warn(self) -> int:
        """Warn the teams whose time has come; returns how many. Each event by itself."""
        if not self.within:
            return 0
        now = self.clock()
        async with connection(self.pool) as reading:
            ids = await store.minimum_due(reading, now, now + self.within, LOOKED_AT_ONCE)
        return sum([await self._warn_one(event_id, now) for event_id in ids])

    async def _warn_one(self, event_id: UUID, now: datetime) -> int:
        async with transaction(self.pool) as tx:
            if not await store.lock_event(tx, event_id):
                return 0
            event = await store.read_event(tx, event_id)
            if event is None or await store.is_warned(tx, event.id, event.decision_at):
                return 0
            taken = (await self.places_taken(tx, [event.id])).get(event.id, 0)
            found = shortfall_of(event, taken, now, self.within)
            if found is None or found.missed:
                return 0
            people = await _team_of(tx, event)
            await put(tx, [announce.too_few(event, taken, each) for each in people], now=now)
            await store.note_warning(tx, event.id, event.decision_at, now)
        return 1


async def _team_of(tx: Connection, event: Event) -> list[UUID]:
    """The organizers of all who organise, each once."""
    members = [m for id_ in event.organising_ids for m in await members_of(tx, id_)]
    found = dict.fromkeys(staff_id for staff_id, role, _ in members if role == ORGANIZER)
    return list(found)[:RECIPIENTS_MAX]
