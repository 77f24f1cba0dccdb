"""An event on another day, at the hours where clocks are put back, and what a copy takes along."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from services.registration.events.bodies.moving import CopyBody
from services.registration.events.domain import (
    Event,
    EventKind,
    Session,
    SessionKind,
    Status,
    faults_of_event,
    faults_of_session,
)
from services.registration.events.domain.shifting import shifted
from services.registration.events.planning.shifting import copied_event

NOW = datetime(2027, 5, 3, 9, tzinfo=UTC)
NIGHT = datetime(2027, 6, 14, 0, 30, tzinfo=UTC)
"""Half past two in Berlin."""
SECOND_TIME = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
"""Half past two in Berlin for the second time in that night."""


def night(**values: object) -> Event:
    """A quarter of an hour in the night, with one session as long as it."""
    ends_at = NIGHT + timedelta(minutes=15)
    part = Session(uuid4(), "Wache", SessionKind.TALK, NIGHT, ends_at)
    given: dict[str, object] = {
        "id": uuid4(),
        "version": 3,
        "status": Status.PUBLISHED,
        "title": "Nachtwache",
        "kind": EventKind.EXCHANGE,
        "organiser_id": uuid4(),
        "starts_at": NIGHT,
        "ends_at": ends_at,
        "time_zone": "Europe/Berlin",
        "registration_opens_at": NOW,
        "registration_closes_at": ends_at,
        "created_at": NOW,
        "published_at": NOW,
        "sessions": (part,),
        **values,
    }
    return Event(**given)  # type: ignore[arg-type]  # written out above


def test_in_the_hour_that_comes_twice_everything_keeps_its_length() -> None:
    """Protects an event at the second half past two: no end before its start, no early close."""
    decide = {"minimum_participants": 3, "decide_by": NIGHT}
    moved = shifted(night(**decide), SECOND_TIME, NOW)
    assert moved.ends_at == SECOND_TIME + timedelta(minutes=15)
    assert moved.registration_closes_at == moved.ends_at
    assert (moved.sessions[0].starts_at, moved.sessions[0].ends_at) == (
        SECOND_TIME,
        moved.ends_at,
    )
    assert moved.decide_by is not None
    assert moved.decide_by <= moved.starts_at
    assert faults_of_event(moved) == []
    assert faults_of_session(moved.sessions[0], moved, "sessions") == []


def test_the_day_of_decision_moves_along_by_the_clock() -> None:
    """Protects the decision: two days before at noon is two days before at noon again."""
    decide_by = datetime(2027, 6, 12, 10, tzinfo=UTC)
    event = night(minimum_participants=3, decide_by=decide_by)
    moved = shifted(event, datetime(2028, 1, 12, 1, 30, tzinfo=UTC), NOW)
    assert moved.decide_by == datetime(2028, 1, 10, 11, tzinfo=UTC)


def test_a_window_that_has_opened_stays_open_only_where_it_shall() -> None:
    """Protects who is registering right now: a moved event stays open, a copy begins anew."""
    opened = NOW - timedelta(days=2)
    event = night(registration_opens_at=opened, created_at=opened - timedelta(days=9))
    then = NIGHT + timedelta(days=7)
    assert shifted(event, then, NOW).registration_opens_at == opened
    again = shifted(event, then, NOW, stays_open=False).registration_opens_at
    assert again == opened + timedelta(days=7)


def test_a_copy_is_a_new_draft_and_takes_nothing_along_that_was_the_old_one_s() -> None:
    """Protects the copy: no history, no news, no link; pairs and slots name its own sessions."""
    first, second = uuid4(), uuid4()
    times = (NIGHT, NIGHT + timedelta(minutes=15))
    parts = (
        Session(first, "Messen", SessionKind.STATION, *times),
        Session(second, "Reden", SessionKind.TALK, *times),
        Session(uuid4(), "Messen", SessionKind.STATION, *times, slot_of=first),
    )
    event = night(
        sessions=parts,
        allowed_overlaps=((first, second),),
        join_url="https://meet.example.org/x",
        notice={"de": "Wir ziehen um."},
        closed_at=NOW,
        reported_at=NOW,
        status=Status.CLOSED,
    )
    copy = copied_event(event, CopyBody(starts_at=NIGHT + timedelta(days=7)), NOW, uuid4)
    assert (copy.status, copy.version, copy.title) == (Status.DRAFT, 1, "Nachtwache")
    assert (copy.join_url, dict(copy.notice)) == (None, {})
    assert (copy.published_at, copy.closed_at, copy.reported_at) == (None, None, None)
    assert not copy.is_public
    measured, spoken, slot = copy.sessions
    assert slot.slot_of == measured.id
    assert set(copy.allowed_overlaps[0]) == {measured.id, spoken.id}
    assert not {s.id for s in copy.sessions} & {s.id for s in parts}
    assert copy.created_at == NOW
