"""Which mail tells a company contact about the people it registered: pure.

It hears who has a place and what becomes of the event. Sessions don't occur here: a choice is the
colleague's own, and no step in it calls for a mail to their employer.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from services.notifications.mails.domain import (
    ERASED,
    EVENT_CANCELLED,
    EVENT_MOVED,
    TOO_OLD,
    WAITED,
    Booking,
    Due,
    Kind,
)


def decide_for_registrant(before: Booking | None, after: Booking, now: datetime) -> list[Due]:
    """The mail that the step from `before` to `after` calls for, if there is one."""
    if after.registered_by is None or after.reason == ERASED:
        return []
    if before is not None and after.version <= before.version:
        return []
    kind = _kind(before, after)
    if kind is None:
        return []
    old_news = "too_old" if now - after.changed_at > TOO_OLD else None
    return [Due(kind, after, after.registered_by, old_news)]


def _kind(before: Booking | None, after: Booking) -> Kind | None:
    statuses = {person.id: person.status for person in after.people}
    earlier = {person.id: person.status for person in before.people} if before else None
    if after.reason in (EVENT_CANCELLED, EVENT_MOVED):
        if not _any_left(earlier if earlier is not None else statuses):
            return None
        if after.reason == EVENT_MOVED:
            return Kind.COMPANY_EVENT_MOVED
        keeps = _any_left(statuses)
        return Kind.COMPANY_EVENT_POSTPONED if keeps else Kind.COMPANY_EVENT_CANCELLED
    if earlier is None:
        return Kind.COMPANY_REGISTERED if after.reason == "registered" else None
    came_in = any(
        status == "confirmed" and earlier.get(id_) in WAITED for id_, status in statuses.items()
    )
    return Kind.COMPANY_PROMOTED if came_in else None


def _any_left(statuses: Mapping[UUID, str]) -> bool:
    return any(status != "cancelled" for status in statuses.values())
