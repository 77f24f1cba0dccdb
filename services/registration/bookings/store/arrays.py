"""Arrays within arrays, as PostgreSQL takes them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID


def array(values: Iterable[UUID] | Iterable[int]) -> str:
    """A one-dimensional array literal: unnest takes no ragged arrays."""
    return "{" + ",".join(map(str, values)) + "}"
