"""Events as their organizing team sees them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from services.registration.events.domain import (
    DuplicateAnswer,
    Event,
    EventKind,
    FieldOfAction,
    Identity,
    InHouse,
    Promotion,
    Session,
    SessionKind,
    Status,
)
from services.registration.events.views.texts import (
    ContactView,
    TextView,
    contact_view,
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


def event_view(event: Event) -> EventView:
    """For the organizing team."""
    return EventView(
        id=event.id,
        version=event.version,
        status=event.status,
        title=event.title,
        kind=event.kind,
        organiser_id=event.organiser_id,
        partner_ids=list(event.partner_ids),
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        time_zone=event.time_zone,
        capacity=event.capacity,
        waitlist=event.waitlist,
        promotion=event.promotion,
        duplicate_answer=event.duplicate_answer,
        identity=event.identity,
        registration_opens_at=event.registration_opens_at,
        registration_closes_at=event.registration_closes_at,
        venue=event.venue,
        contact=contact_view(event.contact),
        join_url=event.join_url,
        texts=text_views(event.texts),
        report=ReportView(
            grace_seconds=event.report.grace_seconds,
            min_cell=event.report.min_cell,
            policy=event.report.policy,
        ),
        in_house=event.in_house,
        stay_minutes=event.stay_minutes,
        published_at=event.published_at,
        closed_at=event.closed_at,
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
    )
