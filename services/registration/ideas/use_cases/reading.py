"""A collection as it is stored."""

from __future__ import annotations

from uuid import UUID

from services.registration.ideas import store
from services.registration.ideas.domain import (
    Collection,
)
from shared.database.pool import Connection
from shared.errors import NotFound


async def locked(tx: Connection, event_id: UUID) -> Collection:
    """The collection, nobody else's to change until the transaction ends; raises NotFound."""
    if not await store.lock_collection(tx, event_id):
        raise NotFound
    return await read(tx, event_id)


async def read(lent: Connection, event_id: UUID) -> Collection:
    """The collection; raises NotFound."""
    collection = await store.read_collection(lent, event_id)
    if collection is None:
        raise NotFound
    return collection
