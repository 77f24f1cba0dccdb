"""What clients send and get for organisations and events (design §9)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from services.registration.events.domain import (
    MIN_CELL,
    Availability,
    Carrier,
    DuplicateAnswer,
    EventKind,
    FieldOfAction,
    Identity,
    InHouse,
    OrganisationKind,
    Promotion,
    SessionKind,
    Status,
)

Line = Annotated[str, Meta(min_length=1, max_length=200)]
ShortLine = Annotated[str, Meta(max_length=100)]
Paragraph = Annotated[str, Meta(max_length=4000)]
Address = Annotated[str, Meta(max_length=500)]
Url = Annotated[str, Meta(max_length=500)]
Email = Annotated[str, Meta(min_length=3, max_length=254)]
LocaleCode = Annotated[str, Meta(pattern=r"^[a-z]{2}(-[a-z]{2,8})?$", max_length=11)]
Instant = Annotated[datetime, Meta(tz=True)]
Capacity = Annotated[int, Meta(ge=1, le=1_000_000)]
Headcount = Annotated[int, Meta(ge=0, le=10_000_000)]
Seconds = Annotated[int, Meta(ge=0, le=31 * 86_400)]


class Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything clients send."""


class OrganisationPatch(Body, frozen=True, kw_only=True):
    """Fields left out stay."""

    name: Line | UnsetType = UNSET
    kind: OrganisationKind | UnsetType = UNSET
    parent_id: UUID | UnsetType | None = UNSET
    branch: ShortLine | UnsetType | None = UNSET
    headcount: Headcount | UnsetType | None = UNSET
    carrier: Carrier | UnsetType | None = UNSET
    address: Address | UnsetType | None = UNSET


class OrganisationBody(OrganisationPatch, frozen=True, kw_only=True):
    """A new organisation."""

    name: Line
    kind: OrganisationKind


class MemberBody(Body, frozen=True, kw_only=True):
    """A new member of an organisation's staff; invited by mail."""

    name: Line
    email: Email
    role: Annotated[str, Meta(max_length=20)]
    locale: LocaleCode = "de"


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
    texts: Texts = {}


class EventPatch(Body, frozen=True, kw_only=True):
    """Fields left out stay; sessions left out stay too."""

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
    remove_session_ids: Annotated[list[UUID], Meta(max_length=500)] = []


class EventBody(Body, frozen=True, kw_only=True):
    """A new event."""

    title: Line
    kind: EventKind
    organiser_id: UUID
    partner_ids: Annotated[list[UUID], Meta(max_length=100)] = []
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
    texts: Texts = {}
    report: ReportBody = ReportBody()
    in_house: InHouse = InHouse.COUNTED
    stay_minutes: Annotated[int, Meta(ge=1, le=1440)] | None = None
    sessions: Annotated[list[SessionBody], Meta(max_length=300)] = []


class OrganisationView(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation as its own staff sees it."""

    id: UUID
    version: int
    name: str
    kind: str
    parent_id: UUID | None
    branch: str | None
    headcount: int | None
    size_class: str | None
    carrier: str | None
    address: str | None


class OrganisationPage(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a list."""

    items: list[OrganisationView]
    next: str | None


class MemberView(msgspec.Struct, frozen=True, kw_only=True):
    """A member just added, as sent: who is staff elsewhere keeps name and language there."""

    staff_id: UUID
    organisation_id: UUID
    name: str
    role: str
    locale: str


class TextView(msgspec.Struct, frozen=True, kw_only=True):
    """Texts for the public in one locale."""

    title: str | None = None
    summary: str | None = None
    directions: str | None = None


class ContactView(msgspec.Struct, frozen=True, kw_only=True):
    """Whom participants may ask."""

    name: str
    phone: str | None = None
    email: str | None = None


class ReportView(msgspec.Struct, frozen=True, kw_only=True):
    """When the report is due and what it may show."""

    grace_seconds: int | None
    min_cell: int
    policy: str


class SessionView(msgspec.Struct, frozen=True, kw_only=True):
    """A session for staff, with its availability as the public sees it."""

    id: UUID
    title: str
    kind: SessionKind
    field_of_action: FieldOfAction | None
    starts_at: datetime
    ends_at: datetime
    capacity: int | None
    drop_in: bool
    confidential: bool
    host_organisation_id: UUID | None
    room: str | None
    slot_of: UUID | None
    texts: dict[str, TextView]


class EventView(msgspec.Struct, frozen=True, kw_only=True):
    """An event for the organizing team."""

    id: UUID
    version: int
    status: Status
    title: str
    kind: EventKind
    organiser_id: UUID
    partner_ids: list[UUID]
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    capacity: int | None
    waitlist: bool
    promotion: Promotion
    duplicate_answer: DuplicateAnswer
    identity: Identity
    registration_opens_at: datetime
    registration_closes_at: datetime
    venue: str | None
    contact: ContactView | None
    join_url: str | None
    texts: dict[str, TextView]
    report: ReportView
    in_house: InHouse
    stay_minutes: int | None
    published_at: datetime | None
    closed_at: datetime | None
    sessions: list[SessionView]


class EventPage(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a list: an EventView for the organizing team, a PublicEventView for partners.

    Both may stand in one page, and JSON schema has no place for a union of untagged Structs.
    """

    items: list[Any]
    next: str | None


class PublicSessionView(msgspec.Struct, frozen=True, kw_only=True):
    """A session for everybody; `availability` is None where nothing is booked."""

    id: UUID
    title: str
    kind: SessionKind
    field_of_action: FieldOfAction | None
    starts_at: datetime
    ends_at: datetime
    drop_in: bool
    confidential: bool
    host_organisation: str | None
    room: str | None
    slot_of: UUID | None
    texts: dict[str, TextView]
    availability: Availability | None


class PublicEventView(msgspec.Struct, frozen=True, kw_only=True):
    """An event for everybody: no figure in it tells how many are coming."""

    id: UUID
    status: Status
    title: str
    kind: EventKind
    organiser: str
    partners: list[str]
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    waitlist: bool
    identity: Identity
    registration_opens_at: datetime
    registration_closes_at: datetime
    registration_open: bool
    venue: str | None
    contact: ContactView | None
    texts: dict[str, TextView]
    availability: Availability
    sessions: list[PublicSessionView]
