"""Events that move or are called off: everybody is told once, with the new date and the note."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.message import EmailMessage
from uuid import uuid4

import msgspec
import pytest

from services.notifications.deliveries.domain import PART_WITHIN
from shared.contracts.bookings import BookingChanged
from shared.contracts.documents import DOCUMENTS
from shared.contracts.events import EventChanged, PostalAddress
from shared.contracts.mail_requests import EventNotice, MailRequested
from shared.contracts.organisations import Member
from tests.services.notifications.facts import (
    EVENT,
    booking,
    contact,
    event,
    organisation,
    person,
    record,
)
from tests.services.notifications.mails.test_waiting import PDF, edition
from tests.services.notifications.mails.test_wording import calendar, html, plain
from tests.services.notifications.post_office import House

WEEK = timedelta(days=7)
OLD, NEW = "12. Mai 2027", "19. Mai 2027"
OTHER = uuid4()


def moved(booked: BookingChanged, **changes: object) -> BookingChanged:
    """The booking's next version after the event has another day."""
    values = {"version": booked.version + 1, "reason": "event_moved", "event_version": 3}
    return msgspec.structs.replace(booked, **{**values, **changes})


def later(version: int = 3, **changes: object) -> EventChanged:
    """The event a week later."""
    first = event()
    values = {"starts_at": first.starts_at + WEEK, "ends_at": first.ends_at + WEEK, **changes}
    return event(version=version, sessions=(), **values)


async def registered(house: House) -> BookingChanged:
    """Mira is registered and has her confirmation."""
    booked = booking()
    await house.apply(event(), contact(booked.people[0].id), booked)
    await house.send()
    assert await house.states() == [("confirmation", "sent", None)]
    return booked


def sequence(mail: EmailMessage) -> int:
    """Of its calendar entry."""
    [entry] = calendar(mail).walk("VEVENT")
    return int(entry["SEQUENCE"])


async def test_the_mail_about_another_day_waits_for_the_new_date(house: House) -> None:
    """Protects who would come on the wrong day: topics may overtake each other, it does not."""
    booked = await registered(house)
    await house.apply(moved(booked))
    await house.send()
    [*_, waiting] = await house.rows()
    assert (waiting.kind, waiting.state, waiting.waiting_for) == ("event_moved", "pending", "event")
    await house.apply(event(version=2, title="Dieselbe Fassung"))
    house.clock.now += timedelta(minutes=1)
    await house.send()
    assert len(house.post.mails) == 1
    await house.apply(later())
    await house.send()
    assert (await house.states())[-1] == ("event_moved", "sent", None)
    first, second = house.post.mails
    assert NEW in plain(second)
    assert OLD not in plain(second)
    assert "Neuer Termin: Gesundheitstag Musterstadt" in second["Subject"]
    assert calendar(second)["METHOD"] == "PUBLISH"
    assert sequence(second) > sequence(first)


async def test_a_new_date_that_never_arrives_fails_visibly_and_heals(house: House) -> None:
    """Protects against the old date in a mail about the new one, however long it takes."""
    booked = await registered(house)
    await house.apply(moved(booked))
    house.clock.now += PART_WITHIN + timedelta(seconds=1)
    await house.send()
    assert (await house.states())[-1] == ("event_moved", "failed", "event_missing")
    await house.apply(later())
    await house.send()
    assert (await house.states())[-1] == ("event_moved", "sent", None)


@pytest.mark.parametrize("note_first", [True, False])
async def test_what_the_organizer_says_stands_in_the_mail(house: House, note_first: bool) -> None:
    """Protects the reason why: one mail with date and note, whichever arrives first."""
    booked = await registered(house)
    note = EventNotice(event_id=EVENT, event_version=3, texts={"de": "Der Saal\nist <belegt>."})
    facts = [moved(booked, noted=True), later()]
    for fact in [note, *facts] if note_first else [*facts, note]:
        await house.apply(fact)
        await house.send()
    assert (await house.states())[1:] == [("event_moved", "sent", None)]
    mail = house.post.mails[-1]
    assert "Die Veranstalter schreiben dazu" in plain(mail)
    assert "> Der Saal\n> ist <belegt>." in plain(mail).replace("\r\n", "\n")
    page = mail.get_body(("html",))
    assert page is not None
    assert "ist &lt;belegt" in page.get_content()


async def test_a_lost_note_keeps_nobody_from_the_new_date(house: House) -> None:
    """Protects the date: after a bounded wait it goes out without the note."""
    booked = await registered(house)
    await house.apply(later(), moved(booked, noted=True))
    await house.send()
    assert (await house.rows())[-1].waiting_for == "notice"
    house.clock.now += PART_WITHIN + timedelta(seconds=1)
    await house.send()
    assert (await house.states())[-1] == ("event_moved", "sent", None)
    assert "schreiben dazu" not in plain(house.post.mails[-1])


async def test_notes_are_forgotten_as_their_topic_forgets_them(house: House) -> None:
    """Protects free text from staying here for good."""
    await house.apply(EventNotice(event_id=EVENT, event_version=3, texts={"de": "Der Saal."}))
    house.clock.now += timedelta(days=6)
    assert await house.use_cases.mails.drop_notices(house.pool) == 0
    house.clock.now += timedelta(days=1, seconds=1)
    assert await house.use_cases.mails.drop_notices(house.pool) == 1


async def test_a_postponed_event_leaves_the_calendar_and_comes_back(house: House) -> None:
    """Protects kept bookings: no ticket for nothing now, the same booking on the new day."""
    booked = await registered(house)
    off = moved(booked, reason="event_cancelled")
    await house.apply(event(version=3, status="cancelled"), off)
    await house.send()
    await house.apply(later(version=4), moved(off, event_version=4))
    await house.send()
    kinds = [row[:2] for row in await house.states()]
    assert kinds[1:] == [("event_postponed", "sent"), ("event_moved", "sent")]
    first, away, back = house.post.mails
    assert calendar(away)["METHOD"] == "CANCEL"
    assert "Ihre Anmeldung bleibt bestehen" in plain(away)
    assert "/t/" not in plain(away)
    assert "/m/" in plain(away)
    assert calendar(back)["METHOD"] == "PUBLISH"
    assert "/t/" in plain(back)
    assert sequence(first) < sequence(away) < sequence(back)


async def test_who_lost_the_place_is_asked_to_register_again(house: House) -> None:
    """Protects from coming with a ticket that is worth nothing."""
    booked = await registered(house)
    gone = tuple(msgspec.structs.replace(p, status="cancelled") for p in booked.people)
    await house.apply(later(), moved(booked, status="cancelled", people=gone))
    await house.send()
    assert (await house.states())[-1] == ("event_moved_released", "sent", None)
    mail = house.post.mails[-1]
    assert NEW in plain(mail)
    assert f"/e/{EVENT}" in plain(mail)
    assert "/t/" not in plain(mail)
    assert calendar(mail)["METHOD"] == "CANCEL"


async def test_the_team_is_warned_of_too_few_people(house: House) -> None:
    """Protects a decision in time: figures, days left, and the way to call it off."""
    staff = uuid4()
    asked = MailRequested(
        id=uuid4(), kind="minimum_warning", person_id=staff, subject_id=EVENT, registered=6
    )
    decide_by = datetime.fromisoformat("2027-05-08T10:00:00Z")
    await house.apply(asked, contact(staff, kind="staff"))
    await house.send()
    await house.apply(event(minimum_participants=10, decide_by=decide_by))
    await house.send()
    assert await house.states() == [("minimum_warning", "sent", None)]
    [mail] = house.post.mails
    assert "Erst 6 von mindestens 10 angemeldet" in mail["Subject"]
    assert "5 Tage" in plain(mail)
    assert f"/organizer/events/{EVENT}/cancel" in html(mail)


async def test_nobody_is_warned_of_what_is_decided(house: House) -> None:
    """Protects from a mail that waited while the event was called off."""
    staff = uuid4()
    asked = MailRequested(
        id=uuid4(), kind="minimum_warning", person_id=staff, subject_id=EVENT, registered=6
    )
    off = event(status="cancelled", minimum_participants=10)
    await house.apply(contact(staff, kind="staff"), off, asked)
    await house.send()
    assert await house.states() == [("minimum_warning", "suppressed", "nothing_to_decide")]


@pytest.mark.parametrize("organisation_first", [True, False])
async def test_those_who_organise_together_all_get_the_report(
    house: House, organisation_first: bool
) -> None:
    """Protects co-organisers: their organizers read the report as those of the first do."""
    own, theirs, steward = uuid4(), uuid4(), uuid4()
    members = (
        Member(staff_id=theirs, role="organizer"),
        Member(staff_id=steward, role="steward"),
    )
    first = organisation(members=(Member(staff_id=own, role="organizer"),))
    other = organisation(id=OTHER, name="Hochschule", members=members)
    out = edition(organisation_ids=())
    about = event(status="closed", co_organiser_ids=(OTHER,))
    people = [contact(own, kind="staff"), contact(theirs, "uni@example.org", kind="staff")]
    facts = [other, about, out] if organisation_first else [about, out, other]
    await house.apply(first, *people, *facts)
    await house.apply(record(PDF, topic=DOCUMENTS, key=str(out.id)))
    await house.send()
    assert await house.states() == [("report", "sent", None)] * 2
    assert {mail["To"].addresses[0].addr_spec for mail in house.post.mails} == {
        "mira@example.org",
        "uni@example.org",
    }


async def test_another_time_of_a_session_is_one_mail_with_the_new_time(house: House) -> None:
    """Protects who chose it: the mail waits for the new time and replaces the calendar entry."""
    booked = await registered(house)
    await house.apply(moved(booked, reason="session_moved"))
    await house.send()
    assert (await house.rows())[-1].waiting_for == "event"
    first = event()
    session = first.sessions[0]
    starts_at = session.starts_at + timedelta(minutes=15)
    changed = msgspec.structs.replace(session, starts_at=starts_at)
    await house.apply(event(version=3, sessions=(changed, *first.sessions[1:])))
    await house.send()
    assert (await house.states())[-1] == ("session_moved", "sent", None)
    before, after = house.post.mails
    assert "09:45" in plain(after)
    assert "09:45" not in plain(before)
    assert sequence(after) > sequence(before)


async def test_mails_and_calendars_say_the_street_and_town(house: House) -> None:
    """Protects guests: the name of a house alone leads nobody there."""
    booked = booking()
    where = PostalAddress(street="Markt 1", postal_code="07743", city="Jena")
    planned = event(venue="Rathaus", address=where)
    await house.apply(planned, contact(booked.people[0].id), booked)
    await house.send()
    [mail] = house.post.mails
    assert "Rathaus, Markt 1, 07743 Jena" in plain(mail)
    [entry] = calendar(mail).walk("VEVENT")
    assert entry["LOCATION"] == "Rathaus, Markt 1, 07743 Jena"


@pytest.mark.parametrize("left", [True, False])
async def test_a_session_called_off_is_named_with_the_reason(house: House, left: bool) -> None:
    """Protects who chose it: what falls away, why, and whether the registration still holds."""
    booked = await registered(house)
    first = event()
    off = msgspec.structs.replace(first.sessions[0], cancelled=True)
    people = [
        msgspec.structs.replace(p, session_ids=(), status="confirmed" if left else "cancelled")
        for p in booked.people
    ]
    gone = {"reason": "session_cancelled", "cancelled_sessions": (off.id,), "noted": True}
    note = EventNotice(event_id=EVENT, event_version=3, texts={"de": "Grippewelle."})
    await house.apply(moved(booked, people=people, **gone), note)
    await house.apply(event(version=3, sessions=(off, *first.sessions[1:])))
    await house.send()
    kind = "session_cancelled" if left else "session_cancelled_released"
    assert (await house.states())[-1] == (kind, "sent", None)
    mail = house.post.mails[-1]
    assert f"Abgesagt ist: {off.title}" in plain(mail)
    assert "> Grippewelle." in plain(mail)
    assert calendar(mail)["METHOD"] == ("PUBLISH" if left else "CANCEL")


async def test_who_did_not_choose_the_session_hears_nothing_of_it(house: House) -> None:
    """Protects the other members of a party from mail about somebody else's programme."""
    booked = booking(person(), person(session_ids=()))
    mira, other = booked.people
    await house.apply(event(), contact(mira.id), contact(other.id, email="o@example.org"), booked)
    await house.send()
    people = (msgspec.structs.replace(mira, session_ids=()), other)
    off = event().sessions[0].id
    await house.apply(
        moved(booked, reason="session_cancelled", people=people, cancelled_sessions=(off,)),
        event(version=3),
    )
    assert sum(row.kind == "session_cancelled" for row in await house.rows()) == 1
