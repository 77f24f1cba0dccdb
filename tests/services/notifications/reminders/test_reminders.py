"""The mail on the day before: to those who come, once, of the date that holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from services.notifications.deliveries.store import balance
from services.notifications.reminders import use_cases
from shared.contracts.bookings import BookingChanged
from shared.contracts.events import EventChanged, Texts
from shared.database.pool import connection
from tests.services.notifications.facts import (
    ATEM,
    NOW,
    booking,
    contact,
    event,
    person,
    tombstone,
)
from tests.services.notifications.mails.test_wording import plain
from tests.services.notifications.post_office import House

DUE = datetime(2027, 5, 11, 8, 0, tzinfo=UTC)
"""Ten o'clock in Berlin on the day before."""
WEEK = timedelta(days=7)


async def reminded(house: House, now: datetime = DUE) -> list[str]:
    """Who has a reminder after all that is due now was done, by subject of the mail."""
    house.clock.now = now
    while await house.use_cases.reminders.plan() + await house.use_cases.reminders.remind():
        pass
    before = len(house.post.mails)
    await house.send()
    return [str(mail["Subject"]) for mail in house.post.mails[before:]]


async def told(house: House, *facts: object) -> None:
    """Facts arrive, and what they call for by themselves is sent."""
    await house.apply(*facts)  # type: ignore[arg-type]  # messages and records
    await house.send()


def later(booked: BookingChanged, reason: str, at: datetime, **changes: object) -> BookingChanged:
    """The booking's next version."""
    values = {"version": booked.version + 1, "reason": reason, "changed_at": at, **changes}
    return msgspec.structs.replace(booked, **values)


def off(booked: BookingChanged, at: datetime) -> BookingChanged:
    """Nobody of the booking comes."""
    gone = tuple(
        msgspec.structs.replace(p, status="cancelled", changed_at=at) for p in booked.people
    )
    return later(booked, "cancelled", at, status="cancelled", people=gone)


async def test_who_comes_hears_the_day_before_once_when_and_where_and_how_to_cancel(
    house: House,
) -> None:
    """Protects the day: one mail with time, place, link, ticket, the organizer's sentences and the
    way to cancel; not early, not twice, however often the clock looks."""
    booked = booking()
    texts = {"de": Texts(mail_note="Bitte bringen Sie <Sportschuhe> mit.")}
    planned = event(join_url="https://meet.example.org/raum", texts=texts)
    await told(house, planned, contact(booked.people[0].id), booked)
    assert await reminded(house, DUE - timedelta(seconds=1)) == []
    assert await reminded(house) == ["Erinnerung: Gesundheitstag Musterstadt"]
    mail = house.post.mails[-1]
    text = plain(mail)
    for expected in (
        "12. Mai 2027, 09:00",
        "Bürgerhaus, Marktplatz 1",
        "https://meet.example.org/raum",
        "Rücken-Check",
        "/t/",
        "/m/",
        "Bitte sagen Sie ab",
        "> Bitte bringen Sie <Sportschuhe> mit.",
    ):
        assert expected in text, expected
    page = mail.get_body(("html",))
    assert page is not None
    assert "&lt;Sportschuhe&gt;" in page.get_content()
    assert list(mail.iter_attachments()) == []
    await house.apply(event(version=3, title="Neuer Titel"))
    assert await reminded(house, DUE + timedelta(hours=1)) == []
    async with connection(house.pool) as opened:
        found = await balance(opened, house.clock.now, timedelta(hours=48))
    assert found.holds
    assert (found.required, found.sent, found.suppressed) == (2, 2, 0)


async def test_nobody_is_reminded_of_what_they_just_read_or_do_not_come_to(house: House) -> None:
    """Protects from mails about nothing: cancelled, waiting, new, erased, without address."""
    recent = DUE - timedelta(hours=23)
    gone, waits, new, got_in = (booking(), booking(person("waitlisted")), booking(), booking())
    new = msgspec.structs.replace(new, created_at=recent, changed_at=recent)
    in_now = tuple(msgspec.structs.replace(p, changed_at=recent) for p in got_in.people)
    erased, silent = booking(), booking()
    people = [b.people[0].id for b in (gone, waits, new, got_in, erased)]
    await told(house, event(), *(contact(p, f"{p}@example.org") for p in people))
    await told(house, contact(silent.people[0].id, None), gone, waits, new, got_in, erased, silent)
    await told(house, off(gone, NOW), later(got_in, "promoted", recent, people=in_now))
    await told(house, tombstone(erased.people[0].id))
    assert await reminded(house) == []
    assert not [row for row in await house.states() if row[0] == "reminder"]


async def test_a_moved_event_is_announced_once_for_each_date(house: House) -> None:
    """Protects from two mails with one date: none beside the news, one the day before the new day;
    what was queued for the old day goes nowhere."""
    booked = booking()
    await told(house, event(), contact(booked.people[0].id), booked)
    first = event()
    moved_at = DUE - timedelta(hours=1)
    tomorrow = event(version=3, starts_at=first.starts_at + timedelta(hours=1), sessions=())
    moved = later(booked, "event_moved", moved_at, event_version=3)
    await told(house, tomorrow, moved)
    assert await reminded(house) == []
    dates = {"starts_at": first.starts_at + WEEK, "ends_at": first.ends_at + WEEK}
    next_week = event(version=4, sessions=(), **dates)
    at = DUE + timedelta(hours=1)
    await told(house, next_week, later(moved, "event_moved", at, event_version=4))
    assert await reminded(house, DUE + WEEK - timedelta(seconds=1)) == []
    assert await reminded(house, DUE + WEEK) == ["Erinnerung: Gesundheitstag Musterstadt"]
    assert "19. Mai 2027" in plain(house.post.mails[-1])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (event(version=3, status="cancelled"), "event_cancelled"),
        (event(version=3, reminder=False), "reminder_off"),
        (event(version=3, starts_at=event().starts_at + WEEK, sessions=()), "event_moved"),
        (None, "cancelled"),
    ],
)
async def test_what_changes_while_a_reminder_waits_keeps_it_back(
    house: House, change: EventChanged | None, reason: str
) -> None:
    """Protects from old news: looked at again when the mail goes out, and settled with a reason."""
    booked = booking()
    await told(house, event(), contact(booked.people[0].id), booked)
    house.clock.now = DUE
    await house.use_cases.reminders.plan()
    assert await house.use_cases.reminders.remind() == 1
    await told(house, change or off(booked, DUE))
    kinds = {row[0]: row[1:] for row in await house.states()}
    assert kinds["reminder"] == ("suppressed", reason)


async def test_switched_off_and_called_off_events_remind_nobody(house: House) -> None:
    """Protects the switch: an event that wants none, and one that does not take place."""
    for planned in (event(reminder=False), event(version=3, status="cancelled")):
        booked = booking()
        await told(house, planned, contact(booked.people[0].id), booked)
        assert await reminded(house) == []


async def test_a_party_hears_of_everybody_and_each_of_their_own_day(house: House) -> None:
    """Protects health weeks: who chose only the third day is reminded of that day; the contact of
    the party hears of the first; who has no address of their own costs no mail."""
    first = event()
    third = first.sessions[1]
    third = msgspec.structs.replace(
        third,
        starts_at=third.starts_at + timedelta(days=2),
        ends_at=third.ends_at + timedelta(days=2),
    )
    week = event(ends_at=first.ends_at + timedelta(days=2), sessions=(first.sessions[0], third))
    mira, kim, silent = person(), person(session_ids=(ATEM,)), person()
    booked = booking(mira, kim, silent)
    mails = contact(mira.id, "mira@example.org"), contact(kim.id, "kim@example.org", name="Kim")
    await told(house, week, *mails, contact(silent.id, None, name="Sam"), booked)
    house.post.recipients.clear()
    assert len(await reminded(house)) == 1
    assert len(await reminded(house, DUE + timedelta(days=2))) == 1
    assert house.post.recipients == ["mira@example.org", "kim@example.org"]
    ours, theirs = house.post.mails[-2:]
    assert "Sam" in plain(ours)
    assert "Rücken-Check" not in plain(theirs)
    assert "14. Mai 2027" in plain(theirs)


async def test_many_bookings_are_done_in_parts_and_two_workers_share_days(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protects large events and several replicas: bounded steps, each person once."""
    monkeypatch.setattr(use_cases, "BOOKINGS_AT_ONCE", 2)
    bookings = [booking() for _ in range(5)]
    facts = [contact(b.people[0].id, f"{b.id}@example.org") for b in bookings]
    await house.apply_batch([event(), *facts, *bookings])
    await house.send()
    house.clock.now = DUE
    await house.use_cases.reminders.plan()
    steps = [await house.use_cases.reminders.remind() for _ in range(4)]
    assert steps == [2, 2, 1, 0]
    await house.send()
    assert len(house.post.mails) == 2 * len(bookings)
    house.clock.now += use_cases.DAYS_KEPT
    assert await house.use_cases.reminders.forget() == 1


async def test_a_reminder_whose_event_has_begun_is_no_news(house: House) -> None:
    """Protects from a mail that a dead mail server held back until it is wrong."""
    booked = booking()
    await told(house, event(), contact(booked.people[0].id), booked)
    house.clock.now = DUE
    await house.use_cases.reminders.plan()
    await house.use_cases.reminders.remind()
    house.clock.now = event().sessions[0].starts_at
    await house.send()
    assert (await house.states())[-1] == ("reminder", "suppressed", "expired")
    other = booking()
    await told(house, contact(other.people[0].id), other)
    assert await house.use_cases.reminders.remind() == 0
