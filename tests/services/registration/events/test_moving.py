"""An event on another day: copies, and the event itself with its bookings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.mails.domain import Kind, Person, kind_for
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
from tests.services.registration.house import NOW, House, answer, faults

EVENTS = "/api/v1/events"
START = NOW + timedelta(days=9)
ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"]
instants = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(  # noqa: DTZ001 - UTC below
    lambda naive: naive.replace(microsecond=0, tzinfo=UTC)
)
parts = st.lists(st.tuples(st.integers(0, 9_000), st.integers(1, 600)), max_size=4)


@given(zone=st.sampled_from(ZONES), first=instants, then=instants, made=parts)
def test_a_shifted_event_is_valid_and_keeps_the_clock_on_the_wall(
    zone: str, first: datetime, then: datetime, made: list[tuple[int, int]]
) -> None:
    """Protects programmes across the change of the clocks: ten o'clock stays ten o'clock."""
    sessions = tuple(
        Session(
            id=uuid4(),
            title="Teil",
            kind=SessionKind.TALK,
            starts_at=first + timedelta(minutes=after),
            ends_at=first + timedelta(minutes=after + long),
        )
        for after, long in made
    )
    event = Event(
        id=uuid4(),
        version=1,
        status=Status.PUBLISHED,
        title="Woche",
        kind=EventKind.HEALTH_WEEK,
        organiser_id=uuid4(),
        starts_at=first,
        ends_at=first + timedelta(days=7),
        time_zone=zone,
        registration_opens_at=first - timedelta(days=60),
        registration_closes_at=first - timedelta(days=1),
        created_at=first,
        sessions=sessions,
    )
    moved = shifted(event, then, first - timedelta(days=100))
    assert moved.starts_at == then
    assert [f for f in faults_of_event(moved) if f.code != "too_long"] == []
    assert [f for s in moved.sessions for f in faults_of_session(s, moved, "sessions")] == []
    local = ZoneInfo(zone)
    by = _wall(then, local) - _wall(first, local)
    for before, after in zip(event.sessions, moved.sessions, strict=True):
        wanted = _wall(before.starts_at, local) + by
        exists = wanted.replace(tzinfo=local).astimezone(UTC).astimezone(local)
        if exists.replace(tzinfo=None) == wanted and after.starts_at > then:
            assert _wall(after.starts_at, local) == wanted


def _wall(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None)


async def test_a_copy_in_winter_starts_its_sessions_at_the_same_hour(house: House) -> None:
    """Protects last year's event as a model: a draft with its own ids, no bookings, no link."""
    network = await house.organisation("Netzwerk")
    event = await house.event(network["id"], join_url="https://meet.example.org/x")
    berlin = ZoneInfo("Europe/Berlin")
    start = datetime(2028, 1, 12, 11, 0, tzinfo=berlin)
    async with await house.administrator() as client:
        body = {"contact": {}, "people": [{"name": "Mira Muster", "sessions": []}]}
        path = f"{EVENTS}/{event['id']}"
        await answer(await client.post(f"{path}/registrations", json=body), 201)
        wanted = {"starts_at": start.isoformat(), "title": "Gesundheitstag 2028"}
        copy = await answer(await client.post(f"{path}/copy", json=wanted), 201)
        same = await answer(await client.get(path), 200)
    assert (copy["status"], copy["version"], copy["join_url"]) == ("draft", 1, None)
    assert same["starts_at"] == event["starts_at"]
    hours = [
        datetime.fromisoformat(s["starts_at"]).astimezone(berlin).hour for s in copy["sessions"]
    ]
    assert hours == [11, 11]
    assert not {s["id"] for s in copy["sessions"]} & {s["id"] for s in event["sessions"]}
    booked = await house.messages("registration.bookings.v1")
    assert {m["body"]["event_id"] for m in booked} == {event["id"]}


@pytest.mark.parametrize(("bookings", "status"), [("keep", "confirmed"), ("release", "cancelled")])
async def test_everybody_is_told_of_another_day(house: House, bookings: str, status: str) -> None:
    """Protects participants: each booking says it once; kept tickets stay as they are."""
    network = await house.organisation("Netzwerk")
    event = await house.event(network["id"])
    path = f"{EVENTS}/{event['id']}"
    person = {"name": "Mira Muster", "sessions": [event["sessions"][0]["id"]]}
    body = {"contact": {"email": "mira@example.org"}, "people": [person]}
    async with await house.administrator() as client:
        made = await answer(await client.post(f"{path}/registrations", json=body), 201)
        move = {
            "starts_at": (START + timedelta(days=7)).isoformat(),
            "bookings": bookings,
            "note": {"de": "Der Saal ist belegt."},
        }
        for _ in range(2):
            moved = await answer(await client.post(f"{path}/reschedule", json=move), 200)
        assert (moved["version"], moved["notice"]) == (event["version"] + 1, move["note"])
    async with house.client(made["manage_token"]) as client:
        kept = await answer(await client.get(f"/api/v1/registrations/{made['id']}"), 200)
    assert kept["people"][0]["status"] == status
    if bookings == "keep":
        assert kept["people"][0]["ticket"] == made["people"][0]["ticket"]
    told = [m["body"] for m in await house.messages("registration.bookings.v1")]
    assert [m["reason"] for m in told] == ["registered", "event_moved"]
    assert told[-1]["people"][0]["generation"] == told[0]["people"][0]["generation"]


async def test_a_wrong_day_names_its_field(house: House) -> None:
    """Protects organizers: the past, the far future and missing choices are named."""
    network = await house.organisation("Netzwerk")
    event = await house.event(network["id"])
    draft = await house.event(network["id"], publish=False)
    path = f"{EVENTS}/{event['id']}"
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"starts_at": "2020-05-01T09:00:00Z"}, "starts_at"),
        ({"starts_at": "2099-05-01T09:00:00Z"}, "starts_at"),
        ({"starts_at": "2027-06-01T09:00:00"}, "starts_at"),
        ({"bookings": "drop"}, "bookings"),
        ({"note": {"Deutsch": "x"}}, "note.Deutsch"),
    ]
    right = {"starts_at": "2027-06-01T09:00:00Z", "bookings": "keep"}
    async with await house.administrator() as client:
        for change, field in wrong:
            found = faults(await client.post(f"{path}/reschedule", json={**right, **change}))
            assert any(name.startswith(field) for name in found), (change, found)
        copy = {"starts_at": "2020-05-01T09:00:00Z"}
        assert "starts_at" in faults(await client.post(f"{path}/copy", json=copy))
        answered = await client.post(f"{EVENTS}/{draft['id']}/reschedule", json=right)
        assert answered.status_code == 409


def test_another_day_calls_for_one_mail() -> None:
    """Protects who would come on the wrong day: a new entry for the calendar, whoever waits too."""
    one = uuid4()
    has, gone = [Person(one, "confirmed")], [Person(one, "cancelled")]
    assert kind_for(has, has, "event_moved") is Kind.EVENT_MOVED
    assert kind_for(None, has, "event_moved") is Kind.EVENT_MOVED
    assert kind_for(has, gone, "event_moved") is Kind.EVENT_MOVED_RELEASED
    assert kind_for(gone, gone, "event_moved") is None
    assert kind_for(has, gone, "event_cancelled") is Kind.EVENT_CANCELLED
    assert kind_for(has, has, "event_cancelled") is Kind.EVENT_POSTPONED
    assert kind_for(gone, gone, "event_cancelled") is None
