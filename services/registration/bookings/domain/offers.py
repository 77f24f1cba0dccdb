"""Places held for somebody who has not accepted yet."""

from __future__ import annotations

from datetime import datetime, timedelta

from services.registration.bookings.domain.booking import Booking, Person, Status
from services.registration.bookings.domain.event import Event

OFFER_LASTS = timedelta(hours=24)
OFFER_LASTS_MIN = timedelta(minutes=15)
HOLD_LASTS = timedelta(hours=1)


def offered_until(
    event: Event, now: datetime, *, unproven: bool, reachable: bool
) -> datetime | None:
    """Until when a place that became free is on offer to who waited; None: it is theirs at once.

    A day, but not into the event. Nobody is asked whom no mail reaches, or who couldn't answer in
    time any more. Who is `unproven` has to follow the link of the mail in any case.
    """
    expires_at = min(now + OFFER_LASTS, event.starts_at)
    in_time = now + OFFER_LASTS_MIN <= expires_at
    if unproven:
        return expires_at if in_time else hold_expiry(event, now)
    return expires_at if in_time and reachable and event.promotion == "offer" else None


def hold_expiry(event: Event, now: datetime) -> datetime:
    """Until when a place is held for somebody who has to follow the link in the mail."""
    return min(now + HOLD_LASTS, max(event.ends_at, now))


def renew(event: Event, booking: Booking, now: datetime) -> None:
    """The event has another day: what is on offer stands as long again as a new offer would."""
    until = offered_until(event, now, unproven=True, reachable=True)
    for person in booking.people:
        if person.status is Status.OFFERED:
            person.offer_expires_at = until


def is_open(person: Person, now: datetime) -> bool:
    """Whether a place is on offer to this person now."""
    return person.status is Status.OFFERED and not has_expired(person, now)


def has_expired(person: Person, now: datetime) -> bool:
    """Whether the place offered to this person has gone to the next."""
    expires_at = person.offer_expires_at
    return person.status is Status.OFFERED and expires_at is not None and expires_at <= now
