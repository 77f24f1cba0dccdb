"""Places held for somebody who has not accepted yet."""

from __future__ import annotations

from datetime import datetime, timedelta

from services.registration.bookings.domain.booking import Person, Status
from services.registration.bookings.domain.event import Event

OFFER_LASTS = timedelta(hours=24)
HOLD_LASTS = timedelta(hours=1)


def offer_expiry(event: Event, now: datetime) -> datetime:
    """Until when an offered place is held: a day, but not into the event."""
    return min(now + OFFER_LASTS, max(event.starts_at, now))


def hold_expiry(event: Event, now: datetime) -> datetime:
    """Until when a place is held for somebody who has to follow the link in the mail."""
    return min(now + HOLD_LASTS, max(event.ends_at, now))


def is_open(person: Person, now: datetime) -> bool:
    """Whether a place is on offer to this person now."""
    return person.status is Status.OFFERED and not has_expired(person, now)


def has_expired(person: Person, now: datetime) -> bool:
    """Whether the place offered to this person has gone to the next."""
    expires_at = person.offer_expires_at
    return person.status is Status.OFFERED and expires_at is not None and expires_at <= now
