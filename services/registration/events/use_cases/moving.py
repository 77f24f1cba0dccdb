"""An event goes through its life: published, closed, cancelled."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.registration.events import store
from services.registration.events.domain import Event, Status
from services.registration.events.errors import EventOver, NotPublished
from services.registration.events.hooks import EventHook, EventHooks
from services.registration.events.use_cases.telling import locked_event, note_event, tell
from shared.database.pool import Connection, Pool, transaction
from shared.web.principal import Principal


async def publish_event(
    pool: Pool, principal: Principal, now: datetime, event_id: UUID, hooks: EventHooks
) -> Event:
    """From now on the public sees it; doing it twice changes nothing."""
    async with transaction(pool) as tx:
        event = await locked_event(tx, principal, event_id, now)
        if event.status is Status.PUBLISHED:
            return event
        if event.status is not Status.DRAFT or event.ends_at <= now:
            raise EventOver
        published = dataclasses.replace(event, status=Status.PUBLISHED, published_at=now)
        hooks_now = (*hooks.after_change, *hooks.on_publish)
        return await _move_on(tx, principal, published, now, hooks_now)


async def close_event(
    pool: Pool, principal: Principal, now: datetime, event_id: UUID, hooks: EventHooks
) -> Event:
    """The event is over and its figures are to be reported; `ends_at` stays as planned."""
    async with transaction(pool) as tx:
        event = await locked_event(tx, principal, event_id, now)
        if event.status is Status.CLOSED:
            return event
        if event.status is Status.CANCELLED:
            raise EventOver
        if event.status is Status.DRAFT:
            raise NotPublished
        closed = dataclasses.replace(event, status=Status.CLOSED, closed_at=now)
        return await _move_on(tx, principal, closed, now, hooks.on_close)


async def cancel_event(
    pool: Pool, principal: Principal, now: datetime, event_id: UUID, hooks: EventHooks
) -> Event:
    """It does not take place; those who had a place are told."""
    async with transaction(pool) as tx:
        event = await locked_event(tx, principal, event_id, now)
        if event.status is Status.CANCELLED:
            return event
        if event.status is Status.CLOSED:
            raise EventOver
        cancelled = dataclasses.replace(event, status=Status.CANCELLED)
        return await _move_on(tx, principal, cancelled, now, hooks.on_cancel)


async def _move_on(
    tx: Connection, principal: Principal, event: Event, now: datetime, hooks: Sequence[EventHook]
) -> Event:
    moved = dataclasses.replace(event, version=event.version + 1)
    await store.update_event(tx, moved)
    await tell(tx, moved, now, hooks)
    await note_event(tx, principal, moved.status.value, moved, now)
    return moved
