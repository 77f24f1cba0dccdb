"""Who waits, who moves up, and which position is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from services.registration.bookings.domain.admission import Admitted
from services.registration.bookings.domain.alternatives import Choice, Options, first_free
from services.registration.bookings.domain.event import Event
from services.registration.bookings.domain.places import (
    Places,
    demand_of,
    fits,
    is_full,
    pool_of,
    take,
    within,
)

Line = frozenset[UUID]
"""What somebody waits for: sessions, and the event or whoever's places of it they may have."""


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


def fill(
    event_id: UUID, places: Places, waiting: Iterable[Waiting], most: int | None = None
) -> list[Waiting]:
    """The waiting units that fit now, first come first; takes their seats in `places`.

    Who doesn't fit keeps the position and doesn't stop those behind. Who waits for the first of
    several choices gets the best that is free now. `most`: no more units than these.
    """
    promoted: list[Waiting] = []
    for unit in waiting:
        if len(promoted) == most:
            break
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
    event: Event, places: Places, ahead: Mapping[Line, int], admitted: Iterable[Admitted]
) -> None:
    """Write the positions of newly waiting units into their decisions.

    Where places are given by hand nobody has a position: the team doesn't go by it.
    `ahead` counts units already waiting, by their line. A position (1 is next) counts those ahead
    that want a limited session in common, or when the event itself is full everyone who waits for
    places of the same contingent, or for those of no contingent.
    """
    if event.by_hand:
        return
    counts = dict(ahead)
    for decision in admitted:
        for unit in decision.waiting:
            wanted = frozenset(unit.demand)
            contingent_id = decision.request.contingent_id
            line = line_of(event.id, places, wanted, contingent_id)
            contested = contended(event, places, wanted, contingent_id)
            rivals = line_of(event.id, places, contested, contingent_id)
            position = 1 + sum(n for other, n in counts.items() if not rivals.isdisjoint(other))
            counts[line] = counts.get(line, 0) + 1
            for index in unit.indexes:
                decision.positions[index] = position


def line_of(
    event_id: UUID, places: Places, wanted: Iterable[UUID], contingent_id: UUID | None
) -> Line:
    """What is wanted, the event's places being those of the contingent, or of none."""
    pool = pool_of(places, event_id, contingent_id)
    return frozenset(pool if pool and id_ == event_id else id_ for id_ in wanted)


def contended(
    event: Event, places: Places, wanted: Iterable[UUID], contingent_id: UUID | None
) -> frozenset[UUID]:
    """Those of the wanted places for which a waiting unit competes with others.

    Limited sessions always; the event only once it is full (or when nothing else is limited), as
    far as the places of the contingent go, or of none.
    """
    with within(places, event.id, contingent_id):
        limited = {id_ for id_ in wanted if places[id_].capacity is not None}
        if len(limited) > 1 and not is_full(places, event.id):
            limited.discard(event.id)
    return frozenset(limited)
