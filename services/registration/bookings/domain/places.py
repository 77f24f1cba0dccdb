"""Seats: how many there are, how many are taken, how many somebody needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID, uuid5


@dataclass(slots=True)
class Place:
    """How many seats there are (None: unlimited) and how many are taken."""

    capacity: int | None
    taken: int = 0


Places = dict[UUID, Place]
Demand = Mapping[UUID, int]


def fits(places: Places, demand: Demand) -> bool:
    """Whether every seat asked for is free."""
    for place_id, seats in demand.items():
        place = places[place_id]
        if place.capacity is not None and place.taken + seats > place.capacity:
            return False
    return True


def is_full(places: Places, event_id: UUID) -> bool:
    """Whether the event has no seat left."""
    whole = places.get(event_id)
    return whole is not None and whole.capacity is not None and whole.taken >= whole.capacity


def take(places: Places, demand: Demand) -> None:
    """Take the seats."""
    for place_id, seats in demand.items():
        places[place_id].taken += seats


def give_back(places: Places, demand: Demand) -> None:
    """Free the seats."""
    for place_id, seats in demand.items():
        places[place_id].taken -= seats


def demand_of(event_id: UUID, people: Iterable[Sequence[UUID]]) -> dict[UUID, int]:
    """The seats for people with these sessions: one in the event each, one in each session."""
    demand: dict[UUID, int] = {event_id: 0}
    for sessions in people:
        demand[event_id] += 1
        for session_id in sessions:
            demand[session_id] = demand.get(session_id, 0) + 1
    return demand


def common_pool(event_id: UUID) -> UUID:
    """Under which id is counted what contingents leave to everybody else."""
    return uuid5(event_id, "common")


def pool_of(places: Places, event_id: UUID, contingent_id: UUID | None) -> UUID | None:
    """Where seats are counted besides: in a contingent that keeps places, else with everybody's.

    None where no contingent keeps any. `places` says which do, under the lock as all of it.
    """
    if contingent_id is not None and contingent_id in places:
        return contingent_id
    common = common_pool(event_id)
    return common if common in places else None


@contextmanager
def within(places: Places, event_id: UUID, contingent_id: UUID | None) -> Iterator[None]:
    """Decide about people of a contingent, or of none (`contingent_id` None).

    Inside, the event has no more room than they may have, and every seat of it that is taken or
    given back is counted in their pool, too. Must not be nested.
    """
    id_ = pool_of(places, event_id, contingent_id)
    if id_ is None:
        yield
        return
    whole, pool = places[event_id], places[id_]
    capacity, before = whole.capacity, whole.taken
    if pool.capacity is not None:
        room = whole.taken + pool.capacity - pool.taken
        whole.capacity = room if capacity is None else min(capacity, room)
    try:
        yield
    finally:
        whole.capacity = capacity
        pool.taken += whole.taken - before
