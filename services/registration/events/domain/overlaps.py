"""Which sessions one person may have at the same time."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum
from uuid import UUID

Pair = tuple[UUID, UUID]
"""Two sessions, in no order."""

ALLOWED_OVERLAPS_MAX = 200


class Overlaps(StrEnum):
    """What happens to a choice of sessions that overlap: refused, or anybody's own business."""

    REFUSE = "refuse"
    ALLOW = "allow"


def in_order(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    """The pairs as they are kept: each once, the smaller id first, sorted."""
    return tuple(sorted({(min(pair), max(pair)) for pair in pairs}))


def without(pairs: Iterable[Pair], gone: Collection[UUID]) -> tuple[Pair, ...]:
    """The pairs in which none of these sessions stands."""
    return tuple(pair for pair in pairs if not set(pair) & set(gone))
