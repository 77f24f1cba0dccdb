"""What a person may choose among the sessions of an event, before anybody registers."""

from __future__ import annotations

import itertools

from services.registration.events.domain.event import Event, Session


def overlapping(event: Event) -> list[tuple[Session, Session]]:
    """Sessions that can be booked and overlap, in pairs; a divided one stands for its slots."""
    booked = {s.slot_of or s.id for s in event.bookable_sessions if not _just_comes(s)}
    whole = sorted(
        (s for s in event.sessions if s.id in booked), key=lambda s: (s.starts_at, s.ends_at, s.id)
    )
    return [
        (one, other)
        for one, other in itertools.combinations(whole, 2)
        if other.starts_at < one.ends_at
    ]


def _just_comes(session: Session) -> bool:
    """Whether nobody books it: a station that one simply walks to never clashes."""
    return session.drop_in and session.capacity is None
