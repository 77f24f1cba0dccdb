"""Seats: how many there are, how many are taken, how many somebody needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID


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
