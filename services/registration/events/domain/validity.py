"""What makes an event valid: each rule gives the faults it finds, by the field a client wrote."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from services.registration.events.domain.event import Event, Session
from services.registration.events.domain.words import InHouse, Status
from shared.errors import FieldError

SESSIONS_MAX = 500
EVENT_DAYS_MAX = 31
YEARS_AHEAD_MAX = 5


def faults_of_event(event: Event) -> list[FieldError]:
    """What contradicts itself in an event, whoever asks and whenever."""
    faults: list[FieldError] = []
    if event.ends_at <= event.starts_at:
        faults.append(FieldError("ends_at", "must be after starts_at", "ends_before_start"))
    elif event.ends_at - event.starts_at > timedelta(days=EVENT_DAYS_MAX):
        faults.append(
            FieldError("ends_at", f"at most {EVENT_DAYS_MAX} days after starts_at", "too_long")
        )
    if event.registration_closes_at <= event.registration_opens_at:
        faults.append(
            FieldError(
                "registration_closes_at",
                "must be after registration_opens_at",
                "closes_before_opening",
            )
        )
    if event.in_house is InHouse.ESTIMATED and event.stay_minutes is None:
        faults.append(FieldError("stay_minutes", "needed where in_house is estimated", "missing"))
    return faults + _faults_of_organisations(event) + _faults_of_numbers(event)


def _faults_of_numbers(event: Event) -> list[FieldError]:
    """How many come and how much they choose, until when they change it."""
    faults: list[FieldError] = []
    if event.decide_by is not None:
        if event.minimum_participants is None:
            faults.append(
                FieldError("minimum_participants", "needed where decide_by is given", "missing")
            )
        if event.decide_by > event.starts_at:
            faults.append(FieldError("decide_by", "must not be after starts_at", "after_start"))
    least, most = event.sessions_least, event.sessions_most
    if least is not None and most is not None and least > most:
        faults.append(FieldError("sessions_least", "is above sessions_most", "above_most"))
    if event.changes_until is not None and event.changes_until > event.ends_at:
        faults.append(FieldError("changes_until", "is after the event ends", "after_end"))
    least, most = event.minimum_participants, event.capacity
    if least is not None and most is not None and least > most:
        faults.append(FieldError("minimum_participants", "is above the capacity", "above_capacity"))
    return faults


def _faults_of_organisations(event: Event) -> list[FieldError]:
    """Each organisation has one part in an event."""
    faults = []
    known = {event.organiser_id}
    for name, ids in (
        ("co_organiser_ids", event.co_organiser_ids),
        ("partner_ids", event.partner_ids),
    ):
        if known & set(ids) or len(set(ids)) != len(ids):
            faults.append(FieldError(name, "must name each other organisation once", "repeated"))
        known |= set(ids)
    return faults


def faults_of_dates(starts_at: datetime, ends_at: datetime, now: datetime) -> list[FieldError]:
    """What is wrong with planning an event at these instants now."""
    if ends_at <= now:
        return [FieldError("ends_at", "is in the past", "past")]
    if starts_at > now + timedelta(days=366 * YEARS_AHEAD_MAX):
        return [FieldError("starts_at", f"is more than {YEARS_AHEAD_MAX} years away", "too_far")]
    return []


def faults_of_session(session: Session, event: Event, path: str) -> list[FieldError]:
    """What is wrong with a session within its event."""
    if session.ends_at <= session.starts_at:
        return [FieldError(f"{path}.ends_at", "must be after starts_at", "ends_before_start")]
    if session.starts_at < event.starts_at:
        return [FieldError(f"{path}.starts_at", "is before the event starts", "outside_event")]
    if session.ends_at > event.ends_at:
        return [FieldError(f"{path}.ends_at", "is after the event ends", "outside_event")]
    return []


def capacities_below_taken(
    event: Event, taken: Mapping[UUID, int], paths: Mapping[UUID, str]
) -> list[FieldError]:
    """Capacities that would be smaller than the places already given away."""
    capacities: list[tuple[UUID, int | None]] = [(event.id, event.capacity)]
    capacities += [(s.id, s.capacity) for s in event.sessions]
    return [
        FieldError(paths.get(id_, "capacity"), "is below the places already taken", "below_taken")
        for id_, capacity in capacities
        if capacity is not None and capacity < taken.get(id_, 0)
    ]


def removed_sessions(before: Sequence[Session], after: Sequence[Session]) -> list[Session]:
    """Sessions that a change leaves out."""
    kept = {s.id for s in after}
    return [s for s in before if s.id not in kept]


def is_another_day(before: Event, after: Event) -> bool:
    """Whether a change gives a published event another start or end."""
    dates = (before.starts_at, before.ends_at)
    return before.status is Status.PUBLISHED and dates != (after.starts_at, after.ends_at)


def sessions_elsewhen(before: Event, after: Event) -> frozenset[UUID]:
    """Sessions of a published event that a change gives another time; none if the day itself moves.

    Whoever chose one would come at the wrong hour.
    """
    if before.status is not Status.PUBLISHED or is_another_day(before, after):
        return frozenset()
    times = {s.id: (s.starts_at, s.ends_at) for s in before.sessions}
    return frozenset(
        s.id for s in after.sessions if times.get(s.id) not in {None, (s.starts_at, s.ends_at)}
    )


def changed_fields(before: Event, after: Event) -> list[str]:
    """Names of what a change made different; the version and the sessions' own fields aside."""
    names = (each.name for each in dataclasses.fields(Event) if each.name != "version")
    return [name for name in names if getattr(before, name) != getattr(after, name)]
