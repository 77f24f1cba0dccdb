"""The least and greatest value of a variable under linear rules, exactly.

An independent second way to the intervals of `disclosure.intervals`: the two-phase simplex with
Bland's rule over fractions (Bland 1977), written for small problems.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil, floor


class Rules:
    """Linear rules over non-negative variables."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}
        self._columns: dict[str, int] = {}
        self._rows: list[tuple[dict[int, int], int]] = []
        self._solved: tuple[list[list[Fraction]], list[int]] | None = None

    def know(self, name: str, value: int) -> None:
        """A variable that need not be solved; say so before any rule about it."""
        self._known[name] = value

    def equal(self, terms: Mapping[str, int], right: int = 0) -> None:
        """Σ factor × variable = right."""
        row: dict[int, int] = {}
        for name, factor in terms.items():
            if name in self._known:
                right -= factor * self._known[name]
            else:
                row[self._column(name)] = factor
        if row:
            self._rows.append((row, right))

    def at_most(self, terms: Mapping[str, int], right: int = 0) -> None:
        """Σ factor × variable ≤ right."""
        if not terms.keys() <= self._known.keys():
            self.equal({**terms, f"slack {len(self._rows)}": 1}, right)

    def range_of(self, name: str) -> tuple[int, int | None]:
        """Least and greatest whole number; None: no bound."""
        if name in self._known:
            return self._known[name], self._known[name]
        if name not in self._columns:
            return 0, None
        column = self._columns[name]
        least = self._minimum(column, 1)
        greatest = self._minimum(column, -1)
        assert least is not None
        return ceil(least), None if greatest is None else floor(-greatest)

    def _column(self, name: str) -> int:
        return self._columns.setdefault(name, len(self._columns))

    def _minimum(self, column: int, factor: int) -> Fraction | None:
        rows, basis = self._feasible()
        table = [list(row) for row in rows]
        cost = [Fraction(0)] * (len(self._columns) + 1)
        cost[column] = Fraction(factor)
        return _optimise(table, list(basis), cost)

    def _feasible(self) -> tuple[list[list[Fraction]], list[int]]:
        """A tableau in a feasible basis, without artificial variables (phase 1, once)."""
        if self._solved is None:
            self._solved = _phase_one(self._dense(), len(self._columns))
        return self._solved

    def _dense(self) -> list[list[Fraction]]:
        width = len(self._columns)
        table = []
        for terms, right in self._rows:
            sign = -1 if right < 0 else 1
            row = [Fraction(0)] * (width + 1)
            for column, factor in terms.items():
                row[column] = Fraction(sign * factor)
            row[width] = Fraction(sign * right)
            table.append(row)
        return table


def _phase_one(table: list[list[Fraction]], width: int) -> tuple[list[list[Fraction]], list[int]]:
    height = len(table)
    wide = [
        row[:width] + [Fraction(n == m) for m in range(height)] + row[width:]
        for n, row in enumerate(table)
    ]
    basis = [width + n for n in range(height)]
    cost = [Fraction(0)] * width + [Fraction(1)] * height + [Fraction(0)]
    least = _optimise(wide, basis, cost)
    assert least == 0, "the true figures must fit their own report"
    kept, kept_basis = [], []
    for n, row in enumerate(wide):
        if basis[n] >= width:
            column = next((c for c in range(width) if row[c] != 0), None)
            if column is None:
                continue
            _pivot(wide, n, column)
            basis[n] = column
    for n, row in enumerate(wide):
        if basis[n] < width:
            kept.append(row[:width] + row[-1:])
            kept_basis.append(basis[n])
    return kept, kept_basis


def _optimise(
    table: list[list[Fraction]], basis: list[int], cost: Sequence[Fraction]
) -> Fraction | None:
    """Minimise; changes table and basis in place. None when there is no least value."""
    reduced = list(cost)
    for row, column in zip(table, basis, strict=True):
        if cost[column]:
            reduced = [r - cost[column] * x for r, x in zip(reduced, row, strict=True)]
    while True:
        entering = next((c for c, r in enumerate(reduced[:-1]) if r < 0), None)
        if entering is None:
            return -reduced[-1]
        ratios = [
            (row[-1] / row[entering], basis[n], n)
            for n, row in enumerate(table)
            if row[entering] > 0
        ]
        if not ratios:
            return None
        leaving = min(ratios)[2]
        _pivot(table, leaving, entering)
        basis[leaving] = entering
        factor = reduced[entering]
        reduced = [r - factor * x for r, x in zip(reduced, table[leaving], strict=True)]


def _pivot(table: list[list[Fraction]], row: int, column: int) -> None:
    divisor = table[row][column]
    table[row] = [x / divisor if x else x for x in table[row]]
    pivot = table[row]
    for n, other in enumerate(table):
        factor = other[column]
        if n != row and factor:
            table[n] = [x - factor * p if p else x for x, p in zip(other, pivot, strict=True)]
