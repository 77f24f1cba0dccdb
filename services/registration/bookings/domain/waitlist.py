"""Who waits, who moves up, and which position is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from services.registration.bookings.domain.admission import Admitted
from services.registration.bookings.domain.alternatives import Choice, Options, first_free
from services.registration.bookings.domain.event import Event
from services.registration.bookings.domain.places import Places, demand_of, fits, take, within


@dataclass(frozen=True, slots=True)
class Waiting:
    """A unit on the waitlist; `number` orders the list. `reachable`: an offer can be mailed.

    `unproven`: nobody has followed the link in the mail, so a place can only be offered.

    `options`: of each person, if somebody has several. `chosen`: which of them they got.
    `contingent_id`: whose places they wait for, if not for everybody's.
    """

    number: int
    booking_id: UUID
    person_ids: tuple[UUID, ...]
    demand: Mapping[UUID, int]
    reachable: bool = True
    unproven: bool = False
    options: tuple[Options, ...] = ()
    chosen: tuple[Choice, ...] = ()
    contingent_id: UUID | None = None


def fill(event_id: UUID, places: Places, waiting: Iterable[Waiting]) -> list[Waiting]:
    """The waiting units that fit now, first come first; takes their seats in `places`.

    Who doesn't fit keeps the position and doesn't stop those behind. Who waits for the first of
    several choices gets the best that is free now.
    """
    promoted = []
    for unit in waiting:
        with within(places, event_id, unit.contingent_id):
            if unit.options:
                chosen = first_free(places, event_id, unit.options)
                if chosen is not None:
                    take(places, demand_of(event_id, chosen))
                    promoted.append(replace(unit, chosen=chosen))
            elif fits(places, unit.demand):
                take(places, unit.demand)
                promoted.append(unit)
    return promoted


def positions(
    event: Event, places: Places, ahead: Mapping[frozenset[UUID], int], admitted: Iterable[Admitted]
) -> None:
    """Write the positions of newly waiting units into their decisions.

    `ahead` counts units already waiting, by what they want. A position (1 is next) counts those
    ahead that want a limited session in common, or everyone when the event itself is full.
    """
    counts = dict(ahead)
    for decision in admitted:
        for unit in decision.waiting:
            wanted = frozenset(unit.demand)
            rivals = contended(event, places, wanted)
            position = 1 + sum(n for other, n in counts.items() if not rivals.isdisjoint(other))
            counts[wanted] = counts.get(wanted, 0) + 1
            for index in unit.indexes:
                decision.positions[index] = position


def contended(event: Event, places: Places, wanted: Iterable[UUID]) -> frozenset[UUID]:
    """Those of the wanted places for which a waiting unit competes with others.

    Limited sessions always; the event only once it is full (or when nothing else is limited).
    """
    limited = {id_ for id_ in wanted if places[id_].capacity is not None}
    whole = places[event.id]
    full = whole.capacity is not None and whole.taken >= whole.capacity
    if len(limited) > 1 and not full:
        limited.discard(event.id)
    return frozenset(limited)
