"""The five totals of an event and what ties them together.

came = came_registered + walk_ins, and registered = came_registered + no_shows. A count below k is
withheld, zeros too: "no no-shows" tells of everybody who registered that they came. A zero is shown
only where it tells nothing about anybody: nobody registered, nobody waits, nobody walked in.

Which cells are withheld beside them depends on fixed weights, never on the size of the figures, so
that the choice itself tells nothing: what matters most to a reader goes last.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from itertools import combinations

from services.reporting.editions.disclosure.intervals import Interval, Relation, exposed
from services.reporting.editions.figures import EventFigures

WEIGHTS = {"no_shows": 10, "walk_ins": 21, "came_registered": 22, "registered": 42, "came": 90}
ZERO_TELLS_NOTHING = frozenset({"registered", "walk_ins"})


def values_of(figures: EventFigures) -> dict[str, int]:
    """The totals that exist: without registrations there are neither no-shows nor their like."""
    values = {
        "registered": figures.registered,
        "came": figures.came,
        "walk_ins": figures.walk_ins,
        "came_registered": figures.came_registered,
        "no_shows": figures.no_shows,
    }
    if figures.registered == 0:
        del values["came_registered"], values["no_shows"]
    return values


def relations_of(values: Mapping[str, int]) -> list[Relation]:
    """How the totals add up."""
    if "no_shows" not in values:
        return [Relation("came", ("walk_ins",))]
    return [
        Relation("came", ("came_registered", "walk_ins")),
        Relation("registered", ("came_registered", "no_shows")),
    ]


def prior_of(figures: EventFigures, *, came_registered_from: int = 0) -> dict[str, Interval]:
    """What is known of each total beforehand; `came_registered_from`: from other tables."""
    most = 10**9
    registered = most if figures.capacity is None else max(figures.capacity, figures.registered)
    prior = {cell: Interval(0, most) for cell in values_of(figures)}
    prior["registered"] = Interval(0, registered)
    if "came_registered" in prior:
        prior["came_registered"] = Interval(came_registered_from, registered)
        prior["no_shows"] = Interval(0, registered)
    return prior


def primary(values: Mapping[str, int], k: int) -> frozenset[str]:
    """Totals that few people stand behind."""
    if not any(values.values()):
        return frozenset()
    return frozenset(
        cell
        for cell, count in values.items()
        if count < k and not (count == 0 and cell in ZERO_TELLS_NOTHING)
    )


def tells_no_shows(values: Mapping[str, int], withheld: Set[str]) -> bool:
    """Whether a withheld total can be guessed from "20 registered, 18 came", if nobody walked in.

    Where any total is withheld, one of the two is: whether the no-shows are the few is not said.
    """
    beside = withheld & values.keys()
    return "no_shows" in values and bool(beside) and not {"registered", "came"} & beside


def withheld_totals(figures: EventFigures, k: int) -> frozenset[str]:
    """The totals to withhold: the small ones, and the lightest set that protects them."""
    values = values_of(figures)
    small = primary(values, k)
    if not small:
        return small
    relations, prior = relations_of(values), prior_of(figures)
    rest = [cell for cell in WEIGHTS if cell in values and cell not in small]
    sets = [small.union(c) for n in range(len(rest) + 1) for c in combinations(rest, n)]
    for candidate in sorted(sets, key=lambda cells: sum(WEIGHTS[cell] for cell in cells)):
        if tells_no_shows(values, candidate):
            continue
        if not exposed(relations, values, candidate, prior, k):
            return candidate
    return frozenset(values)
