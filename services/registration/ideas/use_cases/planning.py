"""A collection as the team plans it: headings, points, how long it is kept."""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.registration.events.domain import Event
from services.registration.ideas import store
from services.registration.ideas.domain import (
    CODE_DIGITS,
    OPEN_AFTER_END,
    Category,
    Collection,
    CollectionStatus,
    Retention,
)
from services.registration.ideas.errors import CategoryInUse
from services.registration.ideas.intake import (
    DEFAULT_CATEGORIES,
    Plan,
    cleaned_category,
)
from shared.database.pool import Connection
from shared.errors import InvalidFields, Unavailable
from shared.ids import new_id

CODE_TRIES = 20


async def insert(tx: Connection, collection: Collection) -> None:
    """With a code that no other collection has."""
    for _ in range(CODE_TRIES):
        code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
        if await store.insert_collection(tx, dataclasses.replace(collection, code=code)):
            return
        if await store.lock_collection(tx, collection.event_id):
            return  # somebody else opened it at the same moment: it is open
    raise Unavailable("No free code was found.", retry_after_seconds=1)


async def write(tx: Connection, before: Collection, after: Collection, plan: Plan) -> Collection:
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


def new(event_id: UUID, plan: Plan, now: datetime, closes_at: datetime) -> Collection:
    """One that takes ideas from now on, with the usual headings unless the plan has others."""
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
    return planned(empty, dataclasses.replace(plan, categories=plan.categories or titles))


def planned(before: Collection, plan: Plan) -> Collection:
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


async def event_copied(tx: Connection, source: Event, copy: Event, now: datetime) -> None:
    """Planning's hook: a copy has the same headings and points, no idea; the team opens it."""
    before = await store.read_collection(tx, source.id)
    if before is None:
        return
    alike = dataclasses.replace(
        before,
        event_id=copy.id,
        version=1,
        status=CollectionStatus.CLOSED,
        opened_at=now,
        closes_at=copy.ends_at + OPEN_AFTER_END,
        closed_at=None,
        categories=tuple(Category(new_id(), each.title) for each in before.categories),
    )
    await insert(tx, alike)
