"""Who came, by branch and by size class of the organisation.

Two tables over the same companies are linked: a reader who knows which company is in which branch
and size class could solve them for a single company. So companies are audited although no company
is ever published. Labels with few people are not named but go into a remainder ("other"), which
also holds everybody without an organisation and all walk-ins; without these it has no or at least k
people. What can still be solved costs a table, by rule: first the size classes go, then the
branches.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from services.reporting.editions.figures import EventFigures, OrganisationFigures

OTHER = None
"""Label of the remainder."""

Group = tuple[str | None, str | None]
"""Branch and size class as far as the published tables tell companies apart."""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The labels shown of each table, in published order; None: the table is not published."""

    branches: tuple[str, ...] | None = None
    size_classes: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class _Unit:
    """People who can't be told apart further: of one company, or without any (`name` empty)."""

    name: str
    branch: str | None
    size_class: str | None
    came: int


def breakdown_of(figures: EventFigures, k: int) -> Breakdown:
    """The finest of four breakdowns that singles out no company of fewer than k who came."""
    units = _units(figures)
    branches, sizes = _shown(units, "branch", k), _shown(units, "size_class", k)
    finest_first = (
        Breakdown(branches, sizes),
        Breakdown(branches, None),
        Breakdown(None, sizes),
    )
    return next((b for b in finest_first if _tells(b) and safe(figures, b, k)), Breakdown())


def _tells(breakdown: Breakdown) -> bool:
    tables = [t for t in (breakdown.branches, breakdown.size_classes) if t is not None]
    return bool(tables) and all(tables)


def counts_of(
    figures: EventFigures, labels: Sequence[str], which: str
) -> list[tuple[str | None, int]]:
    """People per label and the remainder (last, when there is one); sums to all who came."""
    counts: Counter[str | None] = Counter()
    for unit in _units(figures):
        label = getattr(unit, which)
        counts[label if label in labels else OTHER] += unit.came
    counts[OTHER] += figures.walk_ins
    rows: list[tuple[str | None, int]] = [(label, counts[label]) for label in labels]
    return rows + ([(OTHER, counts[OTHER])] if counts[OTHER] else [])


def safe(figures: EventFigures, breakdown: Breakdown, k: int) -> bool:
    """Whether every shown row has at least k people and no company below k can be solved."""
    if figures.came_registered < sum(o.came for o in figures.organisations):
        return False
    for labels, which in ((breakdown.branches, "branch"), (breakdown.size_classes, "size_class")):
        if labels is not None and any(n < k for _, n in counts_of(figures, labels, which)):
            return False
    placed = [(unit, _group(unit, breakdown)) for unit in _units(figures)]
    cells: Counter[Group] = Counter()
    for unit, group in placed:
        cells[group] += unit.came
    hidden = _hidden(placed, breakdown)
    return all(_can_grow(cells, group, k) for u, group in placed if u.came < k) and all(
        any(_outside(placed, group, label, which) >= k for group in groups)
        for (which, label), groups in hidden.items()
    )


def _group(unit: _Unit, breakdown: Breakdown) -> Group:
    branch = unit.branch if unit.branch in (breakdown.branches or ()) else OTHER
    size = unit.size_class if unit.size_class in (breakdown.size_classes or ()) else OTHER
    return branch, size


def _hidden(
    placed: Sequence[tuple[_Unit, Group]], breakdown: Breakdown
) -> dict[tuple[str, str], set[Group]]:
    """Labels inside a remainder, with the groups their companies are in."""
    hidden: dict[tuple[str, str], set[Group]] = defaultdict(set)
    for unit, group in placed:
        if breakdown.branches is not None and unit.branch and group[0] is OTHER:
            hidden["branch", unit.branch].add(group)
        if breakdown.size_classes is not None and unit.size_class and group[1] is OTHER:
            hidden["size_class", unit.size_class].add(group)
    return hidden


def _outside(
    placed: Sequence[tuple[_Unit, Group]],
    group: Group,
    label: str,
    which: str,
) -> int:
    """People of the whole group if units outside the label are in it, else 0: the room to move."""
    members = [unit for unit, g in placed if g == group]
    others = [unit for unit in members if getattr(unit, which) != label]
    return sum(unit.came for unit in members) if others else 0


def _can_grow(cells: Counter[Group], group: Group, k: int) -> bool:
    """Whether a company in that group may have had k people more or fewer, as far as one can tell.

    Inside a group people can be moved freely; a whole group can grow along a circle of groups that
    leaves all rows and columns as they are: a maximum flow, by augmenting paths, exact because the
    matrix of a two-way table is totally unimodular.
    """
    if cells[group] >= k:
        return True
    left = Counter(cells)
    grown = 0
    while grown + cells[group] < k:
        path = _circle(left, group)
        if path is None:
            return False
        room = min(left[cell] for cell in path[0::2])
        for n, cell in enumerate(path):
            left[cell] += room if n % 2 else -room
        grown += room
    return True


def _circle(left: Counter[Group], group: Group) -> list[Group] | None:
    """Groups to shrink and grow in turn (first shrinks) so that `group` may grow; None if none.

    Starts in the row of `group` and ends in its column.
    """
    queue: list[list[Group]] = [
        [cell] for cell in left if cell[0] == group[0] and cell != group and left[cell] > 0
    ]
    seen = {cell for path in queue for cell in path}
    for path in queue:
        for grow in [c for c in left if c[1] == path[-1][1] and c not in path and c != group]:
            for shrink in [c for c in left if c[0] == grow[0] and c != grow and left[c] > 0]:
                if shrink in seen or shrink == group:
                    continue
                seen.add(shrink)
                longer = [*path, grow, shrink]
                if shrink[1] == group[1]:
                    return longer
                queue.append(longer)
    return None


def _units(figures: EventFigures) -> list[_Unit]:
    """Registered people who came. Walk-ins are not among them: a reader may know how many they are,
    so nobody can hide behind them."""
    companies = [_unit(o) for o in figures.organisations if o.registered or o.came]
    without = figures.came_registered - sum(unit.came for unit in companies)
    return [*companies, _Unit("", None, None, without)]


def _unit(organisation: OrganisationFigures) -> _Unit:
    return _Unit(
        str(organisation.organisation_id),
        organisation.branch,
        organisation.size_class,
        organisation.came,
    )


def _shown(units: Sequence[_Unit], which: str, k: int) -> tuple[str, ...]:
    """Labels to show, in alphabetical order, so that the remainder is empty or large enough."""
    counts: Counter[str | None] = Counter()
    for unit in units:
        counts[getattr(unit, which)] += unit.came
    shown = sorted(label for label, n in counts.items() if label and n >= k)
    rest = sum(counts.values()) - sum(counts[label] for label in shown)
    while shown and 0 < rest < k:
        rest += counts[shown.pop()]
    return tuple(shown)


def people_surely_registered(figures: EventFigures, breakdown: Breakdown) -> int:
    """How many of those who came a reader knows to have been registered: people of companies that
    neither table mixes with people of none."""
    return sum(
        unit.came
        for unit in _units(figures)
        if unit.name and _group(unit, breakdown) != (OTHER, OTHER)
    )
