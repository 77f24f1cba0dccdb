"""When a later edition may replace an earlier one.

Two editions side by side are two tables with the same rows, so their difference is a table too. A
later edition keeps the pattern of the first, and every published cell, like every sum of withheld
cells that can be computed, moves by 0 or by at least k: the difference is a published table without
small cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from services.reporting.editions.disclosure import Pattern, organisations, protects, sessions
from services.reporting.editions.disclosure.arrivals import spans
from services.reporting.editions.disclosure.pattern import cells_of
from services.reporting.editions.disclosure.totals import relations_of, values_of
from services.reporting.editions.figures import EventFigures


def may_replace(pattern: Pattern, before: EventFigures, after: EventFigures) -> bool:
    """Whether an edition of `after` may go out to readers of the one of `before`."""
    if pattern.open:
        return True
    if not protects(pattern, after):
        return False
    old, new = dict(_derivable(pattern, before)), dict(_derivable(pattern, after))
    if old.keys() != new.keys():
        return False
    return all(new[name] == n or abs(new[name] - n) >= pattern.k for name, n in old.items())


def _derivable(pattern: Pattern, figures: EventFigures) -> Iterator[tuple[str, int]]:
    """All numbers that a reader of an edition has or computes by one subtraction."""
    cells = cells_of(figures)
    yield from ((name, n) for name, n in cells.items() if name not in pattern.withheld)
    yield from _sums_of_withheld(pattern, figures, cells)
    for span in spans(figures.arrivals, pattern.edges):
        yield f"arrivals:{span.starts_at.isoformat()}", span.count
    for which, labels in (
        ("branch", pattern.breakdown.branches),
        ("size_class", pattern.breakdown.size_classes),
    ):
        for label, count in organisations.counts_of(figures, labels, which) if labels else ():
            yield f"{which}:{label}", count


def _sums_of_withheld(
    pattern: Pattern, figures: EventFigures, cells: Mapping[str, int]
) -> Iterator[tuple[str, int]]:
    relations = relations_of(values_of(figures))
    for name, members in sessions.fields_of(figures).items():
        relations += sessions.star_of(sessions.field_visits(name), members)[1]
    for relation in relations:
        if relation.total not in pattern.withheld:
            parts = [part for part in relation.parts if part in pattern.withheld]
            yield f"rest:{relation.total}", sum(cells[part] for part in parts)
