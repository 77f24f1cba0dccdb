"""Rules of planning at their bounds, without any I/O: what is just allowed and what is just not."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from services.registration.events.bodies import EventBody, EventPatch
from services.registration.events.domain import (
    Event,
    Minimum,
    PostalAddress,
    Status,
    capacities_below_taken,
    minimum_of,
    sessions_elsewhen,
)
from services.registration.events.domain.choosing import overlapping
from services.registration.events.domain.mode import AttendanceMode, attendance_mode
from services.registration.events.domain.series import Coming, faults_of_coming
from services.registration.events.planning import changed_event, planned_event
from shared.errors import InvalidFields

NOW = datetime(2027, 5, 3, 9, tzinfo=UTC)
START = datetime(2027, 6, 14, 8, tzinfo=UTC)
ORGANISER = UUID("1c1c9c0e-3e7e-4d0a-9f43-0f2f5c1b7a11")
OTHER = UUID("2c1c9c0e-3e7e-4d0a-9f43-0f2f5c1b7a11")


def at(hours: float) -> str:
    """So many hours after the start."""
    return (START + timedelta(hours=hours)).isoformat()


def part(title: str, starts: float, ends: float, **values: Any) -> dict[str, Any]:
    """A session."""
    times = {"starts_at": at(starts), "ends_at": at(ends)}
    return {"title": title, "kind": "workshop", **times, **values}


def body(**values: Any) -> EventBody:
    """What a client sends."""
    given = {
        "title": "Austausch",
        "kind": "exchange",
        "organiser_id": str(ORGANISER),
        "starts_at": at(0),
        "ends_at": at(8),
        "time_zone": "Europe/Berlin",
        **values,
    }
    return msgspec.convert(given, EventBody)


def planned(**values: Any) -> Event:
    """The draft of it."""
    return planned_event(body(**values), NOW, uuid4)


def published(**values: Any) -> Event:
    """The same, for everybody."""
    return dataclasses.replace(planned(**values), status=Status.PUBLISHED, published_at=NOW)


def changed(event: Event, **values: Any) -> Event:
    """After a change."""
    return changed_event(event, msgspec.convert(values, EventPatch), NOW, uuid4)


def refused(event: Event, **values: Any) -> list[str]:
    """The fields that a change names as wrong."""
    with pytest.raises(InvalidFields) as error:
        changed(event, **values)
    return [each.field for each in error.value.errors]


@pytest.mark.parametrize(
    ("just_right", "too_much", "field"),
    [
        ({"capacity": 8, "minimum_participants": 8}, {"minimum_participants": 9}, ""),
        (
            {"minimum_participants": 3, "decide_by": at(0)},
            {"decide_by": at(0.01)},
            "decide_by",
        ),
        ({"ends_at": at(31 * 24)}, {"ends_at": at(31 * 24 + 0.01)}, "ends_at"),
        (
            {"sessions": [part("A", 7, 8)]},
            {"sessions": [part("A", 7, 8.01)]},
            "sessions[0].ends_at",
        ),
        (
            {"sessions": [part("A", 0, 1)]},
            {"sessions": [part("A", -0.01, 1)]},
            "sessions[0].starts",
        ),
        ({"co_organiser_ids": [str(OTHER)]}, {"co_organiser_ids": [str(OTHER)] * 2}, "co_organis"),
        ({"co_organiser_ids": [str(OTHER)]}, {"partner_ids": [str(OTHER)]}, "partner_ids"),
        (
            {"registration_opens_at": at(-9), "registration_closes_at": at(-8)},
            {"registration_closes_at": at(-9)},
            "registration_closes_at",
        ),
    ],
)
def test_what_is_just_allowed_and_what_is_just_not(
    just_right: dict[str, Any], too_much: dict[str, Any], field: str
) -> None:
    """Protects both sides of a bound: nothing is refused for a minute or let through by one."""
    planned(**just_right)
    with pytest.raises(InvalidFields) as error:
        planned(**{**just_right, **too_much})
    assert any(
        each.field.startswith(field or "minimum_participants") for each in error.value.errors
    )


def test_places_already_taken_are_the_least_capacity() -> None:
    """Protects promised places: as many as are taken may stay, one fewer may not."""
    event = planned(capacity=5)
    assert capacities_below_taken(event, {event.id: 5}, {}) == []
    assert [f.field for f in capacities_below_taken(event, {event.id: 6}, {})] == ["capacity"]


def test_registration_is_open_from_the_first_instant_to_before_the_last() -> None:
    """Protects the window to the instant; a draft is never open."""
    window = {"registration_opens_at": at(-9), "registration_closes_at": at(-8)}
    event = published(**window)
    opens, closes = START - timedelta(hours=9), START - timedelta(hours=8)
    blink = timedelta(microseconds=1)
    assert [
        event.registration_is_open(now) for now in (opens - blink, opens, closes - blink, closes)
    ] == [False, True, True, False]
    assert not planned(**window).registration_is_open(opens)


def test_the_minimum_is_reached_by_exactly_as_many() -> None:
    """Protects the decision: three of three are enough; at its instant the day has come."""
    event = published(minimum_participants=3, decide_by=at(-48))
    decide = START - timedelta(hours=48)
    before = decide - timedelta(microseconds=1)
    assert minimum_of(event, 3, before) is Minimum.REACHED
    assert minimum_of(event, 2, before) is Minimum.OPEN
    assert minimum_of(event, 2, decide) is Minimum.MISSED
    undated = published(minimum_participants=3)
    assert minimum_of(undated, 2, START - timedelta(microseconds=1)) is Minimum.OPEN
    assert minimum_of(undated, 2, START) is Minimum.MISSED
    assert minimum_of(planned(minimum_participants=3), 0, START) is None


def test_an_expected_range_may_be_one_day_and_today() -> None:
    """Protects series: the shortest and the longest range, and one that ends today."""
    today = NOW.date()

    def codes(earliest: date, latest: date) -> list[str]:
        return [f.code for f in faults_of_coming(Coming("Bald", earliest, latest), NOW)]

    assert codes(today, today) == []
    assert codes(today, today + timedelta(days=366)) == []
    assert codes(today, today + timedelta(days=367)) == ["too_long"]
    assert codes(today + timedelta(days=1), today) == ["ends_before_start"]
    assert codes(today - timedelta(days=9), today - timedelta(days=1)) == ["past"]


def test_what_is_published_stays_what_it_is() -> None:
    """Protects who has registered: kind, names, zone, slots and confidentiality are fixed."""
    check = part("Messen", 0, 2, slots={"every_minutes": 30, "capacity": 2}, confidential=False)
    event = published(sessions=[check])
    session = str(event.sessions[0].id)
    for change, field in (
        ({"kind": "health_day"}, "kind"),
        ({"identity": "none"}, "identity"),
        ({"time_zone": "Europe/London"}, "time_zone"),
        ({"sessions": [{"id": session, "confidential": True}]}, "sessions[0].confidential"),
        (
            {"sessions": [{"id": session, "slots": {"every_minutes": 15}}]},
            "sessions[0].slots",
        ),
    ):
        assert field in refused(event, **change), field
    assert changed(event, title="Neu", capacity=9).title == "Neu"


def test_a_session_goes_with_its_slots_and_its_pairs() -> None:
    """Protects from slots of nothing, and from pairs that name a session that is gone."""
    check = part("Messen", 0, 2, slots={"every_minutes": 30, "capacity": 2}, drop_in=True)
    event = planned(sessions=[check, part("Reden", 0, 2), part("Kochen", 1, 2)])
    first, *slots = event.sessions[:5]
    talk, cooking = event.sessions[5:]
    assert [s.slot_of for s in slots] == [first.id] * 4
    assert first.drop_in
    assert not any(s.drop_in for s in slots), "a slot is booked"
    allowed = changed(
        event, allowed_overlaps=[[str(first.id), str(talk.id)], [str(talk.id), str(cooking.id)]]
    )
    after = changed(allowed, remove_session_ids=[str(first.id)])
    assert [s.id for s in after.sessions] == [talk.id, cooking.id]
    assert [set(pair) for pair in after.allowed_overlaps] == [{talk.id, cooking.id}]


def divided(**values: Any) -> dict[str, Any]:
    """A check-up of two hours with a slot every half hour."""
    return part("Messen", 0, 2, slots={"every_minutes": 30, "capacity": 2}, **values)


def test_slots_follow_the_session_they_are_of() -> None:
    """Protects who booked a slot: time, room and words are those of the session, also later."""
    event = published(sessions=[divided(texts={"en": {"title": "Check-up", "summary": "Free"}})])
    session, *slots = event.sessions
    assert [s.texts["en"].title for s in slots] == ["Check-up"] * 4
    to = {
        "starts_at": at(3),
        "ends_at": at(5),
        "room": "Raum 7",
        "title": "Blutdruck",
        "kind": "talk",
        "texts": {"en": {"title": "Blood pressure"}},
    }
    after = changed(event, sessions=[{"id": str(session.id), **to}])
    moved = after.sessions[1:]
    assert [s.id for s in moved] == [s.id for s in slots], "tickets stay good"
    assert [s.starts_at for s in moved] == [s.starts_at + timedelta(hours=3) for s in slots]
    assert {(s.title, s.room, s.kind.value) for s in moved} == {("Blutdruck", "Raum 7", "talk")}
    assert {s.texts["en"].title for s in moved} == {"Blood pressure"}
    assert {s.capacity for s in moved} == {2}
    assert sessions_elsewhen(event, after) == {s.id for s in event.sessions}


def test_slots_of_a_session_that_gets_longer_or_shorter() -> None:
    """Protects who booked the last slot: it may go in a draft, but never once it can be booked."""
    for make, shorter, longer in ((planned, 1, 6), (published, None, 4)):
        event = make(sessions=[divided()])
        id_ = str(event.sessions[0].id)
        change = [{"id": id_, "ends_at": at(0.75)}]
        if shorter is None:
            assert refused(event, sessions=change) == ["sessions[0].ends_at"]
        else:
            assert len(changed(event, sessions=change).sessions) == 1 + shorter
        later = changed(event, sessions=[{"id": id_, "ends_at": at(3)}]).sessions
        assert len(later) == 1 + longer
        assert len({s.starts_at for s in later[1:]}) == longer
    event = planned(sessions=[divided()])
    short = [{"id": str(event.sessions[0].id), "ends_at": at(0.25)}]
    assert refused(event, sessions=short) == ["sessions[0].ends_at"]


def test_a_slot_says_nothing_of_its_own_but_time_and_places() -> None:
    """Protects confidentiality by construction: a slot can't differ from its session in it."""
    event = planned(sessions=[divided()])
    session, first, *_ = event.sessions
    for change in (
        {"confidential": True},
        {"kind": "talk"},
        {"title": "Anders"},
        {"room": "Keller"},
        {"drop_in": True},
        {"slots": {"every_minutes": 5}},
    ):
        (name,) = change
        found = refused(event, sessions=[{"id": str(first.id), **change}])
        assert found == [f"sessions[0].{name}"], name
    late = [{"id": str(first.id), "ends_at": at(2.5)}]
    assert refused(event, sessions=late) == ["sessions[0].ends_at"]
    after = changed(event, sessions=[{"id": str(first.id), "capacity": 5, "title": session.title}])
    assert after.sessions[1].capacity == 5


def test_no_session_is_both_confidential_and_booked_in_slots() -> None:
    """Protects who seeks help: no slot of a confidential session can be booked or scanned."""
    event = planned(sessions=[divided()])
    session, *slots = event.sessions
    id_ = str(session.id)
    for change, field in (
        ({"confidential": True}, "confidential"),
        ({"kind": "counselling"}, "kind"),
        ({"field_of_action": "substance_use"}, "field_of_action"),
        ({"confidential": True, "slots": {"every_minutes": 15}}, "confidential"),
    ):
        assert refused(event, sessions=[{"id": id_, **change}]) == [f"sessions[0].{field}"], change
    whole = changed(
        event,
        sessions=[{"id": id_, "kind": "counselling"}],
        remove_session_ids=[str(s.id) for s in slots],
    )
    assert [s.confidential for s in whole.sessions] == [True]
    open_one = changed(event, sessions=[{"id": id_, "kind": "counselling", "confidential": False}])
    assert not any(s.confidential for s in open_one.sessions), "said so by the organizer"


def test_what_becomes_counselling_is_confidential_unless_said_otherwise() -> None:
    """Protects who seeks help: a change of the kind alone protects as planning it so would."""
    event = planned(sessions=[part("Reden", 0, 1), part("Offen", 1, 2)])
    first, second = (str(s.id) for s in event.sessions)
    kinds = [
        {"id": first, "kind": "counselling"},
        {"id": second, "kind": "counselling", "confidential": False},
    ]
    after = changed(event, sessions=kinds)
    assert [s.confidential for s in after.sessions] == [True, False]
    again = changed(after, sessions=[{"id": second, "kind": "counselling", "title": "Offenes Ohr"}])
    assert not again.sessions[1].confidential, "what was said before still counts"
    back = changed(after, sessions=[{"id": first, "kind": "workshop"}])
    assert back.sessions[0].confidential, "only a word of the organizer lifts it"
    field = {"id": second, "kind": "workshop", "field_of_action": "substance_use"}
    assert changed(event, sessions=[field]).sessions[1].confidential
    open_already = published(sessions=[part("Reden", 0, 1)])
    talk = str(open_already.sessions[0].id)
    become = {"id": talk, "kind": "counselling"}
    assert refused(open_already, sessions=[become]) == ["sessions[0].kind"]
    assert (
        not changed(open_already, sessions=[{**become, "confidential": False}])
        .sessions[0]
        .confidential
    )


def test_slots_are_made_of_whole_ones_only() -> None:
    """Protects the last guest of a station: no slot reaches beyond its end."""
    slots = {"every_minutes": 25, "capacity": 1}
    event = planned(sessions=[part("Messen", 0, 1, slots=slots)])
    assert len(event.sessions) == 3
    assert max(s.ends_at for s in event.sessions[1:]) == START + timedelta(minutes=50)
    with pytest.raises(InvalidFields):
        planned(sessions=[part("Messen", 0, 0.25, slots=slots)])


def test_what_touches_does_not_overlap_and_what_nobody_books_never_does() -> None:
    """Protects the choice of pairs: sessions after each other are no matter of choice."""
    event = planned(
        sessions=[
            part("Eins", 0, 1),
            part("Zwei", 1, 2),
            part("Drei", 1.5, 3),
            part("Stand", 0, 3, drop_in=True),
            part("Pause", 0, 3, kind="agenda_item"),
            part("Beratung", 0, 3, kind="counselling"),
        ]
    )
    assert [(a.title, b.title) for a, b in overlapping(event)] == [("Zwei", "Drei")]


def test_an_event_is_online_or_both_by_what_is_said_of_its_place() -> None:
    """Protects who plans the way: an address is a place, too."""
    event = planned()
    online = dataclasses.replace(event, join_url="https://meet.example.org/x")
    both = dataclasses.replace(online, address=PostalAddress(city="Bochum"))
    assert attendance_mode(event) is AttendanceMode.ON_SITE
    assert attendance_mode(online) is AttendanceMode.ONLINE
    assert attendance_mode(both) is AttendanceMode.MIXED
    assert attendance_mode(dataclasses.replace(online, venue="Saal")) is AttendanceMode.MIXED
