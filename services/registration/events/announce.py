"""Events, as messages."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from uuid import UUID

from services.registration.events.domain import (
    Accessibility,
    Event,
    PostalAddress,
    Session,
    Text,
)
from shared.contracts import events as contract
from shared.contracts.mail_requests import MAIL_REQUESTS, EventNotice, MailRequested
from shared.ids import new_id
from shared.messaging.outbox import OutgoingMessage


def event_changed(event: Event) -> OutgoingMessage:
    """An event in full."""
    contact, report = event.contact, event.report
    body = contract.EventChanged(
        id=event.id,
        version=event.version,
        status=event.status.value,
        title=event.title,
        kind=event.kind.value,
        organiser_id=event.organiser_id,
        partner_ids=event.partner_ids,
        co_organiser_ids=event.co_organiser_ids,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        time_zone=event.time_zone,
        capacity=event.capacity,
        waitlist=event.waitlist,
        promotion=event.promotion.value,
        identity=event.identity.value,
        registration_opens_at=event.registration_opens_at,
        registration_closes_at=event.registration_closes_at,
        venue=event.venue,
        address=_address(event.address),
        accessibility=_accessibility(event.accessibility),
        contact=contract.EventContact(name=contact.name, phone=contact.phone, email=contact.email)
        if contact
        else None,
        join_url=event.join_url,
        texts=_texts(event.texts),
        report=contract.ReportPolicy(
            grace_seconds=report.grace_seconds, min_cell=report.min_cell, policy=report.policy
        ),
        in_house=event.in_house.value,
        stay_minutes=event.stay_minutes,
        minimum_participants=event.minimum_participants,
        decide_by=event.decide_by,
        series_id=event.series_id,
        reminder=event.reminder,
        closed_at=event.closed_at,
        sessions=tuple(_session(session) for session in event.sessions),
    )
    return OutgoingMessage(contract.EVENTS, str(event.id), body)


def notice(event: Event) -> OutgoingMessage:
    """What the organizer says about this version of the event, for the mails about it.

    Free text travels through the topic that forgets after seven days, never with the event.
    """
    body = EventNotice(event_id=event.id, event_version=event.version, texts=dict(event.notice))
    return OutgoingMessage(MAIL_REQUESTS, str(event.id), body)


def too_few(event: Event, taken: int, staff_id: UUID) -> OutgoingMessage:
    """Somebody of the team is to hear that too few people are registered; old news by the day."""
    body = MailRequested(
        id=new_id(),
        kind="minimum_warning",
        person_id=staff_id,
        subject_id=event.id,
        expires_at=event.decision_at,
        registered=taken,
    )
    return OutgoingMessage(MAIL_REQUESTS, str(staff_id), body)


def _session(session: Session) -> contract.SessionState:
    return contract.SessionState(
        id=session.id,
        title=session.title,
        kind=session.kind.value,
        field_of_action=session.field_of_action.value if session.field_of_action else None,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        capacity=session.capacity,
        drop_in=session.drop_in,
        confidential=session.confidential,
        host_organisation_id=session.host_organisation_id,
        room=session.room,
        slot_of=session.slot_of,
        texts=_texts(session.texts),
        cancelled=session.cancelled,
    )


def _address(address: PostalAddress | None) -> contract.PostalAddress | None:
    return contract.PostalAddress(**dataclasses.asdict(address)) if address else None


def _accessibility(said: Accessibility | None) -> contract.Accessibility | None:
    return contract.Accessibility(**dataclasses.asdict(said)) if said else None


def _texts(texts: Mapping[str, Text]) -> dict[str, contract.Texts]:
    return {locale: contract.Texts(**dataclasses.asdict(t)) for locale, t in texts.items()}
