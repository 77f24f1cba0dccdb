"""Events as they were last read, for paths that need one with every request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar
from uuid import UUID

from services.registration.events.domain import Event
from services.registration.events.store import read_event, read_version
from shared.database.pool import Connection

EVENTS_CACHED = 256

T = TypeVar("T")


class EventCache(Generic[T]):
    """What is known of events, by version; `view` makes of an event what the caller needs of it.

    An event's version rises with each change of it or of its sessions, so an entry of the version
    that the database states now is the truth, whoever changed the event meanwhile.
    """

    def __init__(self, view: Callable[[Event], T]) -> None:
        self._view = view
        self._known: dict[UUID, tuple[int, T]] = {}

    async def read(self, connection: Connection, event_id: UUID) -> T | None:
        """The event as it is now, or None: one short statement unless it changed."""
        version = await read_version(connection, event_id)
        return await self.at(connection, event_id, version)

    async def at(self, connection: Connection, event_id: UUID, version: int | None) -> T | None:
        """The event, of which the caller knows the present version (None: there is none)."""
        if version is None:
            return None
        known = self._known.get(event_id)
        if known is not None and known[0] == version:
            return known[1]
        event = await read_event(connection, event_id)
        if event is None:
            return None
        if len(self._known) >= EVENTS_CACHED:
            self._known.pop(next(iter(self._known)))
        self._known[event_id] = (event.version, self._view(event))
        return self._known[event_id][1]
