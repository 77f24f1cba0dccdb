"""What the end of an event means for its ideas."""

from __future__ import annotations

from uuid import UUID

from services.registration.ideas import store
from services.registration.ideas.domain import (
    Retention,
)
from services.registration.ideas.use_cases.reading import read
from shared.database.pool import Connection


async def event_forgotten(tx: Connection, event_id: UUID) -> None:
    """For the slice that erases: the time of the event's people is over.

    Which phone wrote and gave what is forgotten in any case. The ideas themselves are deleted too,
    unless the organizer chose to keep them.
    """
    if not await store.lock_collection(tx, event_id):
        return
    collection = await read(tx, event_id)
    if collection.retention is Retention.KEPT:
        await store.settle(tx, event_id)
        await store.touch(tx, event_id)
    else:
        await store.delete(tx, event_id)
