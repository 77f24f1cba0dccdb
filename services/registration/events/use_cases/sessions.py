"""A session of a published event does not take place, or is taken away while nobody has it."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from uuid import UUID

from services.registration.events import store
from services.registration.events.bodies.moving import BookingsThen, CancelSessionBody
from services.registration.events.domain import Event, Session, Status
from services.registration.events.errors import EventOver, NotPublished, SessionInUse, SessionOver
from services.registration.events.hooks import EventHooks, Reach, SessionsCalledOff
from services.registration.events.planning.texts import cleaned_notices
from services.registration.events.use_cases.telling import locked_event, note_event, tell
from shared.database.pool import Connection, Pool, connection, transaction
from shared.errors import NotFound
from shared.web.faults import Faults
from shared.web.principal import Principal


async def cancel_session(
    pool: Pool,
    principal: Principal,
    now: datetime,
    event_id: UUID,
    session_id: UUID,
    *,
    body: CancelSessionBody,
    hooks: EventHooks,
) -> Event:
    """It stays in the programme as called off, with its slots; who had chosen it is told.

    Doing it twice changes nothing. Raises NotFound for a session the event does not have,
    NotPublished for drafts (take it away), EventOver and SessionOver.
    """
    faults = Faults()
    note = cleaned_notices(body.note, "note", faults)
    faults.raise_any()
    async with transaction(pool) as tx:
        before = await locked_event(tx, principal, event_id, now)
        session = before.session(session_id)
        if session is None:
            raise NotFound
        if session.cancelled:
            return before
        check_may_be_called_off(before, session, now)
        gone = with_slots(before, session)
        after = dataclasses.replace(
            before,
            version=before.version + 1,
            sessions=tuple(
                dataclasses.replace(s, cancelled=s.cancelled or s.id in gone)
                for s in before.sessions
            ),
        )
        await store.update_event(tx, after)
        # The note is about the session: what the event's own page says stays as it is.
        await tell(tx, dataclasses.replace(after, notice=note), now, (), noted=True)
        keeps = body.bookings is BookingsThen.KEEP
        called_off = SessionsCalledOff(gone, keeps, noted=bool(note))
        for hook in hooks.on_sessions_cancelled:
            await hook(tx, after, called_off, now)
        for replanned in (*hooks.replanned(before), *hooks.after_change):
            await replanned(tx, after, now)
        await note_event(
            tx,
            principal,
            "session-cancelled",
            after,
            now,
            session=str(session_id),
            bookings=body.bookings.value,
        )
    return after


def check_may_be_called_off(event: Event, session: Session, now: datetime) -> None:
    """Raises NotPublished, EventOver, SessionOver."""
    if event.status is Status.DRAFT:
        raise NotPublished
    if event.status is not Status.PUBLISHED:
        raise EventOver
    if session.ends_at <= now:
        raise SessionOver


def with_slots(event: Event, session: Session) -> frozenset[UUID]:
    """The session and what it is divided into."""
    return frozenset(s.id for s in event.sessions if session.id in {s.id, s.slot_of})


async def refuse_in_use(
    tx: Connection, event: Event, removed: list[Session], hooks: EventHooks
) -> None:
    """Raises SessionInUse where somebody has a session of a published event or was there."""
    if event.status is not Status.PUBLISHED or not removed:
        return
    ids = frozenset(session.id for session in removed)
    for in_use in hooks.sessions_in_use:
        if await in_use(tx, event.id, ids):
            raise SessionInUse


async def find_session_reach(
    pool: Pool, event: Event, session: Session, hooks: EventHooks
) -> Reach:
    """Whom it reaches that this session does not take place."""
    async with connection(pool) as reading:
        return await hooks.sessions_reach(reading, event.id, with_slots(event, session))
