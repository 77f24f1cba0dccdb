"""The arrivals curve: thin spans are merged with their neighbours, so that none is withheld."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from services.reporting.editions.figures import Arrivals, EventFigures

EARLY = timedelta(minutes=30)
STEPS = (
    (timedelta(hours=12), timedelta(minutes=15)),
    (timedelta(hours=48), timedelta(hours=1)),
    (timedelta(days=14), timedelta(hours=6)),
)
"""Length of the event up to which a step is taken; beyond, one day."""


@dataclass(frozen=True, slots=True)
class Span:
    """People who came from `starts_at` up to, not including, `ends_at`."""

    starts_at: datetime
    ends_at: datetime
    count: int


def grid_of(figures: EventFigures) -> tuple[datetime, ...]:
    """Edges that follow from the published hours of the event alone, not from who came when."""
    length = figures.ends_at - figures.starts_at
    step = next((step for limit, step in STEPS if length <= limit), timedelta(days=1))
    edges = [figures.starts_at - EARLY]
    while edges[-1] < figures.ends_at:
        edges.append(edges[-1] + step)
    return tuple(edges)


def spans(bins: Sequence[Arrivals], edges: Sequence[datetime]) -> tuple[Span, ...]:
    """The bins summed between the `edges`; who came earlier or later is in the outer spans."""
    pairs = list(pairwise(edges))
    if not pairs:
        return ()
    counts = [0] * len(pairs)
    for bin_ in bins:
        inside = [n for n, edge in enumerate(edges[:-1]) if edge <= bin_.starts_at]
        counts[inside[-1] if inside else 0] += bin_.count
    return tuple(Span(a, b, n) for (a, b), n in zip(pairs, counts, strict=True))


def merged_edges(fine: Sequence[Span], k: int) -> tuple[datetime, ...]:
    """Edges between which at least k people came each; none when fewer than k came at all.

    A span closes as soon as k people are in it; what is left at the end joins the last span.
    """
    if sum(span.count for span in fine) < k:
        return ()
    edges, count = [fine[0].starts_at], 0
    for span in fine:
        count += span.count
        if count >= k:
            edges.append(span.ends_at)
            count = 0
    edges[-1] = fine[-1].ends_at
    return tuple(edges)
