"""What clients send for events (design §9)."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from services.registration.events.domain import (
    MIN_CELL,
    DuplicateAnswer,
    EventKind,
    FieldOfAction,
    Identity,
    InHouse,
    Promotion,
    SessionKind,
)
from shared.web.fields import Address, Body, Email, Instant, Line, Paragraph, ShortLine, Url

Capacity = Annotated[int, Meta(ge=1, le=1_000_000)]
Seconds = Annotated[int, Meta(ge=0, le=31 * 86_400)]


class TextBody(Body, frozen=True, kw_only=True):
    """Texts for the public in one locale."""

    title: Line | None = None
    summary: Paragraph | None = None
    directions: Paragraph | None = None


Texts = Annotated[dict[Annotated[str, Meta(max_length=20)], TextBody], Meta(max_length=12)]
"""By language; the codes are checked in planning, so that the error can name them."""


class EventContactBody(Body, frozen=True, kw_only=True):
    """Whom participants may ask."""

    name: Line
    phone: Annotated[str, Meta(max_length=40)] | None = None
    email: Email | None = None


class ReportBody(Body, frozen=True, kw_only=True):
    """When the report is due and from how many people on a figure is shown."""

    grace_seconds: Seconds | None = None
    min_cell: Annotated[int, Meta(ge=MIN_CELL, le=100)] = MIN_CELL


class SlotsBody(Body, frozen=True, kw_only=True):
    """Divide a session into time slots that are booked one by one."""

    every_minutes: Annotated[int, Meta(ge=5, le=1440)]
    capacity: Capacity | None = None


class SessionPatch(Body, frozen=True, kw_only=True):
    """With `id`: a change, fields left out stay. Without: a new session."""

    id: UUID | UnsetType = UNSET
    title: Line | UnsetType = UNSET
    kind: SessionKind | UnsetType = UNSET
    field_of_action: FieldOfAction | UnsetType | None = UNSET
    starts_at: Instant | UnsetType = UNSET
    ends_at: Instant | UnsetType = UNSET
    capacity: Capacity | UnsetType | None = UNSET
    drop_in: bool | UnsetType = UNSET
    confidential: bool | UnsetType | None = UNSET
    slots: SlotsBody | UnsetType | None = UNSET
    host_organisation_id: UUID | UnsetType | None = UNSET
    room: ShortLine | UnsetType | None = UNSET
    texts: Texts | UnsetType = UNSET


class SessionBody(Body, frozen=True, kw_only=True):
    """A new session."""

    title: Line
    kind: SessionKind
    field_of_action: FieldOfAction | None = None
    starts_at: Instant
    ends_at: Instant
    capacity: Capacity | None = None
    drop_in: bool = False
    confidential: bool | None = None
    slots: SlotsBody | None = None
    host_organisation_id: UUID | None = None
    room: ShortLine | None = None
    texts: Texts = msgspec.field(default_factory=dict)


class EventPatch(Body, frozen=True, kw_only=True):
    """Fields left out stay; sessions left out stay too.

    `session_order`: ids of sessions as they follow each other in the programme; those not named
    stay behind them.
    """

    title: Line | UnsetType = UNSET
    kind: EventKind | UnsetType = UNSET
    organiser_id: UUID | UnsetType = UNSET
    partner_ids: Annotated[list[UUID], Meta(max_length=100)] | UnsetType = UNSET
    starts_at: Instant | UnsetType = UNSET
    ends_at: Instant | UnsetType = UNSET
    time_zone: ShortLine | UnsetType = UNSET
    capacity: Capacity | UnsetType | None = UNSET
    waitlist: bool | UnsetType = UNSET
    promotion: Promotion | UnsetType | None = UNSET
    duplicate_answer: DuplicateAnswer | UnsetType | None = UNSET
    registration_opens_at: Instant | UnsetType | None = UNSET
    registration_closes_at: Instant | UnsetType | None = UNSET
    identity: Identity | UnsetType | None = UNSET
    venue: Address | UnsetType | None = UNSET
    contact: EventContactBody | UnsetType | None = UNSET
    join_url: Url | UnsetType | None = UNSET
    texts: Texts | UnsetType = UNSET
    report: ReportBody | UnsetType = UNSET
    in_house: InHouse | UnsetType = UNSET
    stay_minutes: Annotated[int, Meta(ge=1, le=1440)] | UnsetType | None = UNSET
    sessions: Annotated[list[SessionPatch], Meta(max_length=300)] | UnsetType = UNSET
    remove_session_ids: Annotated[list[UUID], Meta(max_length=500)] = msgspec.field(
        default_factory=list
    )
    session_order: Annotated[list[UUID], Meta(max_length=500)] = msgspec.field(default_factory=list)


class EventBody(Body, frozen=True, kw_only=True):
    """A new event."""

    title: Line
    kind: EventKind
    organiser_id: UUID
    partner_ids: Annotated[list[UUID], Meta(max_length=100)] = msgspec.field(default_factory=list)
    starts_at: Instant
    ends_at: Instant
    time_zone: ShortLine
    capacity: Capacity | None = None
    waitlist: bool = True
    promotion: Promotion | None = None
    duplicate_answer: DuplicateAnswer | None = None
    registration_opens_at: Instant | None = None
    registration_closes_at: Instant | None = None
    identity: Identity | None = None
    venue: Address | None = None
    contact: EventContactBody | None = None
    join_url: Url | None = None
    texts: Texts = msgspec.field(default_factory=dict)
    report: ReportBody = ReportBody()
    in_house: InHouse = InHouse.COUNTED
    stay_minutes: Annotated[int, Meta(ge=1, le=1440)] | None = None
    sessions: Annotated[list[SessionBody], Meta(max_length=300)] = msgspec.field(
        default_factory=list
    )
