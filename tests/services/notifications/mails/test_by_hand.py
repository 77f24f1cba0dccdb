"""Mails of an event where the team gives the places."""

from __future__ import annotations

import msgspec

from shared.contracts.bookings import BookingChanged
from shared.contracts.mail_requests import EventNotice
from tests.services.notifications.facts import booking, contact, event
from tests.services.notifications.mails.test_wording import html, plain
from tests.services.notifications.post_office import House


def become(before: BookingChanged, status: str, reason: str, **more: object) -> BookingChanged:
    """The next version, everybody in it being so."""
    people = tuple(msgspec.structs.replace(p, status=status, position=None) for p in before.people)
    values = {"version": before.version + 1, "status": status, "reason": reason, **more}
    return msgspec.structs.replace(before, people=people, **values)


async def test_who_asks_is_told_that_the_team_decides_and_then_what(house: House) -> None:
    """No word of a waitlist that goes on by itself; no calendar entry for who gets no place."""
    asked = become(booking(version=0), "waitlisted", "registered")
    await house.apply(event(promotion="by_hand"), contact(asked.people[0].id), asked)
    await house.send()
    given = become(asked, "confirmed", "promoted")
    await house.apply(given)
    await house.send()
    first, second = house.post.mails
    assert "Das Team" not in first["Subject"]
    assert "entscheidet das Team, wer einen Platz bekommt" in plain(first)
    assert "Wird ein Platz frei" not in plain(first)
    assert "Das Team hat entschieden, und Sie haben einen Platz" in plain(second)
    assert [kind for kind, _, _ in await house.states()] == ["waitlist", "promotion"]


async def test_who_gets_no_place_reads_the_words_of_the_team(house: House) -> None:
    """The mail waits for the words, which belong to this version of the booking alone."""
    asked = become(booking(version=0), "waitlisted", "registered")
    await house.apply(event(promotion="by_hand"), contact(asked.people[0].id), asked)
    await house.send()
    declined = become(asked, "cancelled", "declined", noted=True)
    await house.apply(declined)
    await house.send()
    assert (await house.states())[-1][:2] == ("declined", "pending")
    words = {"de": "Im Herbst gibt es einen zweiten Kurs."}
    notice = EventNotice(event_id=declined.id, event_version=declined.version, texts=words)
    await house.apply(notice)
    await house.send()
    assert (await house.states())[-1][:2] == ("declined", "sent")
    mail = house.post.mails[-1]
    assert "keinen Platz" in plain(mail)
    assert words["de"] in plain(mail)
    assert words["de"] in html(mail)
    assert not any(part.get_content_type() == "text/calendar" for part in mail.walk())
