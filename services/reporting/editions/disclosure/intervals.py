"""What a reader can conclude: exact feasible intervals of withheld cells.

Cells are counts; relations say that a total is the sum of its parts. As long as no cell closes a
circle of relations (they form a forest), passing intervals along the relations until nothing
changes gives each cell's exact integer range: a sum of independent integer intervals is an integer
interval. The registry of cells is built so that this holds.

The protection rule is that of the Handbook on Statistical Disclosure Control (Hundepool et al.,
ESSNet SDC 2010, section 4.3: feasibility intervals and protection levels): the interval that a
reader can compute for a withheld cell must be at least `k` wide, or as wide as it was before
anything was published where that is narrower (a session with 3 places).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

UNBOUNDED = 10**9
"""No event has this many people; stands for "no upper bound"."""


@dataclass(frozen=True, slots=True)
class Interval:
    """All whole numbers from `low` to `high`, both included."""

    low: int
    high: int

    @property
    def width(self) -> int:
        """Distance of the ends: 0 means that the value is known."""
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Relation:
    """`total` is the sum of `parts`, and every reader knows it."""

    total: str
    parts: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """All cells it ties together."""
        return (self.total, *self.parts)


def feasible(
    relations: Sequence[Relation], shown: Mapping[str, int], prior: Mapping[str, Interval]
) -> dict[str, Interval]:
    """The range of every cell for a reader who knows `shown`, `relations` and `prior`.

    `prior` holds each cell's range before anything is published. Raises ValueError when no figures
    fit, which true figures always do.
    """
    ranges = {**prior, **{cell: Interval(n, n) for cell, n in shown.items()}}
    while sum(_narrow(relation, ranges) for relation in relations):
        pass
    return ranges


def _narrow(relation: Relation, ranges: dict[str, Interval]) -> bool:
    parts = [ranges[part] for part in relation.parts]
    low, high = sum(r.low for r in parts), sum(r.high for r in parts)
    changed = _tighten(ranges, relation.total, low, high)
    total = ranges[relation.total]
    for name, part in zip(relation.parts, parts, strict=True):
        changed |= _tighten(
            ranges, name, total.low - (high - part.high), total.high - (low - part.low)
        )
    return changed


def _tighten(ranges: dict[str, Interval], cell: str, low: int, high: int) -> bool:
    old = ranges[cell]
    new = Interval(max(old.low, low), min(old.high, high))
    if new.low > new.high:
        raise ValueError(f"no figures fit: {cell}")
    ranges[cell] = new
    return new != old


def exposed(
    relations: Sequence[Relation],
    values: Mapping[str, int],
    withheld: Set[str],
    prior: Mapping[str, Interval],
    k: int,
) -> list[str]:
    """Withheld cells whose feasible interval is too narrow, in the order of `values`."""
    shown = {cell: n for cell, n in values.items() if cell not in withheld}
    ranges = feasible(relations, shown, prior)
    return [
        cell
        for cell in values
        if cell in withheld and ranges[cell].width < min(k, prior[cell].width)
    ]


def prior_ranges(
    cells: Iterable[str], upper: Mapping[str, int | None] | None = None
) -> dict[str, Interval]:
    """From 0 to what is publicly known as the most (`upper`), for each cell."""
    known = upper or {}
    return {cell: Interval(0, _most(known.get(cell))) for cell in cells}


def _most(upper: int | None) -> int:
    return UNBOUNDED if upper is None else upper
