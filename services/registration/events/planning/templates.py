"""From a template to what a client would have sent for such an event, or to a copy of one."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from services.registration.events.bodies import EventBody, SessionBody, SlotsBody, TextBody
from services.registration.events.bodies.moving import CopyBody
from services.registration.events.bodies.templates import FromTemplateBody
from services.registration.events.domain import Event
from services.registration.events.domain.templates import PlacedPart, Template, placed
from services.registration.events.planning.sessions import NewId
from services.registration.events.planning.shifting import copied_event
from services.registration.events.planning.values import is_time_zone
from shared.errors import InvalidFields


def body_from_template(template: Template, body: FromTemplateBody) -> EventBody:
    """An event as its kind usually is; raises InvalidFields where the time zone is none."""
    if not is_time_zone(body.time_zone):
        reason = "is no IANA time zone such as Europe/Berlin"
        raise InvalidFields.one("time_zone", reason, "time-zone")
    zone = ZoneInfo(body.time_zone)
    try:
        ends_at = body.ends_at or template.ends_at(body.starts_at, zone)
        parts = placed(template, body.starts_at, ends_at, zone) if body.programme else []
    except (OverflowError, ValueError):
        raise InvalidFields.one("starts_at", "is out of range", "out-of-range") from None
    return EventBody(
        title=body.title,
        kind=template.kind,
        organiser_id=body.organiser_id,
        starts_at=body.starts_at,
        ends_at=ends_at,
        time_zone=body.time_zone,
        series_id=body.series_id,
        sessions=[_session(each) for each in parts],
    )


def event_from_saved(event: Event, body: FromTemplateBody, now: datetime, new_id: NewId) -> Event:
    """A draft like the event that a template was made of; raises InvalidFields."""
    if body.ends_at is not None:
        raise InvalidFields.one("ends_at", "follows from the saved template", "fixed")
    moved = copied_event(event, CopyBody(starts_at=body.starts_at, title=body.title), now, new_id)
    others = {body.organiser_id}
    return dataclasses.replace(
        moved,
        organiser_id=body.organiser_id,
        co_organiser_ids=tuple(id_ for id_ in moved.co_organiser_ids if id_ not in others),
        partner_ids=tuple(id_ for id_ in moved.partner_ids if id_ not in others),
        series_id=body.series_id,
        sessions=moved.sessions if body.programme else (),
        allowed_overlaps=moved.allowed_overlaps if body.programme else (),
    )


def as_template(event: Event) -> Event:
    """What of an event is worth keeping: not who may join online, nor its own news and history."""
    return dataclasses.replace(
        event,
        join_url=None,
        notice={},
        series_id=None,
        published_at=None,
        closed_at=None,
        reported_at=None,
    )


def _session(found: PlacedPart) -> SessionBody:
    part = found.part
    slots = None
    if part.slots:
        every_minutes, capacity = part.slots
        slots = SlotsBody(every_minutes=every_minutes, capacity=capacity)
    return SessionBody(
        title=part.title,
        kind=part.kind,
        field_of_action=part.field_of_action,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        drop_in=part.drop_in,
        slots=slots,
        texts={"en": TextBody(title=part.english)},
    )


def slots_of_session(event: Event, session_id: object) -> SlotsBody | None:
    """How a session of an event is divided, or None."""
    slots = [each for each in event.sessions if each.slot_of == session_id]
    if not slots:
        return None
    minutes = int((slots[0].ends_at - slots[0].starts_at) / timedelta(minutes=1))
    return SlotsBody(every_minutes=minutes, capacity=slots[0].capacity)
