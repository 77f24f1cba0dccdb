"""What clients send for series, and what they see of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from services.registration.events.bodies.parts import LANGUAGES_MAX, Language
from shared.web.fields import Body, Line, ShortLine

Titles = Annotated[dict[Language, Line], Meta(max_length=LANGUAGES_MAX)]


class ComingBody(Body, frozen=True, kw_only=True):
    """The next of a series while its day is not fixed."""

    label: Annotated[ShortLine, Meta(min_length=1)]
    earliest: date
    latest: date


class SeriesBody(Body, frozen=True, kw_only=True):
    """A new series."""

    title: Line
    titles: Titles = msgspec.field(default_factory=dict)
    coming: ComingBody | None = None


class SeriesPatch(Body, frozen=True, kw_only=True):
    """Fields left out stay."""

    title: Line | UnsetType = UNSET
    titles: Titles | UnsetType = UNSET
    coming: ComingBody | UnsetType | None = UNSET


class ComingView(msgspec.Struct, frozen=True, kw_only=True):
    """The next of a series while its day is not fixed."""

    label: str
    earliest: date
    latest: date


class SeriesView(msgspec.Struct, frozen=True, kw_only=True):
    """A series, for its organisation."""

    id: UUID
    version: int
    organisation_id: UUID
    title: str
    titles: dict[str, str]
    coming: ComingView | None
    created_at: datetime


class SeriesPage(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a list of series."""

    items: list[SeriesView]
    next: str | None


class SeriesEventView(msgspec.Struct, frozen=True, kw_only=True):
    """One event of a series, in short."""

    id: UUID
    status: str
    title: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    venue: str | None


class SeriesDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A series with its events, for everybody."""

    id: UUID
    organisation: str
    title: str
    titles: dict[str, str]
    coming: ComingView | None
    events: list[SeriesEventView]
