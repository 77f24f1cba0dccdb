"""“The first of these that is free”: several choices in order, of which a person gets one.

People admitted together get the first combination that is free for all of them, where the choices
of those named first matter most. All combinations are tried before a unit waits: so nobody who
waits would fit, and places taken by others never make somebody fit who didn't before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import prod
from uuid import UUID

from services.registration.bookings.domain.places import Places, demand_of, fits, give_back, take

Choice = tuple[UUID, ...]
"""Sessions that somebody takes part in together."""
Options = tuple[Choice, ...]
"""Choices of one person, the best first; a single one if there is nothing to choose from."""

COMBINATIONS_MAX = 64
"""Of the options of people admitted together: what a unit on the waitlist costs at most."""


def too_many(options: Iterable[Options]) -> bool:
    """Whether people with these options have too many combinations to be admitted together."""
    return prod(len(each) for each in options) > COMBINATIONS_MAX


def wanted_of(event_id: UUID, options: Sequence[Options]) -> dict[UUID, int]:
    """The places these people may take, with the most seats they could need there."""
    unions = [dict.fromkeys(id_ for choice in each for id_ in choice) for each in options]
    return demand_of(event_id, [tuple(union) for union in unions])


def first_free(
    places: Places, event_id: UUID, options: Sequence[Options]
) -> tuple[Choice, ...] | None:
    """A choice for each of these people such that all fit at once, or None. Takes no seats."""
    if not options:
        return ()
    for choice in options[0]:
        demand = demand_of(event_id, [choice])
        if not fits(places, demand):
            continue
        take(places, demand)
        others = first_free(places, event_id, options[1:])
        give_back(places, demand)
        if others is not None:
            return (choice, *others)
    return None
