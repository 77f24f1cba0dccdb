"""Everything that is wrong with a body, collected and cleaned field by field."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from shared.errors import FieldError, InvalidFields
from shared.web.text import clean_line, clean_text

YEAR_MIN = 2000
YEAR_MAX = 2200


class Faults:
    """Collects what is wrong, so that a client learns all of it at once."""

    def __init__(self) -> None:
        self.errors: list[FieldError] = []

    def add(self, field: str, reason: str, code: str = "invalid") -> None:
        """One more."""
        self.errors.append(FieldError(field, reason, code))

    def extend(self, faults: Iterable[FieldError]) -> None:
        """Some more, found by the domain."""
        self.errors.extend(faults)

    def raise_any(self) -> None:
        """Raises InvalidFields if there are any."""
        if self.errors:
            raise InvalidFields(self.errors)

    def line(
        self, text: str | None, field: str, *, maximum: int = 200, needed: bool = False
    ) -> Any:
        """A cleaned line; empty ones become None unless `needed`."""
        return self._cleaned(clean_line, text, field, maximum, needed=needed)

    def text(self, text: str | None, field: str, *, maximum: int = 4000) -> Any:
        """A cleaned text of several lines."""
        return self._cleaned(clean_text, text, field, maximum, needed=False)

    def instant(self, instant: datetime, field: str) -> datetime:
        """The instant in UTC; out of any sane range is a fault."""
        try:
            moment = instant.astimezone(UTC)
        except (OverflowError, ValueError):
            moment = datetime(1, 1, 1, tzinfo=UTC)
        if not YEAR_MIN <= moment.year <= YEAR_MAX:
            self.add(field, f"must lie between {YEAR_MIN} and {YEAR_MAX}", "out-of-range")
            return datetime(YEAR_MIN, 1, 1, tzinfo=UTC)
        return moment

    def _cleaned(
        self, clean: Callable[..., str], text: str | None, field: str, maximum: int, *, needed: bool
    ) -> str | None:
        if text is None:
            return None
        try:
            cleaned = clean(text, maximum, field, min_characters=1 if needed else 0)
        except InvalidFields as invalid:
            self.errors.extend(invalid.errors)
            return "?" if needed else None
        return cleaned or None
