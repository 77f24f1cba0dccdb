"""What the organizing team does with a collection: open, look, sort, close, take away."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.registration.access import audit
from services.registration.events.domain import Event, Status
from services.registration.events.policy import (
    ORGANIZING_TEAM,
    PLANS,
    WATCHES,
)
from services.registration.events.use_cases import event_for
from services.registration.ideas import store
from services.registration.ideas.domain import (
    OPEN_AFTER_END,
    Collection,
    CollectionStatus,
    Idea,
    Order,
    grouped,
    sorted_ideas,
)
from services.registration.ideas.errors import EventNotOpenForIdeas
from services.registration.ideas.intake import (
    Curation,
    Plan,
)
from services.registration.ideas.store import Counts
from services.registration.ideas.use_cases.curating import curate
from services.registration.ideas.use_cases.planning import insert, new, planned, write
from services.registration.ideas.use_cases.reading import locked, read
from shared.clock import Clock
from shared.database.pool import Connection, Pool, connection, transaction
from shared.errors import InvalidFields, NotFound
from shared.web.principal import Principal

IDEAS_TO_MERGE_MIN = 2


NOTHING = Counts(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Overview:
    """A collection as the team sees it; `collection` None: none was opened yet."""

    event: Event
    collection: Collection | None = None
    counts: Counts = NOTHING
    ideas: Sequence[Idea] = ()
    hidden: Sequence[Idea] = ()


class Ideas:
    """The team's use cases, with what they need."""

    def __init__(self, pool: Pool, clock: Clock) -> None:
        self.clock = clock
        self._pool = pool

    async def overview(
        self, principal: Principal, event_id: UUID, order: Order = Order.WEIGHT
    ) -> Overview:
        """All ideas in the order asked for, hidden ones apart; raises NotFound, WrongRole."""
        async with connection(self._pool) as lent:
            event = await self._event(lent, principal, event_id, WATCHES)
            collection = await store.read_collection(lent, event_id)
            if collection is None:
                return Overview(event)
            found = sorted_ideas(grouped(await store.list_ideas(lent, event_id)), order)
            counts = await store.count(lent, event_id)
        shown = [idea for idea in found if not idea.hidden]
        hidden = [idea for idea in found if idea.hidden]
        return Overview(event, collection, counts, shown, hidden)

    async def screen(self, principal: Principal, event_id: UUID) -> Overview:
        """What the projector shows: code and counts, no idea."""
        async with connection(self._pool) as lent:
            event = await self._event(lent, principal, event_id, ORGANIZING_TEAM)
            collection = await store.read_collection(lent, event_id)
            if collection is None:
                return Overview(event)
            return Overview(event, collection, await store.count(lent, event_id))

    async def require_planner(self, principal: Principal, event_id: UUID) -> None:
        """Pass for somebody who plans the event; raises NotFound, WrongRole."""
        async with connection(self._pool) as lent:
            await self._event(lent, principal, event_id, PLANS)

    async def collection(self, principal: Principal, event_id: UUID) -> Collection:
        """The collection of an event; raises NotFound when none was opened."""
        async with connection(self._pool) as lent:
            await self._event(lent, principal, event_id, WATCHES)
            return await read(lent, event_id)

    async def open(self, principal: Principal, event_id: UUID, plan: Plan) -> Collection:
        """Open the collection, or open it again; without headings it begins with the usual three.

        Raises EventNotOpenForIdeas for drafts, for events that are off or long over.
        """
        now = self.clock()
        async with transaction(self._pool) as tx:
            event = await self._event(tx, principal, event_id, PLANS)
            closes_at = event.ends_at + OPEN_AFTER_END
            if event.status in {Status.DRAFT, Status.CANCELLED} or now >= closes_at:
                raise EventNotOpenForIdeas
            if not await store.lock_collection(tx, event_id):
                await insert(tx, new(event_id, plan, now, closes_at))
                await self._note(tx, principal, event, "ideas.opened")
                return await read(tx, event_id)
            before = await read(tx, event_id)
            after = dataclasses.replace(
                planned(before, plan),
                status=CollectionStatus.OPEN,
                closes_at=closes_at,
                closed_at=None,
            )
            if after != before:
                await self._note(tx, principal, event, "ideas.opened")
            return await write(tx, before, after, plan)

    async def change(self, principal: Principal, event_id: UUID, plan: Plan) -> Collection:
        """Other headings, points or time of keeping; raises CategoryInUse."""
        async with transaction(self._pool) as tx:
            event = await self._event(tx, principal, event_id, PLANS)
            before = await locked(tx, event_id)
            after = await write(tx, before, planned(before, plan), plan)
            if after != before:
                changed = {"points_per_device": after.points_per_device}
                await self._note(tx, principal, event, "ideas.planned", changed=changed)
            return after

    async def close(self, principal: Principal, event_id: UUID) -> Collection:
        """Take no more ideas and points; closing again changes nothing."""
        now = self.clock()
        async with transaction(self._pool) as tx:
            event = await self._event(tx, principal, event_id, PLANS)
            before = await locked(tx, event_id)
            if before.status is CollectionStatus.CLOSED:
                return before
            after = dataclasses.replace(before, status=CollectionStatus.CLOSED, closed_at=now)
            await self._note(tx, principal, event, "ideas.closed")
            return await write(tx, before, after, Plan())

    async def curate(
        self, principal: Principal, event_id: UUID, idea_id: UUID, curation: Curation
    ) -> Idea:
        """Reword, move, hide or show, merge or take apart one idea; gives it as it is then.

        A hidden idea gives its points back to the phones; a merged one brings its points along and
        takes them with it again. Raises NotFound, InvalidFields, IdeaGone.
        """
        async with transaction(self._pool) as tx:
            event = await self._event(tx, principal, event_id, PLANS)
            collection = await locked(tx, event_id)
            idea = await store.read_idea(tx, event_id, idea_id)
            if idea is None:
                raise NotFound
            done = await curate(tx, collection, idea, curation)
            if done:
                await store.touch(tx, event_id)
                about: dict[str, Any] = {"fields": done}
                await self._note(
                    tx, principal, event, "ideas.curated", changed=about, about=idea_id
                )
            found = await store.list_ideas(tx, event_id)
        every = {each.id: each for each in found} | {each.id: each for each in grouped(found)}
        return every[idea_id]

    async def merge_all(self, principal: Principal, event_id: UUID, ids: Sequence[UUID]) -> UUID:
        """Put these ideas beneath the weightiest of them, in one step; gives which one that is.

        Raises InvalidFields unless there are at least two that can be merged.
        """
        async with transaction(self._pool) as tx:
            event = await self._event(tx, principal, event_id, PLANS)
            await locked(tx, event_id)
            found = sorted_ideas(grouped(await store.list_ideas(tx, event_id)), Order.WEIGHT)
            chosen = [idea for idea in found if idea.id in ids and not idea.hidden]
            if len(chosen) < IDEAS_TO_MERGE_MIN:
                raise InvalidFields.one("ids", "needs at least two ideas", "too-short")
            target, *others = chosen
            for idea in others:
                await store.merge(tx, event_id, idea.id, target.id, target.category_id)
            await store.touch(tx, event_id)
            about = {"fields": ["merged_into"], "ideas": len(others)}
            await self._note(tx, principal, event, "ideas.curated", changed=about, about=target.id)
            return target.id

    async def hide_all(self, principal: Principal, event_id: UUID, ids: Sequence[UUID]) -> int:
        """Hide these ideas, in one step; gives how many that were."""
        async with transaction(self._pool) as tx:
            event = await self._event(tx, principal, event_id, PLANS)
            collection = await locked(tx, event_id)
            found = [each for each in await store.list_ideas(tx, event_id) if each.id in ids]
            for idea in found:
                await curate(tx, collection, idea, Curation(hidden=True))
            await store.touch(tx, event_id)
            about = {"fields": ["hidden"], "ideas": len(found)}
            await self._note(tx, principal, event, "ideas.curated", changed=about)
            return len(found)

    async def delete_due(self) -> int:
        """Delete one collection whose days are over; how many that were. Called by the clock."""
        now = self.clock()
        async with transaction(self._pool) as tx:
            event_id = await store.due_for_deletion(tx, now)
            if event_id is None:
                return 0
            await store.delete(tx, event_id)
            await audit.note(tx, None, "ideas.deleted", now=now, about=event_id)
            return 1

    async def _event(
        self, lent: Connection, principal: Principal, event_id: UUID, roles: frozenset[str]
    ) -> Event:
        return await event_for(lent, principal, event_id, roles, self.clock())

    async def _note(
        self,
        tx: Connection,
        principal: Principal,
        event: Event,
        what: str,
        *,
        changed: dict[str, Any] | None = None,
        about: UUID | None = None,
    ) -> None:
        await audit.note(
            tx,
            principal,
            what,
            now=self.clock(),
            about=about or event.id,
            organisation_id=event.organiser_id,
            changed=changed,
        )
