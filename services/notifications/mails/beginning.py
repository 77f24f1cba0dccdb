"""When an event begins for whom: with the first session they chose, else as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from shared.contracts.bookings import BookedPerson
from shared.contracts.events import EventChanged


def begins_at(event: EventChanged, people: Iterable[BookedPerson]) -> datetime | None:
    """When it begins for the first of those who have a place; None if nobody has one."""
    chosen = {s.id: s.starts_at for s in event.sessions if not s.drop_in}
    comes = [p for p in people if p.status == "confirmed" and not p.erased]
    starts = (
        min((chosen[id_] for id_ in p.session_ids if id_ in chosen), default=event.starts_at)
        for p in comes
    )
    return min(starts, default=None)


def beginnings(event: EventChanged) -> list[datetime]:
    """Whenever it may begin for somebody."""
    return [event.starts_at, *(s.starts_at for s in event.sessions if not s.drop_in)]
