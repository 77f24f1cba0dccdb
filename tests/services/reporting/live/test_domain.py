"""What live figures hold back, without any database."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import msgspec

from services.reporting.facts.counted import EventCount
from services.reporting.facts.domain import Counts
from services.reporting.live.domain import confidential_figure, is_stale
from services.reporting.live.snapshot import Attendance, Withheld, attendance_of
from tests.services.reporting.facts.logs import OPEN, event, session


def test_a_confidential_total_is_shown_only_after_close_and_only_from_k_upward() -> None:
    """Nobody learns from the live page that two people sought counselling."""
    assert confidential_figure(9, closed=False, min_cell=5) is None
    assert confidential_figure(4, closed=True, min_cell=5) is None
    assert confidential_figure(0, closed=True, min_cell=5) is None
    assert confidential_figure(None, closed=True, min_cell=5) is None
    assert confidential_figure(5, closed=True, min_cell=5) == 5
    assert confidential_figure(9, closed=True, min_cell=10) is None
    assert confidential_figure(3, closed=True, min_cell=1) is None


def test_a_withheld_cell_reads_as_the_contract_says() -> None:
    """Outside clients look for exactly this."""
    counselling = uuid4()
    planned = event(sessions=(session(counselling, "Beratung", "counselling", confidential=True),))
    found = attendance_of(counted(planned, totals={counselling: 40}), OPEN)
    [shown] = msgspec.json.decode(msgspec.json.encode(found))["sessions"]
    assert shown == {"id": str(counselling), "registered": 0, "visits": {"withheld": True}}


def test_a_scan_that_slipped_into_a_confidential_session_shows_nowhere() -> None:
    """Even if a device did what it can't do by construction."""
    counselling = uuid4()
    planned = event(
        status="closed",
        sessions=(session(counselling, "Beratung", "counselling", confidential=True),),
    )
    counts = Counts(0, 0, 1, 1, 1, visits={counselling: 1}, booked={counselling: 1})
    found = attendance_of(counted(planned, counts=counts), OPEN)
    assert found.sessions[0].visits == Withheld()
    assert found.sessions[0].registered == 0


def test_instants_are_those_of_the_clock_at_the_event() -> None:
    """RFC 3339 with the offset of the event's zone."""
    counts = Counts(0, 0, 1, 1, 1, arrivals={OPEN: 1})
    found = attendance_of(counted(event(), counts=counts), OPEN)
    body = msgspec.json.decode(msgspec.json.encode(found))
    assert body["arrivals"] == [{"from": "2027-05-12T09:00:00+02:00", "count": 1}]
    assert body["as_of"] == "2027-05-12T09:00:00+02:00"


def test_figures_are_called_old_when_they_are() -> None:
    """A page that says live must be live."""
    found = attendance_of(counted(event(), current_at_seconds=-60), OPEN)
    assert found.degraded
    assert not is_stale(OPEN, OPEN + timedelta(seconds=15))
    assert is_stale(OPEN, OPEN + timedelta(seconds=16))


def test_figures_that_differ_in_their_age_only_are_the_same() -> None:
    """A stream sends no snapshot for nothing."""
    one = attendance_of(counted(event()), OPEN)
    later: Attendance = attendance_of(counted(event()), OPEN + timedelta(seconds=20))
    assert later.same_figures(one)
    more = msgspec.structs.replace(one, came=one.came + 1)
    assert not more.same_figures(one)


def test_an_unknown_time_zone_does_not_break_the_page() -> None:
    """An older zone database must not take the figures away."""
    found = attendance_of(counted(event(time_zone="Mars/Olympus")), OPEN)
    assert found.as_of.utcoffset() == timedelta(0)


def counted(
    planned: object,
    *,
    counts: Counts | None = None,
    totals: dict[object, int] | None = None,
    current_at_seconds: int = 0,
) -> EventCount:
    """A read event."""
    return EventCount(
        event=planned,  # type: ignore[arg-type] # built by keywords
        counts=counts or Counts(0, 0, 0, 0, 0),
        totals=totals or {},  # type: ignore[arg-type] # ids
        changes=1,
        current_at=OPEN + timedelta(seconds=current_at_seconds),
    )
