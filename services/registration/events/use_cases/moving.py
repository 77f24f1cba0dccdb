"""An event goes through its life: published, closed; how it moves or is called off is beside."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from services.registration.events import store
from services.registration.events.domain import Event, Status
from services.registration.events.errors import EventOver, NotPublished
from services.registration.events.hooks import EventHook, EventHooks
from services.registration.events.use_cases.telling import locked_event, note_event, tell
from shared.database.pool import Connection, Pool, transaction
from shared.errors import Refused
from shared.web.principal import Principal


async def publish_event(
    pool: Pool, principal: Principal, now: datetime, event_id: UUID, hooks: EventHooks
) -> Event:
    """From now on the public sees it; doing it twice changes nothing."""

    def refusal(event: Event) -> Refused | None:
        over = event.status is not Status.DRAFT or event.ends_at <= now
        return EventOver() if over else None

    async with transaction(pool) as tx:
        event = await locked_event(tx, principal, event_id, now)
        values = {"status": Status.PUBLISHED, "published_at": now}
        hooks_now = (*hooks.after_change, *hooks.on_publish)
        return await _go_on(tx, principal, event, now, Step(values, refusal, hooks_now))


async def close_event(
    pool: Pool, principal: Principal, now: datetime, event_id: UUID, hooks: EventHooks
) -> Event:
    """The event is over and its figures are to be reported; `ends_at` stays as planned."""

    def refusal(event: Event) -> Refused | None:
        if event.status is Status.DRAFT:
            return NotPublished()
        return EventOver() if event.status is Status.CANCELLED else None

    async with transaction(pool) as tx:
        event = await locked_event(tx, principal, event_id, now)
        values = {"status": Status.CLOSED, "closed_at": now}
        return await _go_on(tx, principal, event, now, Step(values, refusal, hooks.on_close))


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """From one state to the next. `refusal`: why an event can't take it, or None."""

    values: dict[str, Any]
    refusal: Callable[[Event], Refused | None]
    hooks: Iterable[EventHook]


async def _go_on(
    tx: Connection, principal: Principal, event: Event, now: datetime, step: Step
) -> Event:
    if event.status is step.values["status"]:
        return event
    if (refused := step.refusal(event)) is not None:
        raise refused
    moved = dataclasses.replace(event, **step.values)
    return await move_on(tx, principal, moved, now, hooks=step.hooks, deed=moved.status.value)


async def move_on(
    tx: Connection,
    principal: Principal,
    event: Event,
    now: datetime,
    *,
    hooks: Iterable[EventHook],
    deed: str,
    noted: bool = False,
    **values: Any,
) -> Event:
    """Write the next version of the locked event, tell of it and keep who did this.

    `noted`: the event's notice belongs to this step. `values` stand in the audit log.
    """
    moved = dataclasses.replace(event, version=event.version + 1)
    await store.update_event(tx, moved)
    await tell(tx, moved, now, hooks, noted=noted)
    await note_event(tx, principal, deed, moved, now, **values)
    return moved
