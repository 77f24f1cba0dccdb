"""The fold of scans and the advice at the door, as pure logic."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.attendance.domain import (
    Attendee,
    AttendeeKind,
    Door,
    Floor,
    Kind,
    Result,
    Scan,
    clamp,
    decide,
    upload_open,
)

NINE = datetime(2027, 5, 12, 9, tzinfo=UTC)
EVENT = UUID(int=1)
STATION = UUID(int=2)
COUNSELLING = UUID(int=3)
PEOPLE = [UUID(int=n, version=4) for n in range(10, 14)]


def door(capacity: int | None = None, in_house: int | None = 0) -> Door:
    """The door of one event with a station and a counselling table."""
    return Door(EVENT, {STATION: False, COUNSELLING: True}, capacity, in_house)


def scan(kind: Kind, attendee: UUID | None = None, minute: int = 0, **more: Any) -> Scan:
    """A scan at nine and some minutes."""
    values: dict[str, Any] = {
        "scan_id": uuid4(),
        "kind": kind,
        "attendee_id": attendee,
        "attendee_kind": AttendeeKind.BOOKED if attendee else AttendeeKind.NONE,
        "session_id": None,
        "voids": None,
        "scanned_at": NINE + timedelta(minutes=minute),
        "device": "einlass-1",
        **more,
    }
    return Scan(**values)


def person(id_: UUID, status: str = "confirmed", event_id: UUID = EVENT) -> Attendee:
    """A booked person of the event."""
    return Attendee(id_, event_id, AttendeeKind.BOOKED, status, 1)


def results(floor: Floor, *pairs: tuple[Scan, Attendee | None]) -> list[Result]:
    """The advice for a batch."""
    return [result for _, result in decide(floor, pairs)]


@st.composite
def logs(draw: st.DrawFn) -> list[Scan]:
    """A log of facts about a few people, some of them void others or things never seen."""
    facts: list[Scan] = []
    for number in range(draw(st.integers(0, 25))):
        kind = draw(st.sampled_from(list(Kind)))
        voided = draw(st.sampled_from([f.scan_id for f in facts] or [UUID(int=99)]))
        facts.append(
            scan(
                kind,
                None if kind is Kind.VOID else draw(st.sampled_from(PEOPLE)),
                draw(st.integers(0, 30)),
                scan_id=UUID(int=1000 + number, version=4),
                voids=voided if kind is Kind.VOID else None,
            )
        )
    return facts


@given(logs(), st.randoms(use_true_random=False))
def test_the_fold_does_not_depend_on_order_or_repetition(
    log: list[Scan], chance: random.Random
) -> None:
    """I4 where scans are taken: phones deliver late, twice and in any order."""
    straight, mixed = Floor(door()), Floor(door())
    straight.take(log)
    shuffled = log + chance.sample(log, len(log) // 2)
    chance.shuffle(shuffled)
    mixed.take(shuffled)
    assert [straight.whereabouts(p) for p in PEOPLE] == [mixed.whereabouts(p) for p in PEOPLE]


def test_a_second_scan_at_the_entrance_is_told() -> None:
    """Two doors, one ticket: the steward hears about it."""
    one = PEOPLE[0]
    pairs = [(scan(Kind.IN, one, m), person(one)) for m in (0, 5)]
    assert results(Floor(door()), *pairs) == [Result.OK, Result.ALREADY_IN]


def test_the_same_scan_twice_is_a_duplicate_and_counts_once() -> None:
    """A device repeats an upload whose answer got lost."""
    one = scan(Kind.IN, PEOPLE[0])
    floor = Floor(door())
    bearer = person(PEOPLE[0])
    assert results(floor, (one, bearer), (one, bearer)) == [Result.OK, Result.DUPLICATE]
    assert floor.in_house == 1


def test_a_void_takes_back_whichever_came_first() -> None:
    """Undo is a fact of its own, and may overtake what it takes back."""
    arrival = scan(Kind.IN, PEOPLE[0])
    undo = scan(Kind.VOID, None, 1, voids=arrival.scan_id)
    for order in ([arrival, undo], [undo, arrival]):
        floor = Floor(door())
        pairs = [(each, person(PEOPLE[0]) if each.attendee_id else None) for each in order]
        assert results(floor, *pairs)[1] is Result.VOIDED
        assert floor.whereabouts(PEOPLE[0]) is None


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("waitlisted", Result.NOT_CONFIRMED),
        ("offered", Result.NOT_CONFIRMED),
        ("cancelled", Result.CANCELLED),
    ],
)
def test_people_without_a_place_are_told_apart(status: str, expected: Result) -> None:
    """The steward says something different to each of them."""
    pair = (scan(Kind.IN, PEOPLE[0]), person(PEOPLE[0], status))
    assert results(Floor(door()), pair) == [expected]


def test_a_ticket_of_another_event_is_not_taken() -> None:
    """Last year's ticket opens nothing."""
    pair = (scan(Kind.IN, PEOPLE[0]), person(PEOPLE[0], event_id=UUID(int=9)))
    assert results(Floor(door()), pair) == [Result.WRONG_EVENT]


def test_a_confidential_session_cannot_be_scanned() -> None:
    """Nobody's visit to a counselling table can become a fact."""
    pair = (scan(Kind.STATION, PEOPLE[0], session_id=COUNSELLING), person(PEOPLE[0]))
    assert results(Floor(door()), pair) == [Result.INVALID]


def test_an_unknown_session_is_named() -> None:
    """A station of another day is a mistake of the device."""
    pair = (scan(Kind.STATION, PEOPLE[0], session_id=UUID(int=77)), person(PEOPLE[0]))
    assert results(Floor(door()), pair) == [Result.UNKNOWN_SESSION]


def test_a_full_house_is_told_to_whoever_opens_the_door() -> None:
    """The limit of the house counts everybody, also those without a card."""
    walk_ins = [(scan(Kind.IN, None, m), None) for m in range(3)]
    assert results(Floor(door(capacity=2)), *walk_ins) == [
        Result.OK,
        Result.OK,
        Result.FULL_HOUSE,
    ]


def test_leaving_makes_room_and_leaving_twice_is_told() -> None:
    """In, out, out."""
    one = PEOPLE[0]
    kinds = (Kind.IN, Kind.OUT, Kind.OUT)
    pairs = [(scan(kind, one, m), person(one)) for m, kind in enumerate(kinds)]
    floor = Floor(door(capacity=1))
    assert results(floor, *pairs) == [Result.OK, Result.OK, Result.ALREADY_OUT]
    assert floor.in_house == 0


def test_no_scan_lies_in_the_future_of_its_arrival() -> None:
    """A phone whose clock runs ahead."""
    assert clamp(NINE + timedelta(hours=3), NINE) == NINE
    assert clamp(NINE - timedelta(hours=3), NINE) == NINE - timedelta(hours=3)


def test_a_phone_may_deliver_for_thirty_days() -> None:
    """Then the figures must come to rest."""
    assert upload_open(NINE, NINE + timedelta(days=30))
    assert not upload_open(NINE, NINE + timedelta(days=30, seconds=1))
