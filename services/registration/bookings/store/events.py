"""Events under their row lock, as admission sees them."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from services.registration.bookings.domain.event import Event, Session
from services.registration.events import domain as planning
from services.registration.events.cache import EventCache
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("events.sql"))


class LockedEvents:
    """Events under their row lock, known by the version that the lock statement returns."""

    def __init__(self) -> None:
        self._cache = EventCache(event_of)

    async def lock(self, connection: Connection, event_id: UUID) -> Event | None:
        """Lock the event's row and tell what the event is now; None if there is none."""
        version = await connection.fetchval(SQL.lock_event, event_id)
        return await self._cache.at(connection, event_id, version)


def event_of(event: planning.Event) -> Event:
    """What admission must know of an event."""
    divided = event.divided_ids
    return Event(
        id=event.id,
        version=event.version,
        status=event.status.value,
        capacity=event.capacity,
        waitlist=event.waitlist,
        promotion=event.promotion.value,
        identity=event.identity.value,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        opens_at=event.registration_opens_at,
        closes_at=event.registration_closes_at,
        sessions={s.id: _session(s, s.id in divided) for s in event.sessions},
        duplicates_told=event.duplicate_answer is planning.DuplicateAnswer.TELL,
        overlaps_allowed=event.overlaps is planning.Overlaps.ALLOW,
        allowed_overlaps=frozenset(event.allowed_overlaps),
        by_invitation=event.by_invitation,
        sessions_least=event.sessions_least,
        sessions_most=event.sessions_most,
        changes_until=event.changes_until,
    )


def _session(session: planning.Session, slotted: bool) -> Session:
    return Session(
        id=session.id,
        title=session.title,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        capacity=session.capacity,
        drop_in=session.drop_in,
        confidential=session.confidential,
        slotted=slotted,
        open_to_all=not session.takes_bookings,
        slot_of=session.slot_of,
        cancelled=session.cancelled,
    )
