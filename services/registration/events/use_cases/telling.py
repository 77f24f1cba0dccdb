"""Lock an event before it changes, tell of the change and keep who made it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from services.registration.access import audit
from services.registration.events import announce, store
from services.registration.events.domain import Event
from services.registration.events.hooks import EventHook
from services.registration.events.policy import PLANS, require_at_event
from shared.database.pool import Connection
from shared.errors import InvalidFields, NotFound
from shared.messaging.outbox import MessageTooLarge, OutgoingMessage, put
from shared.web.principal import Principal


async def locked_event(
    tx: Connection, principal: Principal, event_id: UUID, now: datetime
) -> Event:
    """The event as it is, its rows locked; raises NotFound, WrongRole."""
    if not await store.lock_event(tx, event_id):
        raise NotFound
    event = await store.read_event(tx, event_id)
    assert event is not None  # noqa: S101 - locked a statement ago
    require_at_event(principal, event, PLANS, now)
    return event


async def tell(
    tx: Connection,
    event: Event,
    now: datetime,
    hooks: Iterable[EventHook],
    *,
    noted: bool = False,
) -> None:
    """The event goes out before what its change caused; with its notice where it is `noted`."""
    await _put_one(tx, announce.event_changed(event), now)
    if noted and event.notice:
        await _put_one(tx, announce.notice(event), now)
    for hook in hooks:
        await hook(tx, event, now)


async def note_event(
    tx: Connection, principal: Principal, deed: str, event: Event, now: datetime, **values: Any
) -> None:
    """Keep in the audit log that somebody did this with the event, and its version then."""
    await audit.note(
        tx,
        principal,
        f"events.{deed}",
        now=now,
        about=event.id,
        organisation_id=event.organiser_id,
        changed={"version": event.version, **values},
    )


async def _put_one(tx: Connection, message: OutgoingMessage, now: datetime) -> None:
    try:
        await put(tx, [message], now=now)
    except MessageTooLarge:
        raise InvalidFields.one("body", "is too long with all its texts", "too-long") from None
