"""Between rows and values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from services.registration.events.domain import (
    Accessibility,
    Admission,
    Contact,
    DuplicateAnswer,
    Event,
    EventKind,
    FieldOfAction,
    Identity,
    InHouse,
    Overlaps,
    PostalAddress,
    Promotion,
    Report,
    Session,
    SessionKind,
    Status,
    Text,
)

_texts = msgspec.json.Decoder(dict[str, Text])
_contact = msgspec.json.Decoder(Contact)
_address = msgspec.json.Decoder(PostalAddress)
_accessibility = msgspec.json.Decoder(Accessibility)
_report = msgspec.json.Decoder(Report)
_pairs = msgspec.json.Decoder(tuple[tuple[UUID, UUID], ...])
_notice = msgspec.json.Decoder(dict[str, str])


def event_values(event: Event) -> list[Any]:
    """The row of an event, in the order of the statements that write it."""
    return [
        event.id,
        event.version,
        event.status.value,
        event.title,
        event.kind.value,
        event.organiser_id,
        list(event.partner_ids),
        event.starts_at,
        event.ends_at,
        event.time_zone,
        event.capacity,
        event.waitlist,
        event.promotion.value,
        event.duplicate_answer.value,
        event.identity.value,
        event.registration_opens_at,
        event.registration_closes_at,
        event.venue,
        as_json(event.contact) if event.contact else None,
        event.join_url,
        as_json(event.texts),
        as_json(event.report),
        event.in_house.value,
        event.stay_minutes,
        event.created_at,
        event.published_at,
        event.closed_at,
        as_json(event.address) if event.address else None,
        as_json(event.accessibility) if event.accessibility else None,
        list(event.co_organiser_ids),
        event.minimum_participants,
        event.decide_by,
        event.overlaps.value,
        as_json(event.allowed_overlaps),
        as_json(event.notice),
        event.series_id,
        event.admission.value,
        event.listed,
        event.reminder,
        event.sessions_least,
        event.sessions_most,
        event.changes_until,
    ]


def event_of(row: asyncpg.Record, sessions: Sequence[Session]) -> Event:
    """The event of a row, with its sessions."""
    values: dict[str, Any] = dict(row)
    values.update(
        status=Status(row["status"]),
        kind=EventKind(row["kind"]),
        partner_ids=tuple(row["partner_ids"]),
        promotion=Promotion(row["promotion"]),
        duplicate_answer=DuplicateAnswer(row["duplicate_answer"]),
        identity=Identity(row["identity"]),
        admission=Admission(row["admission"]),
        contact=_contact.decode(row["contact"]) if row["contact"] else None,
        texts=_texts.decode(row["texts"]),
        report=_report.decode(row["report"]),
        in_house=InHouse(row["in_house"]),
        address=_address.decode(row["address"]) if row["address"] else None,
        accessibility=_accessibility.decode(row["accessibility"]) if row["accessibility"] else None,
        co_organiser_ids=tuple(row["co_organiser_ids"]),
        overlaps=Overlaps(values.pop("overlap_rule")),
        allowed_overlaps=_pairs.decode(row["allowed_overlaps"]),
        notice=_notice.decode(row["notice"]),
        sessions=tuple(sessions),
    )
    return Event(**values)


def session_of(row: asyncpg.Record) -> Session:
    """The session of a row."""
    field_of_action = row["field_of_action"]
    return Session(
        id=row["id"],
        title=row["title"],
        kind=SessionKind(row["kind"]),
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        field_of_action=FieldOfAction(field_of_action) if field_of_action else None,
        capacity=row["capacity"],
        drop_in=row["drop_in"],
        confidential=row["confidential"],
        host_organisation_id=row["host_organisation_id"],
        room=row["room"],
        slot_of=row["slot_of"],
        texts=_texts.decode(row["texts"]),
        cancelled=row["cancelled"],
    )


def as_json(value: Any) -> str:
    """A value as it is kept in a jsonb column."""
    return msgspec.json.encode(value).decode()
