"""Ideas, categories and points: values and decisions. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.registration.ideas.errors import IdeaGone, NoPointsLeft

TEXT_MAX_CHARACTERS = 280
CATEGORY_MAX_CHARACTERS = 60
CATEGORIES_MAX = 12
POINTS_DEFAULT = 5
POINTS_MAX = 20
IDEAS_MAX = 2_000
IDEAS_PER_DEVICE_MAX = 30
RETENTION_DAYS_MAX = 3_650
OPEN_AFTER_END = timedelta(days=14)
"""A page anyone may write to ends by itself when nobody thinks of closing it."""
CODE_DIGITS = 8
_NOT_A_DIGIT = re.compile(r"[^0-9]")
_CODE_SHAPE = re.compile(r"[0-9 \-.\u00a0]*")


class CollectionStatus(StrEnum):
    """Whether ideas and points are taken."""

    OPEN = "open"
    CLOSED = "closed"


class Retention(StrEnum):
    """When ideas are deleted: with their event's data, some days after closing, or not at all."""

    EVENT = "event"
    DAYS = "days"
    KEPT = "kept"


class Order(StrEnum):
    """How the team sees the list."""

    WEIGHT = "weight"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Category:
    """A heading under which ideas are collected."""

    id: UUID
    title: str


@dataclass(frozen=True, slots=True)
class Collection:
    """The collection of one event. `code` opens it in the room."""

    event_id: UUID
    version: int
    code: str
    status: CollectionStatus
    points_per_device: int
    retention: Retention
    retention_days: int | None
    opened_at: datetime
    closes_at: datetime
    closed_at: datetime | None
    categories: tuple[Category, ...] = ()

    def is_open(self, now: datetime) -> bool:
        """Whether ideas and points are taken at this instant."""
        return self.status is CollectionStatus.OPEN and now < self.closes_at

    def category(self, category_id: UUID) -> Category | None:
        """The category of that id, or None."""
        return next((c for c in self.categories if c.id == category_id), None)


@dataclass(frozen=True, slots=True)
class Idea:
    """One idea as it stands in the list.

    `weight`: points of all devices, those of ideas merged into it included. `mine`: points of the
    device that looks. `merged`: the ideas merged into it.
    """

    id: UUID
    category_id: UUID
    text: str
    created_at: datetime
    hidden: bool = False
    merged_into: UUID | None = None
    weight: int = 0
    mine: int = 0
    own: bool = False
    merged: tuple[Idea, ...] = ()


def shown_code(code: str) -> str:
    """In two groups that can be read aloud: 4827 1935."""
    return f"{code[:4]} {code[4:]}"


def typed_code(text: str) -> str | None:
    """The code somebody typed, with blanks or hyphens wherever; None if it can't be one."""
    if len(text) > 3 * CODE_DIGITS or not _CODE_SHAPE.fullmatch(text):
        return None
    digits = _NOT_A_DIGIT.sub("", text)
    return digits if len(digits) == CODE_DIGITS else None


def grouped(ideas: Sequence[Idea]) -> list[Idea]:
    """Ideas with those merged into them beneath, their points added up, in the order given."""
    children: dict[UUID, list[Idea]] = {}
    for idea in ideas:
        if idea.merged_into is not None:
            children.setdefault(idea.merged_into, []).append(idea)
    return [
        replace(
            idea,
            weight=idea.weight + sum(child.weight for child in children.get(idea.id, ())),
            mine=idea.mine + sum(child.mine for child in children.get(idea.id, ())),
            own=idea.own or any(child.own for child in children.get(idea.id, ())),
            merged=tuple(children.get(idea.id, ())),
        )
        for idea in ideas
        if idea.merged_into is None
    ]


def sorted_ideas(ideas: Sequence[Idea], order: Order) -> list[Idea]:
    """By weight (of equal weight the earlier first) or by time."""
    if order is Order.TIME:
        return sorted(ideas, key=lambda idea: (idea.created_at, idea.id))
    return sorted(ideas, key=lambda idea: (-idea.weight, idea.created_at, idea.id))


def check_points(
    idea: Idea | None, members: Sequence[UUID], given: Mapping[UUID, int], points: int, budget: int
) -> None:
    """Whether a device may have `points` on this idea instead of what it has there now.

    `given`: the device's points by idea; `members`: the idea and those merged into it. Raises
    IdeaGone, NoPointsLeft.
    """
    if idea is None or idea.hidden or idea.merged_into is not None:
        raise IdeaGone
    elsewhere = sum(n for id_, n in given.items() if id_ not in members)
    if elsewhere + points > budget:
        left = max(0, budget - elsewhere)
        raise NoPointsLeft(f"At most {left} points can be on this idea.")


def deletion_due(collection: Collection) -> datetime | None:
    """When the clock deletes the ideas; None: never, or together with the event's data."""
    if collection.retention is not Retention.DAYS or collection.retention_days is None:
        return None
    ended = min(collection.closed_at or collection.closes_at, collection.closes_at)
    return ended + timedelta(days=collection.retention_days)
