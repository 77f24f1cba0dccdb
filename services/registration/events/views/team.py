"""Events as their organizing team sees them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from services.registration.events.domain import (
    Admission,
    DuplicateAnswer,
    Event,
    EventKind,
    FieldOfAction,
    Identity,
    InHouse,
    Overlaps,
    Promotion,
    Session,
    SessionKind,
    Status,
)
from services.registration.events.views.texts import (
    AccessibilityView,
    ContactView,
    PostalAddressView,
    TeamTextView,
    TextView,
    accessibility_view,
    address_view,
    contact_view,
    team_text_views,
    text_views,
)


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
    cancelled: bool


class EventView(msgspec.Struct, frozen=True, kw_only=True):
    """An event for the organizing team."""

    id: UUID
    version: int
    status: Status
    title: str
    kind: EventKind
    organiser_id: UUID
    partner_ids: list[UUID]
    co_organiser_ids: list[UUID]
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    capacity: int | None
    waitlist: bool
    promotion: Promotion
    duplicate_answer: DuplicateAnswer
    identity: Identity
    admission: Admission
    listed: bool
    registration_opens_at: datetime
    registration_closes_at: datetime
    venue: str | None
    address: PostalAddressView | None
    accessibility: AccessibilityView | None
    contact: ContactView | None
    join_url: str | None
    texts: dict[str, TeamTextView]
    report: ReportView
    in_house: InHouse
    stay_minutes: int | None
    minimum_participants: int | None
    decide_by: datetime | None
    overlaps: Overlaps
    allowed_overlaps: list[list[UUID]]
    notice: dict[str, str]
    series_id: UUID | None
    reminder: bool
    sessions_least: int | None
    sessions_most: int | None
    changes_until: datetime | None
    published_at: datetime | None
    closed_at: datetime | None
    reported_at: datetime | None
    sessions: list[SessionView]


class EventPage(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a list: an EventView for the organizing team, a PublicEventView for partners.

    Both may stand in one page, and JSON schema has no place for a union of untagged Structs.
    """

    items: list[Any]
    next: str | None


def event_view(event: Event) -> EventView:
    """For the organizing team."""
    return EventView(
        id=event.id,
        version=event.version,
        status=event.stage,
        title=event.title,
        kind=event.kind,
        organiser_id=event.organiser_id,
        partner_ids=list(event.partner_ids),
        co_organiser_ids=list(event.co_organiser_ids),
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        time_zone=event.time_zone,
        capacity=event.capacity,
        waitlist=event.waitlist,
        promotion=event.promotion,
        duplicate_answer=event.duplicate_answer,
        identity=event.identity,
        admission=event.admission,
        listed=event.listed,
        registration_opens_at=event.registration_opens_at,
        registration_closes_at=event.registration_closes_at,
        venue=event.venue,
        address=address_view(event.address),
        accessibility=accessibility_view(event.accessibility),
        contact=contact_view(event.contact),
        join_url=event.join_url,
        texts=team_text_views(event.texts),
        report=ReportView(
            grace_seconds=event.report.grace_seconds,
            min_cell=event.report.min_cell,
            policy=event.report.policy,
        ),
        in_house=event.in_house,
        stay_minutes=event.stay_minutes,
        minimum_participants=event.minimum_participants,
        decide_by=event.decide_by,
        overlaps=event.overlaps,
        allowed_overlaps=[list(pair) for pair in event.allowed_overlaps],
        notice=dict(event.notice),
        series_id=event.series_id,
        reminder=event.reminder,
        sessions_least=event.sessions_least,
        sessions_most=event.sessions_most,
        changes_until=event.changes_until,
        published_at=event.published_at,
        closed_at=event.closed_at,
        reported_at=event.reported_at,
        sessions=[_session(session) for session in event.sessions],
    )


def _session(session: Session) -> SessionView:
    return SessionView(
        id=session.id,
        title=session.title,
        kind=session.kind,
        field_of_action=session.field_of_action,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        capacity=session.capacity,
        drop_in=session.drop_in,
        confidential=session.confidential,
        host_organisation_id=session.host_organisation_id,
        room=session.room,
        slot_of=session.slot_of,
        texts=text_views(session.texts),
        cancelled=session.cancelled,
    )
