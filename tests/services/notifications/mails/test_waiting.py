"""Parts of a mail travel on different topics: any order gives the same mails."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from itertools import permutations
from uuid import uuid4

import pytest

from services.notifications.deliveries.domain import PART_WITHIN
from shared.contracts.documents import DOCUMENTS
from shared.contracts.editions import EditionPublished
from shared.contracts.organisations import Member
from shared.contracts.topic import Message
from shared.messaging.applying import UnknownValue
from shared.messaging.decoding import Record
from tests.services.notifications.facts import (
    EVENT,
    NOW,
    ORGANISER,
    PARTNER,
    booking,
    contact,
    event,
    organisation,
    partner,
    person,
    record,
    sign_in,
)
from tests.services.notifications.post_office import House

PDF = b"%PDF-1.7 made up"


def edition(**changes: object) -> EditionPublished:
    """Edition 1 for the insurer."""
    values = {
        "id": uuid4(),
        "event_id": EVENT,
        "number": 1,
        "digest": "d",
        "published_at": NOW,
        "organisation_ids": (PARTNER,),
        "document_sha256": hashlib.sha256(PDF).hexdigest(),
        "document_bytes": len(PDF),
    }
    return EditionPublished(**{**values, **changes})  # type: ignore[arg-type]  # mixed values


async def settled(house: House) -> None:
    """Let the worker go round as long as something waits, and a little time pass."""
    for _ in range(6):
        house.clock.now += timedelta(seconds=40)
        await house.send()


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_a_confirmation_goes_out_whatever_arrives_first(
    house: House, order: tuple[int, ...]
) -> None:
    """Booking, contact and event in any order give one mail."""
    booked = booking()
    facts = [booked, contact(booked.people[0].id), event()]
    for index in order:
        await house.apply(facts[index])
        await house.send()
    await settled(house)
    assert await house.states() == [("confirmation", "sent", None)]
    assert len(house.post.mails) == 1


async def test_what_a_mail_waits_for_is_visible(house: House) -> None:
    """Pending says why; the arrival makes the mail due at once."""
    booked = booking()
    await house.apply(event(), booked)
    await house.send()
    [row] = await house.rows()
    assert (row.state, row.waiting_for, row.attempts) == ("pending", "contact", 0)
    await house.apply(contact(booked.people[0].id))
    await house.send()
    assert await house.states() == [("confirmation", "sent", None)]


async def test_a_contact_that_never_comes_fails_visibly_and_heals(house: House) -> None:
    """Waiting is bounded; what arrives after all still goes out."""
    booked = booking()
    await house.apply(event(), booked)
    house.clock.now += PART_WITHIN + timedelta(seconds=1)
    await house.send()
    assert await house.states() == [("confirmation", "failed", "contact_missing")]
    await house.apply(contact(booked.people[0].id))
    await house.send()
    assert await house.states() == [("confirmation", "sent", None)]


async def test_people_without_address_are_suppressed_with_their_reason(house: House) -> None:
    """A contact without e-mail at once, a colleague without coordinates after the waiting time."""
    one, other = person(), person()
    await house.apply(event(), contact(one.id, None), booking(one, other))
    await house.send()
    house.clock.now += PART_WITHIN + timedelta(seconds=1)
    await house.send()
    assert await house.states() == [("confirmation", "suppressed", "no_address")] * 2


async def test_colleagues_get_a_mail_of_their_own_and_one_address_only_one(house: House) -> None:
    """Ada has her own address; Bo's is the contact's."""
    ada, bo = person(), person()
    who = uuid4()
    party = booking(ada, bo, contact_id=who)
    await house.apply(
        event(),
        contact(who, "office@example.org", name="Kim Kontakt"),
        contact(ada.id, "ada@example.org", name="Ada Beispiel"),
        contact(bo.id, "Office@example.org", name="Bo Beispiel"),
        party,
    )
    await house.send()
    assert sorted(house.post.recipients) == ["ada@example.org", "office@example.org"]
    reasons = {reason for _, state, reason in await house.states() if state == "suppressed"}
    assert reasons == {"same_address"}
    [own] = [m for m in house.post.mails if "ada@" in m["To"]]
    text = own.get_body(("plain",)).get_content()  # type: ignore[union-attr]  # has a text part
    assert "Bo Beispiel" not in text
    assert "/m/" not in text


async def test_nobody_is_told_about_an_event_that_is_over(house: House) -> None:
    """A confirmation after the fact would only confuse."""
    booked = booking()
    await house.apply(event(), contact(booked.people[0].id), booked)
    house.clock.now = event().ends_at
    await house.send()
    assert await house.states() == [("confirmation", "suppressed", "event_over")]


@pytest.mark.parametrize(
    "order", [(0, 1, 2, 3, 4), (4, 3, 2, 1, 0), (1, 0, 4, 3, 2), (3, 4, 0, 2, 1), (2, 3, 4, 1, 0)]
)
async def test_partners_get_the_report_whatever_arrives_first(
    house: House, order: tuple[int, ...]
) -> None:
    """Edition, PDF, event, organisation and contact in any order give one mail with the PDF."""
    staff = uuid4()
    out = edition()
    facts: list[Message | Record] = [
        out,
        record(PDF, topic=DOCUMENTS, key=str(out.id)),
        event(),
        partner(staff),
        contact(staff, "pat@example.org", kind="staff"),
    ]
    for index in order:
        await house.apply(facts[index])
    await settled(house)
    [mail] = house.post.mails
    [pdf] = [part for part in mail.walk() if part.get_content_type() == "application/pdf"]
    assert pdf.get_payload(decode=True) == PDF
    assert pdf.get_filename() == "bericht-gesundheitstag-musterstadt-2027-05-12-1.pdf"


async def test_organisers_get_the_report_and_stewards_do_not(house: House) -> None:
    """Roles decide; each reader once, however often the edition is read."""
    organizer, steward, pat = uuid4(), uuid4(), uuid4()
    members = (
        Member(staff_id=organizer, role="organizer"),
        Member(staff_id=steward, role="steward"),
    )
    out = edition(organisation_ids=(PARTNER, ORGANISER))
    await house.apply(event(), partner(pat), organisation(members=members), out, out)
    await house.use_cases.mails.repeat_editions(house.pool)
    rows = await house.pool.fetch("SELECT person_id FROM deliveries")
    assert sorted(row["person_id"] for row in rows) == sorted([organizer, pat])


async def test_a_damaged_pdf_is_not_sent(house: House) -> None:
    """The digest of the edition guards the attachment."""
    staff = uuid4()
    out = edition()
    await house.apply(event(), partner(staff), contact(staff), out)
    await house.apply(record(b"%PDF other", topic=DOCUMENTS, key=str(out.id)))
    await house.send()
    assert await house.states() == [("report", "failed", "document_damaged")]


async def test_recipients_who_never_become_known_fail_visibly(house: House) -> None:
    """An organisation that never arrives must not vanish from the count."""
    await house.apply(event(), edition())
    house.clock.now += PART_WITHIN
    assert await house.use_cases.mails.settle_editions(house.pool) == 1
    assert await house.states() == [("report", "failed", "recipients_unknown")]


async def test_documents_go_when_their_mails_are_out(house: House) -> None:
    """4 MiB each: kept until sent, not longer than a day."""
    staff, out = uuid4(), edition()
    await house.apply(event(), partner(staff), contact(staff), out)
    await house.apply(record(PDF, topic=DOCUMENTS, key=str(out.id)))
    house.clock.now += timedelta(hours=25)
    await house.use_cases.mails.settle_editions(house.pool)
    assert await house.use_cases.mails.drop_documents(house.pool) == 0
    await house.send()
    assert await house.use_cases.mails.drop_documents(house.pool) == 1
    assert len(house.post.mails) == 1


async def test_a_sign_in_link_carries_link_and_digits_and_expires(house: House) -> None:
    """A mail that comes after its link's end is suppressed."""
    staff = uuid4()
    request = sign_in(staff)
    await house.apply(contact(staff, kind="staff"), request)
    await house.send()
    [mail] = house.post.mails
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]  # has a text part
    links = house.use_cases.mails.links
    assert links.sign_in(request.subject_id, 1) in text
    digits = links.sign_in_code(request.subject_id, 1)
    assert f"{digits[:3]} {digits[3:]}" in text
    late = sign_in(staff)
    await house.apply(late)
    house.clock.now += timedelta(minutes=15)
    await house.send()
    row = await house.pool.fetchrow("SELECT state, reason FROM deliveries ORDER BY number DESC")
    assert row is not None
    assert tuple(row) == ("suppressed", "expired")


async def test_what_a_newer_registration_says_is_parked_not_guessed(house: House) -> None:
    """Unknown statuses and kinds become dead letters."""
    with pytest.raises(UnknownValue):
        await house.apply(booking(person("teleported")))
    with pytest.raises(UnknownValue):
        await house.apply(sign_in(uuid4(), kind="horoscope"))


async def test_a_manage_link_goes_to_the_address_on_file(house: House) -> None:
    """`duplicate_answer: mail`: the link is in a mail, not in the answer."""
    booked = booking()
    who = booked.people[0].id
    request = sign_in(who, kind="manage_link", subject_id=booked.id)
    await house.apply(request, event(), contact(who), booked)
    await settled(house)
    manage = house.use_cases.mails.links.manage(booked.id, 1)
    subjects = {m["Subject"]: m.get_body(("plain",)).get_content() for m in house.post.mails}  # type: ignore[union-attr]  # has a text part
    assert manage in subjects["Ihre Anmeldung: Gesundheitstag Musterstadt"]


async def test_an_event_called_off_is_one_mail_for_contact_and_each_colleague(
    house: House,
) -> None:
    """Whoever has no address gets none; a second reading sends nothing again."""
    anna, ben, cem = person(), person(), person()
    booked = booking(anna, ben, cem)
    gone = [person("cancelled", p.id) for p in (anna, ben, cem)]
    over = booking(*gone, id=booked.id, version=2, reason="event_cancelled", contact_id=anna.id)
    await house.apply(event(), contact(anna.id), contact(ben.id, "ben@example.org"), booked)
    await settled(house)
    house.post.mails.clear()
    house.post.recipients.clear()
    await house.apply(event(version=3, status="cancelled"), over, over)
    await settled(house)
    assert sorted(house.post.recipients) == ["ben@example.org", "mira@example.org"]
    assert {str(mail["Subject"]) for mail in house.post.mails} == {
        "Fällt aus: Gesundheitstag Musterstadt"
    }


async def test_a_confirmation_that_waited_does_not_follow_the_end_of_the_event(
    house: House,
) -> None:
    """The mail server was away meanwhile: only the last word goes out."""
    booked = booking()
    [anna] = booked.people
    gone = booking(person("cancelled", anna.id), id=booked.id, version=2, reason="event_cancelled")
    await house.post.close()
    await house.apply(event(), contact(anna.id), booked)
    await house.send()
    await house.apply(event(version=3, status="cancelled"), gone)
    await house.post.open()
    await settled(house)
    assert sorted(await house.states()) == [
        ("confirmation", "suppressed", "event_cancelled"),
        ("event_cancelled", "sent", None),
    ]
    assert [str(mail["Subject"]) for mail in house.post.mails] == [
        "Fällt aus: Gesundheitstag Musterstadt"
    ]


async def test_colleagues_hear_of_a_booking_that_has_no_contact(house: House) -> None:
    """Nobody left an address for the booking, but one of its people has an own one."""
    anna, ben = person(), person()
    await house.apply(event(), contact(ben.id, "ben@example.org"))
    await house.apply(booking(anna, ben, contact_id=None))
    await settled(house)
    assert house.post.recipients == ["ben@example.org"]
    [mail] = house.post.mails
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]  # has one
    assert "/t/" in text
    assert "/m/" not in text
