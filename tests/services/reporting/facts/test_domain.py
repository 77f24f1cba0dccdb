"""The fold of scans and the counting, without any database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.reporting.facts.domain import (
    Attendance,
    Counts,
    InHouse,
    Person,
    Scan,
    bin_of,
    count,
    fold,
)
from tests.services.reporting.facts.logs import (
    BOOKED,
    CARDS,
    OPEN,
    PROGRAMME,
    SCANS,
    SLOT_ONE,
    SLOT_TWO,
    STATION,
    WORKSHOP,
    disorder,
    logs,
)

CONFIRMED = Person("confirmed", ())


def scan(
    n: int,
    kind: str,
    attendee: UUID | None = None,
    *,
    minutes: float = 0,
    at: UUID | None = None,
    voids: int | None = None,
) -> Scan:
    """Scan number `n`."""
    attendee_kind = "none" if attendee is None else "card" if attendee in CARDS else "booked"
    taken_back = None if voids is None else SCANS[voids]
    when = OPEN + timedelta(minutes=minutes)
    return Scan(SCANS[n], kind, attendee, attendee_kind, at, taken_back, when)


def counts(scans: list[Scan], people: dict[UUID, Person] | None = None) -> Counts:
    """Fold and count, with everybody confirmed unless said otherwise."""
    known = dict.fromkeys(BOOKED, CONFIRMED) if people is None else people
    return count(fold(scans), known, PROGRAMME, in_house=InHouse(), now=OPEN)


@given(st.data())
def test_the_fold_of_a_log_does_not_depend_on_order_or_repetition(data: st.DataObject) -> None:
    """I4: fold(log with duplicates, replays, reordering) = fold(log)."""
    log = data.draw(logs())
    assert fold(data.draw(disorder(log))) == fold(log)


@given(st.data())
def test_arrivals_sum_to_those_who_came_and_nobody_is_in_the_house_who_did_not_come(
    data: st.DataObject,
) -> None:
    """Figures of one snapshot must not contradict each other."""
    log = [s for s in data.draw(logs()) if s.kind != "out"]
    found = counts(log)
    assert sum(found.arrivals.values()) == found.came
    assert found.in_house == found.came
    assert found.walk_ins <= found.came <= found.registered + found.walk_ins


def test_whoever_left_is_no_longer_in_the_house_but_has_come() -> None:
    """The latest fact by the device's time decides, not the latest to arrive."""
    found = counts([scan(1, "out", BOOKED[0], minutes=30), scan(0, "in", BOOKED[0])])
    assert (found.came, found.in_house) == (1, 0)


def test_a_void_takes_its_scan_back_also_when_it_comes_first() -> None:
    """Corrections are facts too and may overtake what they correct."""
    found = counts([scan(1, "void", voids=0), scan(0, "in", BOOKED[0])])
    assert (found.came, found.in_house) == (0, 0)


def test_taking_back_a_way_out_brings_the_person_back_in() -> None:
    """A void undoes exactly one fact."""
    log = [scan(0, "in", BOOKED[0]), scan(1, "out", BOOKED[0], minutes=5)]
    assert counts([*log, scan(2, "void", voids=1)]).in_house == 1


def test_a_void_cannot_be_voided() -> None:
    """As registration's fold has it: a scan that was taken back stays taken back."""
    log = [scan(0, "in", BOOKED[0]), scan(1, "void", voids=0), scan(2, "void", voids=1)]
    assert counts(log).came == 0


def test_a_cancelled_or_waiting_person_does_not_count_however_often_scanned() -> None:
    """`came` = confirmed people who were scanned + walk-ins."""
    people = {BOOKED[0]: Person("cancelled", ()), BOOKED[1]: Person("waitlisted", ())}
    found = counts([scan(0, "in", BOOKED[0]), scan(1, "in", BOOKED[1])], people)
    assert (found.registered, found.waitlisted, found.came, found.in_house) == (0, 1, 0, 0)


def test_cards_and_people_without_a_ticket_are_walk_ins() -> None:
    """Open health days live from these."""
    found = counts([scan(0, "in", CARDS[0]), scan(1, "in"), scan(2, "in"), scan(3, "out")])
    assert (found.came, found.walk_ins, found.in_house) == (3, 3, 2)


def test_more_ways_out_than_in_leave_nobody_in_the_house() -> None:
    """Exits are counted by hand; a figure below zero would be nonsense."""
    assert counts([scan(0, "out"), scan(1, "out")]).in_house == 0


def test_a_station_counts_each_card_once_and_each_unnamed_visit() -> None:
    """Visits are distinct attendees plus scans without a ticket."""
    log = [
        scan(0, "station", CARDS[0], at=STATION),
        scan(1, "station", CARDS[0], at=STATION, minutes=9),
        scan(2, "station", at=STATION),
        scan(3, "station", at=STATION),
    ]
    found = counts(log)
    assert found.visits == {STATION: 3}
    assert found.came == 1


def test_a_session_with_time_slots_counts_each_person_once() -> None:
    """Somebody at both slots of a workshop is one visitor of the workshop."""
    log = [
        scan(0, "in", BOOKED[0], at=SLOT_ONE),
        scan(1, "in", BOOKED[0], at=SLOT_TWO),
    ]
    assert counts(log).visits == {SLOT_ONE: 1, SLOT_TWO: 1, WORKSHOP: 1}


def test_an_estimate_forgets_people_after_the_stated_length_of_stay() -> None:
    """Where nobody scans the exit, the house would fill up for ever."""
    attendances = fold([scan(0, "in", CARDS[0]), scan(1, "in", CARDS[1], minutes=50)])
    rule = InHouse("estimated", timedelta(minutes=60))
    for minutes, expected in ((55, 2), (70, 1), (120, 0)):
        now = OPEN + timedelta(minutes=minutes)
        assert count(attendances, {}, {}, in_house=rule, now=now).in_house == expected


def test_where_nobody_counts_the_house_there_is_no_figure() -> None:
    """Off means off, not zero."""
    assert count({}, {}, {}, in_house=InHouse("off"), now=OPEN).in_house is None


def test_a_quarter_of_an_hour_starts_where_the_clock_on_the_wall_says() -> None:
    """Bins are those of the event's zone, also where the zone is 45 minutes off."""
    instant = datetime(2027, 5, 12, 7, 59, 59, tzinfo=UTC)
    assert bin_of(instant) == datetime(2027, 5, 12, 7, 45, tzinfo=UTC)
    assert bin_of(instant + timedelta(seconds=1)) == datetime(2027, 5, 12, 8, 0, tzinfo=UTC)


def test_an_attendance_without_arrival_has_none_in_the_curve() -> None:
    """Somebody who was only seen leaving was never seen arriving."""
    found = fold([scan(0, "out", BOOKED[0])])
    assert found[BOOKED[0]] == Attendance("booked", None, OPEN, 0, frozenset())
