"""Events and crowds of any kind, for properties of decisions."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from services.registration.bookings.domain.admission import Admitted, Decision
from services.registration.bookings.domain.booking import Fill, Status
from services.registration.bookings.domain.event import Event, Session
from services.registration.bookings.domain.places import Place, Places
from services.registration.bookings.domain.request import BookingRequest, PersonRequest
from shared.ids import new_id

NOW = datetime(2027, 5, 3, 9, 0, tzinfo=UTC)
DAY = NOW + timedelta(days=9)
IDS = [UUID(int=n) for n in range(1, 5)]
EVENT_ID = IDS[0]


def make_event(capacities: list[int | None], **values: Any) -> Event:
    """An event with three sessions one after the other; the first capacity is the event's own."""
    sessions = {
        id_: Session(id_, f"S{i}", DAY + timedelta(hours=i), DAY + timedelta(hours=i + 1), capacity)
        for i, (id_, capacity) in enumerate(zip(IDS[1:], capacities[1:], strict=True))
    }
    given_: dict[str, Any] = {
        "id": EVENT_ID,
        "version": 1,
        "status": "published",
        "capacity": capacities[0],
        "waitlist": True,
        "promotion": "automatic",
        "identity": "none",
        "starts_at": DAY,
        "ends_at": DAY + timedelta(hours=8),
        "opens_at": None,
        "closes_at": DAY,
        "sessions": sessions,
    }
    return Event(**{**given_, **values})


def empty_places(event: Event) -> Places:
    """Nobody is there yet."""
    return {id_: Place(capacity) for id_, capacity in event.capacities().items()}


capacities = st.lists(st.none() | st.integers(0, 4), min_size=4, max_size=4)
choices = st.lists(st.sampled_from(IDS[1:]), unique=True, max_size=3).map(tuple)
options = st.lists(choices, min_size=1, max_size=3, unique=True).map(tuple)
"""What one person would take, the best first; often a single choice."""


def asking(of_each: list[tuple[tuple[UUID, ...], ...]], how: Fill) -> BookingRequest:
    """A registration of people with these options."""
    people = (PersonRequest(new_id(), o[0], options=o if len(o) > 1 else ()) for o in of_each)
    return BookingRequest(id=new_id(), people=tuple(people), fill=how)


requests = st.builds(
    asking,
    st.lists(choices.map(lambda choice: (choice,)) | options, min_size=1, max_size=3),
    st.sampled_from(Fill),
)


def held(decisions: list[Decision]) -> Counter[UUID]:
    """Seats that the decisions give away."""
    seats: Counter[UUID] = Counter()
    for decision in decisions:
        if isinstance(decision, Admitted):
            for sessions, status in zip(decision.sessions, decision.statuses, strict=True):
                if status is Status.CONFIRMED:
                    seats.update((EVENT_ID, *sessions))
    return seats
