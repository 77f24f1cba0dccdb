"""Rewording, moving, hiding and merging of ideas, inside the transaction of the collection."""

from __future__ import annotations

import dataclasses
from uuid import UUID

from services.registration.ideas import store
from services.registration.ideas.domain import (
    Collection,
    Idea,
)
from services.registration.ideas.errors import IdeaGone
from services.registration.ideas.intake import (
    Curation,
    cleaned_text,
)
from shared.database.pool import Connection
from shared.errors import InvalidFields


async def curate(
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


def _differ(one: Idea, other: Idea, name: str) -> bool:
    return bool(getattr(one, name) != getattr(other, name))
