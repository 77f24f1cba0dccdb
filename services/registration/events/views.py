"""Organisations and events as clients see them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from services.registration.events.bodies import (
    ContactView,
    EventView,
    OrganisationView,
    PublicEventView,
    PublicSessionView,
    ReportView,
    SessionView,
    TextView,
)
from services.registration.events.domain import (
    Availability,
    Contact,
    Event,
    Organisation,
    Session,
    Text,
    availability,
)
from shared.errors import InvalidFields

CURSOR_MAX_CHARACTERS = 200


def organisation_view(organisation: Organisation) -> OrganisationView:
    """For the organisation's own staff."""
    return OrganisationView(
        id=organisation.id,
        version=organisation.version,
        name=organisation.name,
        kind=organisation.kind.value,
        parent_id=organisation.parent_id,
        branch=organisation.branch,
        headcount=organisation.headcount,
        size_class=organisation.size_class,
        carrier=organisation.carrier.value if organisation.carrier else None,
        address=organisation.address,
    )


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
        contact=_contact(event.contact),
        join_url=event.join_url,
        texts=_texts(event.texts),
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


def public_event_view(
    event: Event,
    organisations: Mapping[UUID, Organisation],
    taken: Mapping[UUID, int],
    now: datetime,
) -> PublicEventView:
    """For everybody."""
    return PublicEventView(
        id=event.id,
        status=event.status,
        title=event.title,
        kind=event.kind,
        organiser=organisations[event.organiser_id].name,
        partners=[organisations[id_].name for id_ in event.partner_ids],
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        time_zone=event.time_zone,
        waitlist=event.waitlist,
        identity=event.identity,
        registration_opens_at=event.registration_opens_at,
        registration_closes_at=event.registration_closes_at,
        registration_open=event.registration_is_open(now),
        venue=event.venue,
        contact=_contact(event.contact),
        texts=_texts(event.texts),
        availability=availability(event.capacity, taken.get(event.id, 0)),
        sessions=[
            _public_session(session, event, organisations, taken) for session in event.sessions
        ],
    )


def session_availability(
    session: Session, event: Event, taken: Mapping[UUID, int]
) -> Availability | None:
    """Free, few or full; None where no place is booked.

    A session divided into slots is as free as its freest slot.
    """
    if session.confidential or (session.drop_in and session.capacity is None):
        return None
    slots = [s for s in event.sessions if s.slot_of == session.id]
    found = [availability(s.capacity, taken.get(s.id, 0)) for s in slots or [session]]
    order = list(Availability)
    return min(found, key=order.index)


def cursor(instant: datetime, id_: UUID) -> str:
    """Where a page of a list ended, opaque for clients."""
    text = f"{instant.astimezone(UTC).isoformat()}|{id_}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(text: str | None) -> tuple[datetime, UUID] | None:
    """The end of the page before; raises InvalidFields."""
    if text is None:
        return None
    padded = text[:CURSOR_MAX_CHARACTERS] + "=" * (-len(text) % 4)
    try:
        instant, _, id_ = base64.urlsafe_b64decode(padded.encode()).decode().partition("|")
        return datetime.fromisoformat(instant).astimezone(UTC), UUID(id_)
    except (ValueError, OverflowError, binascii.Error):
        raise InvalidFields.one("cursor", "is not one of ours", "cursor") from None


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
        texts=_texts(session.texts),
    )


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
        texts=_texts(session.texts),
        availability=session_availability(session, event, taken),
    )


def _contact(contact: Contact | None) -> ContactView | None:
    if contact is None:
        return None
    return ContactView(name=contact.name, phone=contact.phone, email=contact.email)


def _texts(texts: Mapping[str, Text]) -> dict[str, TextView]:
    return {
        locale: TextView(title=t.title, summary=t.summary, directions=t.directions)
        for locale, t in texts.items()
    }
