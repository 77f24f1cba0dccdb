"""From what a client sent to an event, with every fault named at once.

Pure but for cleaning texts; ids are made by the caller's `new_id`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import UNSET

from services.registration.events.bodies import EventBody, EventPatch
from services.registration.events.domain import (
    SESSIONS_MAX,
    Event,
    Pair,
    Report,
    Status,
    duplicate_answer_by_identity,
    faults_of_dates,
    faults_of_event,
    faults_of_session,
    identity_by_kind,
    in_order,
    listed_by_admission,
    policy_by_kind,
    promotion_by_kind,
    without,
)
from services.registration.events.planning.sessions import NewId, PlannedSessions
from services.registration.events.planning.values import event_values
from shared.web.faults import Faults

FIXED_ONCE_PUBLISHED = ("kind", "identity", "organiser_id", "time_zone")


def planned_event(body: EventBody, now: datetime, new_id: NewId) -> Event:
    """A new draft; raises InvalidFields with every fault."""
    faults = Faults()
    values = event_values(body, faults)
    kind = body.kind
    identity = body.identity or identity_by_kind(kind)
    values.update(
        identity=identity,
        promotion=body.promotion or promotion_by_kind(kind),
        listed=listed_by_admission(body.admission) if body.listed is None else body.listed,
        duplicate_answer=body.duplicate_answer or duplicate_answer_by_identity(identity),
        registration_opens_at=values.get("registration_opens_at") or now,
        registration_closes_at=values.get("registration_closes_at") or values["ends_at"],
    )
    event = Event(id=new_id(), version=1, status=Status.DRAFT, created_at=now, **values)
    event = dataclasses.replace(event, report=_with_policy(event))
    faults.extend(faults_of_dates(event.starts_at, event.ends_at, now))
    sessions = PlannedSessions(event, faults, new_id)
    for index, session in enumerate(body.sessions):
        sessions.add(session, f"sessions[{index}]")
    sessions.check_slots()
    return _whole(dataclasses.replace(event, sessions=sessions.all()), sessions.paths, faults)


def changed_event(event: Event, patch: EventPatch, now: datetime, new_id: NewId) -> Event:
    """The event after a change, version not yet raised; raises InvalidFields."""
    faults = Faults()
    values = event_values(patch, faults)
    kind = values.get("kind", event.kind)
    if patch.identity is None:
        values["identity"] = identity_by_kind(kind)
    if patch.promotion is None:
        values["promotion"] = promotion_by_kind(kind)
    if patch.duplicate_answer is None:
        identity = values.get("identity", event.identity)
        values["duplicate_answer"] = duplicate_answer_by_identity(identity)
    _list_by_admission(event, patch, values)
    if patch.registration_opens_at is None:
        values["registration_opens_at"] = event.created_at
    ends_at = values.get("ends_at", event.ends_at)
    closes_with_end = event.registration_closes_at == event.ends_at
    if patch.registration_closes_at is None or (
        patch.registration_closes_at is UNSET and closes_with_end
    ):
        values["registration_closes_at"] = ends_at
    _refuse_late_changes(event, values, faults)
    after = dataclasses.replace(event, **values)
    after = dataclasses.replace(after, report=_with_policy(after))
    if (after.starts_at, after.ends_at) != (event.starts_at, event.ends_at):
        faults.extend(faults_of_dates(after.starts_at, after.ends_at, now))
    sessions = PlannedSessions(after, faults, new_id)
    if patch.sessions is not UNSET:
        for index, session in enumerate(patch.sessions):
            sessions.put(session, f"sessions[{index}]")
    sessions.remove(patch.remove_session_ids)
    sessions.order(patch.session_order)
    sessions.check_slots()
    after = dataclasses.replace(after, sessions=sessions.all())
    after = dataclasses.replace(after, allowed_overlaps=_allowed(after, patch, faults))
    return _whole(after, sessions.paths, faults)


def session_paths(event: Event, patch: EventPatch) -> dict[UUID, str]:
    """Where in a change the capacity of each session stands, for naming it in an error."""
    paths = {s.id: "sessions" for s in event.sessions}
    for index, session in enumerate(patch.sessions or []):
        if isinstance(session.id, UUID):
            paths[session.id] = f"sessions[{index}].capacity"
    return paths


def _whole(event: Event, paths: Mapping[UUID, str], faults: Faults) -> Event:
    """Check what depends on the whole event."""
    faults.extend(faults_of_event(event))
    if len(event.sessions) > SESSIONS_MAX:
        faults.add("sessions", f"are more than {SESSIONS_MAX} with their slots", "too-many")
    for session in event.sessions:
        if session.id not in paths:
            faults.extend(faults_of_session(session, event, "sessions"))
    faults.raise_any()
    return event


def _allowed(event: Event, patch: EventPatch, faults: Faults) -> tuple[Pair, ...]:
    """Pairs of sessions that may overlap: as sent, or as before without those that are gone."""
    known = {session.id for session in event.sessions}
    if patch.allowed_overlaps is UNSET:
        named = {id_ for pair in event.allowed_overlaps for id_ in pair}
        return without(event.allowed_overlaps, named - known)
    for index, pair in enumerate(patch.allowed_overlaps):
        path = f"allowed_overlaps[{index}]"
        for place, id_ in enumerate(pair):
            if id_ not in known:
                faults.add(f"{path}[{place}]", "is no session of this event", "unknown")
        if len(set(pair)) == 1:
            faults.add(path, "must name two sessions", "repeated")
    return in_order((one, other) for one, other in patch.allowed_overlaps)


def _list_by_admission(event: Event, patch: EventPatch, values: dict[str, Any]) -> None:
    """An event that becomes by invitation leaves the calendars, unless something else was said."""
    admission = values.get("admission", event.admission)
    changes = patch.listed is UNSET and admission is not event.admission
    if patch.listed is None or changes:
        values["listed"] = listed_by_admission(admission)


def _refuse_late_changes(event: Event, values: Mapping[str, Any], faults: Faults) -> None:
    if event.status is Status.DRAFT:
        return
    for name in FIXED_ONCE_PUBLISHED:
        if name in values and values[name] != getattr(event, name):
            faults.add(name, "is fixed once published", "fixed")


def _with_policy(event: Event) -> Report:
    return dataclasses.replace(event.report, policy=policy_by_kind(event.kind))
