"""Events as they were last read, for paths that read one with every request."""

from __future__ import annotations

from uuid import UUID

from services.registration.events.domain import Event
from services.registration.events.store import read_event, read_version
from shared.database.pool import Connection

EVENTS_CACHED = 200


class EventCache:
    """What is known of events, by version.

    An event's version rises with each change of it or of its sessions, so an entry of the version
    that the database states now is the truth, whoever changed the event meanwhile.
    """

    def __init__(self) -> None:
        self._events: dict[UUID, Event] = {}

    async def read(self, connection: Connection, event_id: UUID) -> Event | None:
        """The event as it is now, or None: one short statement unless it changed."""
        version = await read_version(connection, event_id)
        known = self._events.get(event_id)
        if version is None or (known is not None and known.version == version):
            return known if version is not None else None
        event = await read_event(connection, event_id)
        if event is not None:
            if len(self._events) >= EVENTS_CACHED:
                self._events.pop(next(iter(self._events)))
            self._events[event_id] = event
        return event
