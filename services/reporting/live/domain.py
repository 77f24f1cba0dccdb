"""What the live figures show, and what they hold back."""

from __future__ import annotations

from datetime import datetime, timedelta

SMALLEST_CELL = 5
STALE_AFTER = timedelta(seconds=15)


def confidential_figure(total: int | None, *, closed: bool, min_cell: int) -> int | None:
    """The total of a confidential session; None: withheld.

    Shown only after the close, and only from k upward, zero included: that nobody came to a
    counselling is as much a piece of news about the few who were seen near it.
    """
    if not closed or total is None or total < max(min_cell, SMALLEST_CELL):
        return None
    return total


def is_stale(as_of: datetime, now: datetime) -> bool:
    """Whether the figures are too old to be called live."""
    return now - as_of > STALE_AFTER
