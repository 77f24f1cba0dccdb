"""Texts of the room and wishes of the organizer: cleaned and measured where they come in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.registration.ideas.domain import (
    CATEGORY_MAX_CHARACTERS,
    POINTS_DEFAULT,
    TEXT_MAX_CHARACTERS,
    Retention,
)
from shared.errors import InvalidFields
from shared.web.text import clean_line, clean_text, holds_link

DEFAULT_CATEGORIES = ("Bedarfe", "Projekte", "Aktionen")
"""What a kick-off asks for; the organizer may ask for something else."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be collected and how. What is None stays as it is.

    `categories`: id (None: a new one) and title, in order.
    """

    categories: Sequence[tuple[UUID | None, str]] | None = None
    points_per_device: int | None = None
    retention: Retention | None = None
    retention_days: int | None = None

    @property
    def points_default(self) -> int:
        """For a new collection."""
        return POINTS_DEFAULT if self.points_per_device is None else self.points_per_device


@dataclass(frozen=True, slots=True)
class Curation:
    """What the organizer does to one idea. `merges` False: `merged_into` is left as it is."""

    text: str | None = None
    category_id: UUID | None = None
    hidden: bool | None = None
    merges: bool = False
    merged_into: UUID | None = None


def cleaned_text(text: str) -> str:
    """An idea as it is kept: a few lines, no links; raises InvalidFields naming `text`."""
    cleaned = clean_text(text, TEXT_MAX_CHARACTERS, "text", min_characters=1)
    if holds_link(cleaned):
        raise InvalidFields.one("text", "must not hold a link or an address", "link")
    return cleaned


def cleaned_category(title: str, index: int) -> str:
    """A heading as it is kept."""
    field = f"categories[{index}].title"
    return clean_line(title, CATEGORY_MAX_CHARACTERS, field, min_characters=1)
