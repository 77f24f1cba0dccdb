"""Arrays within arrays, as PostgreSQL takes them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import msgspec

_options = msgspec.json.Decoder(tuple[tuple[UUID, ...], ...])
_options_of_each = msgspec.json.Decoder(tuple[tuple[tuple[UUID, ...], ...], ...])


def array(values: Iterable[UUID] | Iterable[int]) -> str:
    """A one-dimensional array literal: unnest takes no ragged arrays."""
    return "{" + ",".join(map(str, values)) + "}"


def nested(values: object) -> str | None:
    """Lists in lists of ids, as JSON; None if there are none."""
    return msgspec.json.encode(values).decode() if values else None


def options_in(text: str | None) -> tuple[tuple[UUID, ...], ...]:
    """Choices of one person, as kept by `nested`."""
    return _options.decode(text) if text else ()


def options_of_each(text: str | None) -> tuple[tuple[tuple[UUID, ...], ...], ...]:
    """Choices of each person of a unit, as kept by `nested`."""
    return _options_of_each.decode(text) if text else ()
