"""One line of `bench/results.json`."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from pathlib import Path

import msgspec

ROUNDS = 5


class BenchResult(msgspec.Struct, frozen=True, kw_only=True):
    """A measured promise.

    `value` and `reference` are medians of at least five interleaved rounds of the same run;
    `ratio` is the median of value/reference round by round; `target` says in words what must hold.
    """

    name: str
    value: float
    unit: str
    reference: float | None
    ratio: float | None
    target: str
    holds: bool


def median(values: Sequence[float]) -> float:
    """The median, of at least one value."""
    return float(statistics.median(values))


def percentile(values: Sequence[float], q: float) -> float:
    """The q-th percentile (0–100) by nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(q / 100 * (len(ordered) - 1)))]


def ratio_of(values: Sequence[float], references: Sequence[float]) -> float:
    """Median of the ratios round by round."""
    return median([v / r for v, r in zip(values, references, strict=True)])


def write_results(results: Sequence[BenchResult], path: Path) -> None:
    """Write all results, replacing what was there."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(results), indent=2) + b"\n")
