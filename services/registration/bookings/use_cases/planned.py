"""What follows for bookings when their event is planned anew (hooks of events/hooks.py).

The event is locked and written already; everything happens in planning's own transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.registration.bookings import announce
from services.registration.bookings.domain.booking import Status
from services.registration.bookings.domain.changes import leave_sessions, release
from services.registration.bookings.domain.offers import renew
from services.registration.bookings.store import places as places_store
from services.registration.bookings.store.bookings import (
    active_bookings,
    counts_at_close,
    lock_bookings,
)
from services.registration.bookings.store.events import event_of
from services.registration.bookings.store.offers import open_offers
from services.registration.bookings.store.reach import (
    bookings_choosing,
    bookings_wanting,
    reach_of_sessions,
    read_reach,
)
from services.registration.bookings.store.waitlist import delete_waitlist, requeue
from services.registration.bookings.use_cases.change import begin, finish, plan_places
from services.registration.events import domain as planning
from services.registration.events.hooks import Reach, SessionsCalledOff
from shared.database.pool import Connection
from shared.messaging.outbox import put

CANCELLED_AT_ONCE = 1_000


async def places_taken(lent: Connection, event_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Places taken by the id of event or session, for these events."""
    return await places_store.places_taken(lent, event_ids)


async def places_gone(lent: Connection, event_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Places that nobody gets any more who comes to these events uninvited."""
    return await places_store.places_gone(lent, event_ids)


async def reach(lent: Connection, event_id: UUID) -> Reach:
    """Whom a change of this event would reach."""
    return await read_reach(lent, event_id)


async def sessions_reach(lent: Connection, event_id: UUID, sessions: frozenset[UUID]) -> Reach:
    """Who has or waits for one of these sessions."""
    return await reach_of_sessions(lent, event_id, sessions)


async def sessions_in_use(lent: Connection, event_id: UUID, sessions: frozenset[UUID]) -> bool:
    """Whether somebody has or waits for one of these sessions."""
    return bool(await bookings_wanting(lent, event_id, sessions))


async def event_changed(lent: Connection, event: planning.Event, now: datetime) -> None:
    """Take over new capacities and let in those who wait and fit now."""
    await plan_places(lent, event_of(event), now)


async def event_cancelled(lent: Connection, event: planning.Event, now: datetime) -> None:
    """Nobody has a place or waits for one any more; each booking tells it once."""
    await _touch_all(lent, event, now, "event_cancelled", released=True)


async def event_postponed(lent: Connection, event: planning.Event, now: datetime) -> None:
    """It does not take place for now; everybody keeps what they have for another day."""
    await _touch_all(lent, event, now, "event_cancelled", released=False)


async def event_moved(lent: Connection, event: planning.Event, now: datetime) -> None:
    """Everybody keeps what they have, and each booking tells once that the day is another.

    Whoever has a place on offer has new time to decide about the new day.
    """
    await _touch_all(lent, event, now, "event_moved", released=False)


async def event_released(lent: Connection, event: planning.Event, now: datetime) -> None:
    """The day is another, and nobody has a place there before registering again."""
    await _touch_all(lent, event, now, "event_moved", released=True)


async def sessions_elsewhen(
    lent: Connection, event: planning.Event, sessions: frozenset[UUID], now: datetime
) -> None:
    """Each booking that chose one of these sessions tells once that its time is another."""
    ids = await bookings_choosing(lent, event.id, sessions)
    await _touch(lent, event, ids, now, "session_moved", released=False, noted=False)


async def sessions_cancelled(
    lent: Connection, event: planning.Event, called_off: SessionsCalledOff, now: datetime
) -> None:
    """Nobody has or waits for these sessions any more; each booking that did tells it once.

    What that frees goes to who waits, in the same transaction; nobody moves up into one of them.
    """
    known = event_of(event)
    ids = await bookings_wanting(lent, event.id, called_off.sessions)
    for start in range(0, len(ids), CANCELLED_AT_ONCE):
        change = await begin(lent, known, now)
        change.event_version, change.noted = event.version, called_off.noted
        for booking in await lock_bookings(lent, ids[start : start + CANCELLED_AT_ONCE]):
            change.cancelled_sessions[booking.id] = leave_sessions(
                change.places, booking, called_off.sessions, now, keep=called_off.keeps_bookings
            )
            await requeue(lent, booking)
            change.touch(booking, "session_cancelled")
        await finish(lent, change)


async def _touch_all(
    lent: Connection, event: planning.Event, now: datetime, reason: str, *, released: bool
) -> None:
    if released:
        await delete_waitlist(lent, event.id)
    ids = await active_bookings(lent, event.id)
    await _touch(lent, event, ids, now, reason, released=released, noted=bool(event.notice))


async def _touch(
    lent: Connection,
    event: planning.Event,
    ids: Sequence[UUID],
    now: datetime,
    reason: str,
    *,
    released: bool,
    noted: bool,
) -> None:
    known = event_of(event)
    for start in range(0, len(ids), CANCELLED_AT_ONCE):
        change = await begin(lent, known, now)
        change.event_version, change.noted = event.version, noted
        for booking in await lock_bookings(lent, ids[start : start + CANCELLED_AT_ONCE]):
            if released:
                active = [p for p in booking.people if p.status is not Status.CANCELLED]
                release(change.places, event.id, active, now)
            elif reason == "event_moved":
                renew(known, booking, now)
            change.touch(booking, reason)
        await finish(lent, change)


async def event_closed(lent: Connection, event: planning.Event, now: datetime) -> None:
    """End what is on offer, then write the close barrier: no booking changes after it."""
    await _end_offers(lent, event, now)
    bookings, versions = await counts_at_close(lent, event.id)
    barrier = announce.closed(event.id, event.version, bookings, versions, now)
    await put(lent, [barrier], now=now)


async def _end_offers(lent: Connection, event: planning.Event, now: datetime) -> None:
    """Nobody can take a place any more that is on offer still; each booking tells it."""
    known = event_of(event)
    ids = await open_offers(lent, event.id)
    for start in range(0, len(ids), CANCELLED_AT_ONCE):
        change = await begin(lent, known, now)
        for booking in await lock_bookings(lent, ids[start : start + CANCELLED_AT_ONCE]):
            offered = [p for p in booking.people if p.status is Status.OFFERED]
            release(change.places, event.id, offered, now)
            change.touch(booking, "offer_expired")
        await finish(lent, change)
