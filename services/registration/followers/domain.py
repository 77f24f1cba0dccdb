"""Following a series: pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

CONFIRMED_WITHIN = timedelta(days=7)
"""Who hasn't confirmed by then is forgotten."""
KEPT_FOR = timedelta(days=730)
"""After the confirmation; then one would have to ask again."""
TOLD_AT_ONCE_MAX = 5_000
"""Followers of one series who are told of an event."""


@dataclass(frozen=True, slots=True)
class Follower:
    """An address that follows a series, or has been asked whether it wants to."""

    id: UUID
    series_id: UUID
    title: str
    titles: Mapping[str, str]
    locale: str
    generation: int
    confirmed_at: datetime | None
    erase_at: datetime
    email: str

    def series_title(self, code: str) -> str:
        """What the series is called for a reader of `code`."""
        return self.titles.get(code) or self.title
