"""What clients send and get for ideas."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from services.registration.ideas.domain import (
    CATEGORIES_MAX,
    CATEGORY_MAX_CHARACTERS,
    POINTS_MAX,
    RETENTION_DAYS_MAX,
    TEXT_MAX_CHARACTERS,
    Collection,
    Idea,
    Retention,
)
from services.registration.ideas.intake import Curation, Plan
from services.registration.ideas.room import RoomView
from services.registration.ideas.store import Counts
from shared.web.fields import Body

SENT_MAX_CHARACTERS = 4 * TEXT_MAX_CHARACTERS
"""Before cleaning, which brings white space and combined letters together."""
IdeaText = Annotated[
    str, Meta(min_length=1, max_length=SENT_MAX_CHARACTERS, description="At most 280 characters.")
]
Points = Annotated[int, Meta(ge=0, le=POINTS_MAX)]


class CategoryBody(Body, frozen=True, kw_only=True):
    """A heading; with `id` one that is there already."""

    id: UUID | None = None
    title: Annotated[str, Meta(min_length=1, max_length=2 * CATEGORY_MAX_CHARACTERS)]


class CollectionBody(Body, frozen=True, kw_only=True):
    """How ideas are collected. Fields left out stay, or begin as usual.

    `categories` is the whole list in its order; one that is left out is taken away, which needs it
    to be empty. `retention`: `event` (with the event's data), `days` (so many `retention_days`
    after closing) or `kept`.
    """

    categories: (
        Annotated[list[CategoryBody], Meta(min_length=1, max_length=CATEGORIES_MAX)] | None
    ) = None
    points_per_device: Points | None = None
    retention: Retention | None = None
    retention_days: Annotated[int, Meta(ge=1, le=RETENTION_DAYS_MAX)] | None = None

    def plan(self) -> Plan:
        """As the use cases take it."""
        headings = self.categories
        return Plan(
            categories=None if headings is None else [(each.id, each.title) for each in headings],
            points_per_device=self.points_per_device,
            retention=self.retention,
            retention_days=self.retention_days,
        )


class IdeaPatch(Body, frozen=True, kw_only=True):
    """What the organizer does to an idea; `merged_into` null lets it stand alone again."""

    text: IdeaText | None = None
    category_id: UUID | None = None
    hidden: bool | None = None
    merged_into: UUID | UnsetType | None = UNSET

    def curation(self) -> Curation:
        """As the use cases take it."""
        into = self.merged_into
        return Curation(
            text=self.text,
            category_id=self.category_id,
            hidden=self.hidden,
            merges=not isinstance(into, UnsetType),
            merged_into=None if isinstance(into, UnsetType) else into,
        )


class DeviceBody(Body, frozen=True, kw_only=True):
    """The code that stands on the screen in the room; blanks and hyphens don't matter."""

    code: Annotated[str, Meta(min_length=1, max_length=24)]


class IdeaBody(Body, frozen=True, kw_only=True):
    """An idea from the room."""

    category_id: UUID
    text: IdeaText


class PointsBody(Body, frozen=True, kw_only=True):
    """How many points this device has on the idea from now on."""

    points: Points


class CategoryView(msgspec.Struct, frozen=True, kw_only=True):
    """A heading."""

    id: UUID
    title: str


class CollectionView(msgspec.Struct, frozen=True, kw_only=True):
    """The collection as the team sees it. `url` is what the QR code holds."""

    event_id: UUID
    code: str
    url: str
    status: str
    categories: list[CategoryView]
    points_per_device: int
    retention: str
    retention_days: int | None
    opened_at: datetime
    closes_at: datetime
    closed_at: datetime | None


class MergedIdea(msgspec.Struct, frozen=True, kw_only=True):
    """An idea beneath another one, with the points it brings."""

    id: UUID
    text: str
    points: int


class TeamIdea(msgspec.Struct, frozen=True, kw_only=True):
    """An idea as the team sees it; `points` with those of ideas merged into it."""

    id: UUID
    category_id: UUID
    text: str
    points: int
    hidden: bool
    merged_into: UUID | None
    merged: list[MergedIdea]
    created_at: datetime


class TeamIdeas(msgspec.Struct, frozen=True, kw_only=True):
    """All ideas of a collection on one page (there are at most 2,000); `next` is always null.

    `devices`: phones from which ideas or points came.
    """

    items: list[TeamIdea]
    next: None
    points: int
    devices: int


class DeviceView(msgspec.Struct, frozen=True, kw_only=True):
    """What a phone keeps; it is sent as bearer token."""

    device: str


class RoomIdea(msgspec.Struct, frozen=True, kw_only=True):
    """An idea as phones see it. `points` of all are told when the collection is closed only, so
    that nobody follows the crowd; `mine` are this phone's."""

    id: UUID
    category_id: UUID
    text: str
    mine: int
    own: bool
    points: int | None


class RoomAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The room as one phone sees it; `left` are the points it can still give."""

    version: int
    open: bool
    categories: list[CategoryView]
    items: list[RoomIdea]
    left: int


class PointsView(msgspec.Struct, frozen=True, kw_only=True):
    """How many points a phone has left."""

    left: int


def collection_view(collection: Collection, base_url: str) -> CollectionView:
    """The collection with its address."""
    return CollectionView(
        event_id=collection.event_id,
        code=collection.code,
        url=f"{base_url}/i/{collection.code}",
        status=collection.status.value,
        categories=_categories(collection),
        points_per_device=collection.points_per_device,
        retention=collection.retention.value,
        retention_days=collection.retention_days,
        opened_at=collection.opened_at,
        closes_at=collection.closes_at,
        closed_at=collection.closed_at,
    )


def team_idea(idea: Idea) -> TeamIdea:
    """One idea for the team."""
    return TeamIdea(
        id=idea.id,
        category_id=idea.category_id,
        text=idea.text,
        points=idea.weight,
        hidden=idea.hidden,
        merged_into=idea.merged_into,
        merged=[MergedIdea(id=each.id, text=each.text, points=each.weight) for each in idea.merged],
        created_at=idea.created_at,
    )


def team_ideas(ideas: Sequence[Idea], counts: Counts) -> TeamIdeas:
    """The whole list for the team."""
    items = [team_idea(idea) for idea in ideas]
    return TeamIdeas(items=items, next=None, points=counts.points, devices=counts.devices)


def room_idea(idea: Idea, *, closed: bool) -> RoomIdea:
    """One idea for a phone."""
    return RoomIdea(
        id=idea.id,
        category_id=idea.category_id,
        text=idea.text,
        mine=idea.mine,
        own=idea.own,
        points=idea.weight if closed else None,
    )


def room_answer(view: RoomView) -> RoomAnswer:
    """The room for a phone."""
    return RoomAnswer(
        version=view.collection.version,
        open=view.open,
        categories=_categories(view.collection),
        items=[room_idea(idea, closed=not view.open) for idea in view.ideas],
        left=view.left,
    )


def _categories(collection: Collection) -> list[CategoryView]:
    return [CategoryView(id=each.id, title=each.title) for each in collection.categories]
