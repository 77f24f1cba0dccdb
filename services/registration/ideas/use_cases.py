"""What the organizing team does with a collection: open, look, sort, close, take away."""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.registration.access import audit
from services.registration.events.domain import Event, Status
from services.registration.events.policy import (
    ORGANIZING_TEAM,
    PLANS,
    WATCHES,
    require_at_event,
)
from services.registration.events.store import read_event
from services.registration.ideas import store
from services.registration.ideas.domain import (
    CODE_DIGITS,
    OPEN_AFTER_END,
    Category,
    Collection,
    CollectionStatus,
    Idea,
    Order,
    Retention,
    grouped,
    sorted_ideas,
)
from services.registration.ideas.errors import CategoryInUse, EventNotOpenForIdeas, IdeaGone
from services.registration.ideas.intake import (
    DEFAULT_CATEGORIES,
    Curation,
    Plan,
    cleaned_category,
    cleaned_text,
)
from services.registration.ideas.store import Counts
from shared.clock import Clock
from shared.database.pool import Connection, Pool, connection, transaction
from shared.errors import InvalidFields, NotFound, Unavailable
from shared.ids import new_id
from shared.web.principal import Principal

CODE_TRIES = 20
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
            return await _read(lent, event_id)

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
                await _insert(tx, _new(event_id, plan, now, closes_at))
                await self._note(tx, principal, event, "ideas.opened")
                return await _read(tx, event_id)
            before = await _read(tx, event_id)
            after = dataclasses.replace(
                _planned(before, plan),
                status=CollectionStatus.OPEN,
                closes_at=closes_at,
                closed_at=None,
            )
            if after != before:
                await self._note(tx, principal, event, "ideas.opened")
            return await _write(tx, before, after, plan)

    async def change(self, principal: Principal, event_id: UUID, plan: Plan) -> Collection:
        """Other headings, points or time of keeping; raises CategoryInUse."""
        async with transaction(self._pool) as tx:
            event = await self._event(tx, principal, event_id, PLANS)
            before = await _locked(tx, event_id)
            after = await _write(tx, before, _planned(before, plan), plan)
            if after != before:
                changed = {"points_per_device": after.points_per_device}
                await self._note(tx, principal, event, "ideas.planned", changed=changed)
            return after

    async def close(self, principal: Principal, event_id: UUID) -> Collection:
        """Take no more ideas and points; closing again changes nothing."""
        now = self.clock()
        async with transaction(self._pool) as tx:
            event = await self._event(tx, principal, event_id, PLANS)
            before = await _locked(tx, event_id)
            if before.status is CollectionStatus.CLOSED:
                return before
            after = dataclasses.replace(before, status=CollectionStatus.CLOSED, closed_at=now)
            await self._note(tx, principal, event, "ideas.closed")
            return await _write(tx, before, after, Plan())

    async def curate(
        self, principal: Principal, event_id: UUID, idea_id: UUID, curation: Curation
    ) -> Idea:
        """Reword, move, hide or show, merge or take apart one idea; gives it as it is then.

        A hidden idea gives its points back to the phones; a merged one brings its points along and
        takes them with it again. Raises NotFound, InvalidFields, IdeaGone.
        """
        async with transaction(self._pool) as tx:
            event = await self._event(tx, principal, event_id, PLANS)
            collection = await _locked(tx, event_id)
            idea = await store.read_idea(tx, event_id, idea_id)
            if idea is None:
                raise NotFound
            done = await _curate(tx, collection, idea, curation)
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
            await _locked(tx, event_id)
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
            collection = await _locked(tx, event_id)
            found = [each for each in await store.list_ideas(tx, event_id) if each.id in ids]
            for idea in found:
                await _curate(tx, collection, idea, Curation(hidden=True))
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
        event = await read_event(lent, event_id)
        if event is None:
            raise NotFound
        require_at_event(principal, event, roles, self.clock())
        return event

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


async def forget(tx: Connection, event_id: UUID) -> None:
    """What the end of an event's retention means for its ideas; for the slice that erases.

    Which phone wrote and gave what is forgotten in any case. The ideas themselves are deleted too,
    unless the organizer chose to keep them.
    """
    if not await store.lock_collection(tx, event_id):
        return
    collection = await _read(tx, event_id)
    if collection.retention is Retention.KEPT:
        await store.settle(tx, event_id)
        await store.touch(tx, event_id)
    else:
        await store.delete(tx, event_id)


async def _curate(
    tx: Connection, collection: Collection, idea: Idea, curation: Curation
) -> list[str]:
    """What of an idea changed, by name."""
    event_id, done = collection.event_id, list[str]()
    after = idea
    if curation.text is not None:
        after = dataclasses.replace(after, text=cleaned_text(curation.text))
    if curation.category_id is not None:
        if collection.category(curation.category_id) is None:
            raise InvalidFields.one("category_id", "is no category of this collection", "choice")
        after = dataclasses.replace(after, category_id=curation.category_id)
    if curation.hidden is not None:
        after = dataclasses.replace(after, hidden=curation.hidden)
    if after != idea:
        await store.update_idea(tx, event_id, after)
        done += [n for n in ("text", "category_id", "hidden") if _differ(after, idea, n)]
    if after.hidden and not idea.hidden:
        await store.return_points(tx, event_id, await store.group_of(tx, event_id, idea.id))
    if curation.merges and curation.merged_into != idea.merged_into:
        await _merge(tx, event_id, after, curation.merged_into)
        done.append("merged_into")
    return done


async def _merge(tx: Connection, event_id: UUID, idea: Idea, into: UUID | None) -> None:
    if into is None:
        await store.merge(tx, event_id, idea.id, None, idea.category_id)
        return
    target = await store.read_idea(tx, event_id, into)
    if target is None or into == idea.id:
        raise InvalidFields.one("merged_into", "is no other idea of this collection", "choice")
    if target.merged_into == idea.id:
        raise InvalidFields.one("merged_into", "is merged into this idea", "circle")
    if target.hidden or target.merged_into is not None:
        raise IdeaGone
    await store.merge(tx, event_id, idea.id, into, target.category_id)


async def _insert(tx: Connection, collection: Collection) -> None:
    """With a code that no other collection has."""
    for _ in range(CODE_TRIES):
        code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
        if await store.insert_collection(tx, dataclasses.replace(collection, code=code)):
            return
        if await store.lock_collection(tx, collection.event_id):
            return  # somebody else opened it at the same moment: it is open
    raise Unavailable("No free code was found.", retry_after_seconds=1)


async def _write(tx: Connection, before: Collection, after: Collection, plan: Plan) -> Collection:
    """The collection as it is from now on; equal ones are not written."""
    if after == before:
        return before
    after = dataclasses.replace(after, version=before.version + 1)
    if plan.categories is not None:
        kept = {category.id for category in after.categories}
        gone = [category.id for category in before.categories if category.id not in kept]
        if await store.categories_in_use(tx, after.event_id, gone):
            raise CategoryInUse
        await store.put_categories(tx, after)
        await store.delete_categories(tx, after.event_id, gone)
    await store.update_collection(tx, after)
    return after


async def _locked(tx: Connection, event_id: UUID) -> Collection:
    if not await store.lock_collection(tx, event_id):
        raise NotFound
    return await _read(tx, event_id)


async def _read(lent: Connection, event_id: UUID) -> Collection:
    collection = await store.read_collection(lent, event_id)
    if collection is None:
        raise NotFound
    return collection


def _new(event_id: UUID, plan: Plan, now: datetime, closes_at: datetime) -> Collection:
    titles = [(None, title) for title in DEFAULT_CATEGORIES]
    empty = Collection(
        event_id=event_id,
        version=1,
        code="",
        status=CollectionStatus.OPEN,
        points_per_device=plan.points_default,
        retention=Retention.EVENT,
        retention_days=None,
        opened_at=now,
        closes_at=closes_at,
        closed_at=None,
    )
    return _planned(empty, dataclasses.replace(plan, categories=plan.categories or titles))


def _planned(before: Collection, plan: Plan) -> Collection:
    """The collection with what the plan says; raises InvalidFields."""
    after = before
    if plan.points_per_device is not None:
        after = dataclasses.replace(after, points_per_device=plan.points_per_device)
    if plan.retention is not None:
        days = plan.retention_days if plan.retention is Retention.DAYS else None
        if plan.retention is Retention.DAYS and days is None:
            raise InvalidFields.one("retention_days", "is missing", "missing")
        after = dataclasses.replace(after, retention=plan.retention, retention_days=days)
    if plan.categories is not None:
        after = dataclasses.replace(after, categories=_categories(before, plan.categories))
    return after


def _categories(
    before: Collection, wanted: Sequence[tuple[UUID | None, str]]
) -> tuple[Category, ...]:
    made: list[Category] = []
    for index, (id_, title) in enumerate(wanted):
        if id_ is not None and before.category(id_) is None:
            raise InvalidFields.one(f"categories[{index}].id", "is no category here", "choice")
        made.append(Category(id_ or new_id(), cleaned_category(title, index)))
    for index, category in enumerate(made):
        if category.title.casefold() in {other.title.casefold() for other in made[:index]}:
            raise InvalidFields.one(f"categories[{index}].title", "is there twice", "repeated")
        if category.id in {other.id for other in made[:index]}:
            raise InvalidFields.one(f"categories[{index}].id", "is there twice", "repeated")
    if not made:
        raise InvalidFields.one("categories", "needs at least one", "missing")
    return tuple(made)


def _differ(one: Idea, other: Idea, name: str) -> bool:
    return bool(getattr(one, name) != getattr(other, name))
