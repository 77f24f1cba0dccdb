"""Events as everybody sees them: no figure tells how many are coming."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from services.registration.events.domain import (
    Admission,
    Availability,
    Event,
    EventKind,
    FieldOfAction,
    Identity,
    Promotion,
    Session,
    SessionKind,
    Status,
    availability,
    availability_of_slots,
)
from services.registration.events.domain.mode import AttendanceMode, attendance_mode
from services.registration.events.views.texts import (
    AccessibilityView,
    ContactView,
    PostalAddressView,
    TextView,
    accessibility_view,
    address_view,
    contact_view,
    text_views,
)
from services.registration.organisations.domain import Organisation


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
    cancelled: bool
    availability: Availability | None


class PublicEventView(msgspec.Struct, frozen=True, kw_only=True):
    """An event for everybody: no figure in it tells how many are coming."""

    id: UUID
    status: Status
    title: str
    kind: EventKind
    organiser: str
    co_organisers: list[str]
    partners: list[str]
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    waitlist: bool
    identity: Identity
    admission: Admission
    promotion: Promotion
    sessions_least: int | None
    sessions_most: int | None
    changes_until: datetime | None
    registration_opens_at: datetime
    registration_closes_at: datetime
    registration_open: bool
    attendance_mode: AttendanceMode
    venue: str | None
    address: PostalAddressView | None
    accessibility: AccessibilityView | None
    contact: ContactView | None
    texts: dict[str, TextView]
    availability: Availability
    notice: dict[str, str]
    series_id: UUID | None
    sessions: list[PublicSessionView]


def public_event_view(
    event: Event,
    organisations: Mapping[UUID, Organisation],
    taken: Mapping[UUID, int],
    now: datetime,
) -> PublicEventView:
    """For everybody."""
    return PublicEventView(
        id=event.id,
        status=event.stage,
        title=event.title,
        kind=event.kind,
        organiser=organisations[event.organiser_id].name,
        co_organisers=[organisations[id_].name for id_ in event.co_organiser_ids],
        partners=[organisations[id_].name for id_ in event.partner_ids],
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        time_zone=event.time_zone,
        waitlist=event.waitlist,
        identity=event.identity,
        admission=event.admission,
        promotion=event.promotion,
        sessions_least=event.sessions_least,
        sessions_most=event.sessions_most,
        changes_until=event.changes_until,
        registration_opens_at=event.registration_opens_at,
        registration_closes_at=event.registration_closes_at,
        registration_open=event.public_may_register(now),
        attendance_mode=attendance_mode(event),
        venue=event.venue,
        address=address_view(event.address),
        accessibility=accessibility_view(event.accessibility),
        contact=contact_view(event.contact),
        texts=text_views(event.texts),
        availability=availability(event.capacity, taken.get(event.id, 0)),
        notice=dict(event.notice),
        series_id=event.series_id,
        sessions=[
            _public_session(session, event, organisations, taken) for session in event.sessions
        ],
    )


def session_availability(
    session: Session, event: Event, taken: Mapping[UUID, int]
) -> Availability | None:
    """Free, few or full; None where no place is booked.

    How free a session divided into slots is says the number of its slots that still are.
    """
    if session.confidential or session.cancelled or not session.takes_bookings:
        return None
    if session.drop_in and session.capacity is None:
        return None
    slots = [s for s in event.sessions if s.slot_of == session.id]
    if slots:
        return availability_of_slots([availability(s.capacity, taken.get(s.id, 0)) for s in slots])
    return availability(session.capacity, taken.get(session.id, 0))


def _public_session(
    session: Session,
    event: Event,
    organisations: Mapping[UUID, Organisation],
    taken: Mapping[UUID, int],
) -> PublicSessionView:
    host = organisations.get(session.host_organisation_id) if session.host_organisation_id else None
    return PublicSessionView(
        id=session.id,
        title=session.title,
        kind=session.kind,
        field_of_action=session.field_of_action,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        drop_in=session.drop_in,
        confidential=session.confidential,
        host_organisation=host.name if host else None,
        room=session.room,
        slot_of=session.slot_of,
        texts=text_views(session.texts),
        cancelled=session.cancelled,
        availability=session_availability(session, event, taken),
    )
