"""The report of an event is out: the last step of its life, taken by reporting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from services.registration.events import store
from shared.database.pool import Connection


async def reports_are_out(tx: Connection, editions: Iterable[tuple[UUID, datetime]]) -> None:
    """Keep since when each event has a report: the earliest of its editions, however they come.

    Nobody is told: who reads events elsewhere reads of editions as well. An event that isn't known
    here has been deleted meanwhile.
    """
    since: dict[UUID, datetime] = {}
    for event_id, published_at in editions:
        since[event_id] = min(published_at, since.get(event_id, published_at))
    if since:
        await store.note_reports(tx, since)
