"""What clients send for events as a whole."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from services.registration.events.bodies.parts import (
    AccessibilityBody,
    Capacity,
    EventContactBody,
    EventTexts,
    Notices,
    PostalAddressBody,
    ReportBody,
)
from services.registration.events.bodies.sessions import SessionBody, SessionPatch
from services.registration.events.domain import (
    ALLOWED_OVERLAPS_MAX,
    Admission,
    DuplicateAnswer,
    EventKind,
    Identity,
    InHouse,
    Overlaps,
    Promotion,
)
from shared.web.fields import Address, Body, Instant, Line, ShortLine, Url

CO_ORGANISERS_MAX = 20
CoOrganisers = Annotated[list[UUID], Meta(max_length=CO_ORGANISERS_MAX)]
PairOfSessions = Annotated[list[UUID], Meta(min_length=2, max_length=2)]


class EventPatch(Body, frozen=True, kw_only=True):
    """Fields left out stay; sessions left out stay too.

    `allowed_overlaps`: pairs of sessions that one person may choose though they overlap; a session
    divided into slots stands for its slots.

    `session_order`: ids of sessions as they follow each other in the programme; those not named
    stay behind them.

    `listed`: whether calendars and the start page show the event; null: unless it is by invitation.

    `sessions_least`, `sessions_most`: of those with places, for each person. `changes_until`: then
    only the team changes or cancels registrations.

    `reminder`: whether confirmed people get a mail the day before.
    """

    title: Line | UnsetType = UNSET
    kind: EventKind | UnsetType = UNSET
    organiser_id: UUID | UnsetType = UNSET
    partner_ids: Annotated[list[UUID], Meta(max_length=100)] | UnsetType = UNSET
    co_organiser_ids: CoOrganisers | UnsetType = UNSET
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
    admission: Admission | UnsetType = UNSET
    listed: bool | UnsetType | None = UNSET
    venue: Address | UnsetType | None = UNSET
    address: PostalAddressBody | UnsetType | None = UNSET
    accessibility: AccessibilityBody | UnsetType | None = UNSET
    contact: EventContactBody | UnsetType | None = UNSET
    join_url: Url | UnsetType | None = UNSET
    texts: EventTexts | UnsetType = UNSET
    report: ReportBody | UnsetType = UNSET
    in_house: InHouse | UnsetType = UNSET
    stay_minutes: Annotated[int, Meta(ge=1, le=1440)] | UnsetType | None = UNSET
    minimum_participants: Capacity | UnsetType | None = UNSET
    decide_by: Instant | UnsetType | None = UNSET
    overlaps: Overlaps | UnsetType = UNSET
    allowed_overlaps: (
        Annotated[list[PairOfSessions], Meta(max_length=ALLOWED_OVERLAPS_MAX)] | UnsetType
    ) = UNSET
    series_id: UUID | UnsetType | None = UNSET
    reminder: bool | UnsetType = UNSET
    sessions_least: Capacity | UnsetType | None = UNSET
    sessions_most: Capacity | UnsetType | None = UNSET
    changes_until: Instant | UnsetType | None = UNSET
    notice: Notices | UnsetType = UNSET
    sessions: Annotated[list[SessionPatch], Meta(max_length=300)] | UnsetType = UNSET
    remove_session_ids: Annotated[list[UUID], Meta(max_length=500)] = msgspec.field(
        default_factory=list
    )
    session_order: Annotated[list[UUID], Meta(max_length=500)] = msgspec.field(default_factory=list)


class EventBody(Body, frozen=True, kw_only=True):
    """A new event. `admission: invitation`: nobody registers without a contingent's link or an
    invitation; calendars leave such an event out unless `listed` says otherwise."""

    title: Line
    kind: EventKind
    organiser_id: UUID
    partner_ids: Annotated[list[UUID], Meta(max_length=100)] = msgspec.field(default_factory=list)
    co_organiser_ids: CoOrganisers = msgspec.field(default_factory=list)
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
    admission: Admission = Admission.OPEN
    listed: bool | None = None
    venue: Address | None = None
    address: PostalAddressBody | None = None
    accessibility: AccessibilityBody | None = None
    contact: EventContactBody | None = None
    join_url: Url | None = None
    texts: EventTexts = msgspec.field(default_factory=dict)
    report: ReportBody = ReportBody()
    in_house: InHouse = InHouse.COUNTED
    stay_minutes: Annotated[int, Meta(ge=1, le=1440)] | None = None
    minimum_participants: Capacity | None = None
    decide_by: Instant | None = None
    overlaps: Overlaps = Overlaps.REFUSE
    series_id: UUID | None = None
    reminder: bool = True
    sessions_least: Capacity | None = None
    sessions_most: Capacity | None = None
    changes_until: Instant | None = None
    sessions: Annotated[list[SessionBody], Meta(max_length=300)] = msgspec.field(
        default_factory=list
    )
