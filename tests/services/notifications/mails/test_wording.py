"""What stands in the mails, in each language; and that nothing can be smuggled into headers."""

from __future__ import annotations

import re
import string
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape
from io import BytesIO
from itertools import pairwise
from typing import Any
from uuid import uuid4

import icalendar
import pytest
import segno

from services.notifications.contacts.domain import Contact, normalised, one_line
from services.notifications.deliveries.domain import Delivery, Letter
from services.notifications.mails.compose import Composer
from services.notifications.mails.domain import Kind
from services.notifications.mails.envelope import Sender
from services.notifications.mails.material import Fact, Material
from services.notifications.mails.wording import LANGUAGES, Wording, wording, wording_for
from services.notifications.service import make_use_cases
from shared.contracts.events import EventChanged, EventContact, Texts
from shared.contracts.organisations import OrganisationChanged
from tests.services.notifications.facts import (
    ATEM,
    NOW,
    ORGANISER,
    RUECKEN,
    booking,
    event,
    organisation,
    person,
    sign_in,
)
from tests.services.notifications.post_office import Clock, settings

LINKS = make_use_cases(settings(25), None, Clock()).mails.links  # type: ignore[arg-type]  # no pool needed
MIRA = uuid4()


def worded(
    kind: str,
    fact: Fact,
    *,
    locale: str = "de",
    name: str | None = "Mira Beispiel",
    about: EventChanged | None = None,
    organiser: OrganisationChanged | None = None,
) -> EmailMessage:
    """The mail as it arrives: written to bytes and read again."""
    told = about or event()
    recipient = normalised(Contact(MIRA, "participant", name, "mira@example.org", locale))
    delivery = Delivery(uuid4(), kind, uuid4(), 1, MIRA, told.id, b"", 0, NOW, None)
    material = Material(
        facts={delivery.id: fact},
        contacts={MIRA: recipient},
        erased=frozenset(),
        events={told.id: told},
        organisations={ORGANISER: organiser or organisation()},
        bookings={},
        documents={},
    )
    sender = Sender.parse("Auftakt <post@auftakt.example>")
    letter = Composer(material, LINKS, sender, NOW)(delivery)
    assert isinstance(letter, Letter), letter
    arrived = message_from_bytes(letter.message.as_bytes(), policy=policy.default)
    assert isinstance(arrived, EmailMessage)
    return arrived


def plain(mail: EmailMessage) -> str:
    """The text part."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html(mail: EmailMessage) -> str:
    """The HTML part."""
    part = mail.get_body(("html",))
    assert part is not None
    return unescape(str(part.get_content()))


def calendar(mail: EmailMessage) -> Any:
    """The attached calendar file, with whatever types its properties have."""
    [part] = [p for p in mail.walk() if p.get_content_type() == "text/calendar"]
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return icalendar.Calendar.from_ical(content)


@pytest.mark.parametrize(
    ("locale", "subject", "when", "lang"),
    [
        (
            "de",
            "Anmeldung bestätigt: Gesundheitstag Musterstadt",
            "Mittwoch, 12. Mai 2027, 09:00 bis 13:00\u00a0Uhr",
            "de",
        ),
        (
            "en",
            "Registration confirmed: Health Day Musterstadt",
            "Wednesday, 12 May 2027, 09:00 to 13:00",
            "en",
        ),
        (
            "de-simple",
            "Sie sind angemeldet: Gesundheitstag Musterstadt",
            "Mittwoch, 12. Mai 2027, 09:00 bis 13:00\u00a0Uhr",
            "de",
        ),
        (
            "tlh",
            "Anmeldung bestätigt: Gesundheitstag Musterstadt",
            "Mittwoch, 12. Mai 2027, 09:00 bis 13:00\u00a0Uhr",
            "de",
        ),
    ],
)
def test_a_confirmation_speaks_the_language_of_its_reader(
    locale: str, subject: str, when: str, lang: str
) -> None:
    """Title, date and words by locale, time in the event's zone; unknown languages read German."""
    mail = worded("confirmation", booking(person(id_=MIRA)), locale=locale)
    assert mail["Subject"] == subject
    assert when in plain(mail)
    assert f'<html lang="{lang}"' in html(mail)


def test_a_confirmation_has_ticket_manage_link_code_and_contact() -> None:
    """All that somebody needs at the door, and to change their mind."""
    booked = booking(person(id_=MIRA))
    mail = worded("confirmation", booked)
    ticket = LINKS.ticket(MIRA, 1)
    for text in (
        ticket,
        LINKS.manage(booked.id, 1),
        LINKS.booking_code(booked.id, 1),
        "09:30 bis 10:00\u00a0Uhr: Rücken-Check, Raum 1.04",
        "Bürgerhaus, Marktplatz 1",
        "+49 3641 000000",
    ):
        assert text in plain(mail)
        assert text in html(mail)
    assert re.fullmatch(
        r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{3}",
        LINKS.booking_code(booked.id, 1),
    )


def test_the_qr_code_holds_the_ticket_address_and_is_shown_inline() -> None:
    """A full QR code as PNG, referenced by the HTML; compared with a code of the same address."""
    mail = worded("confirmation", booking(person(id_=MIRA)))
    [picture] = [p for p in mail.walk() if p.get_content_type() == "image/png"]
    expected = BytesIO()
    address = LINKS.ticket_url(LINKS.ticket(MIRA, 1))
    assert address == f"https://auftakt.example/t/{LINKS.ticket(MIRA, 1)}"
    code = segno.make_qr(address, error="m", mask=3)
    assert not code.is_micro
    code.save(expected, kind="png", scale=6, border=4)
    assert picture.get_payload(decode=True) == expected.getvalue()
    assert f"cid:{picture['Content-ID'].strip('<>')}" in html(mail)


def test_who_waits_gets_a_position_and_no_ticket() -> None:
    """Nothing that looks like a ticket is in a waiting-list mail."""
    mail = worded("waitlist", booking(person("waitlisted", MIRA, position=3)))
    assert "Warteliste, Platz 3" in plain(mail)
    assert "/t/" not in plain(mail) + html(mail)
    assert [p.get_content_type() for p in mail.walk() if p.get_content_maintype() == "image"] == []


def test_the_calendar_entry_follows_the_sessions_and_keeps_its_uid() -> None:
    """RFC 5545/5546: PUBLISH, TZID of the event, stable UID, rising SEQUENCE, CANCEL at the end."""
    first = booking(person(id_=MIRA, session_ids=(RUECKEN, ATEM)))
    moved = booking(person(id_=MIRA), id=first.id, version=2, reason="changed")
    gone = booking(person("cancelled", MIRA), id=first.id, version=3, reason="cancelled")
    files = [
        calendar(worded(kind, fact))
        for kind, fact in [("confirmation", first), ("change", moved), ("cancellation", gone)]
    ]
    entries = [file.walk("VEVENT")[0] for file in files]
    assert [str(file["METHOD"]) for file in files] == ["PUBLISH", "PUBLISH", "CANCEL"]
    assert {str(e["UID"]) for e in entries} == {f"{first.id}@auftakt.example"}
    assert all(a["SEQUENCE"] < b["SEQUENCE"] for a, b in pairwise(entries))
    assert entries[0]["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert instant(entries[0]["DTSTART"]) == datetime(2027, 5, 12, 7, 30, tzinfo=UTC)
    assert instant(entries[0]["DTEND"]) == datetime(2027, 5, 12, 8, 30, tzinfo=UTC)
    assert str(entries[1]["SUMMARY"]) == "Rücken-Check (Gesundheitstag Musterstadt)"
    assert str(entries[2]["STATUS"]) == "CANCELLED"
    [zone] = files[0].walk("VTIMEZONE")
    assert zone["TZID"] == "Europe/Berlin"
    assert {str(part["TZNAME"]) for part in zone.subcomponents} == {"CET", "CEST"}


@pytest.mark.parametrize(
    ("locale", "subject"),
    [
        ("de", "Fällt aus: Gesundheitstag Musterstadt"),
        ("en", "Called off: Health Day Musterstadt"),
        ("de-simple", "Fällt aus: Gesundheitstag Musterstadt"),
    ],
)
def test_an_event_called_off_takes_its_entry_out_of_the_calendar(locale: str, subject: str) -> None:
    """METHOD:CANCEL under the same UID, for contact and colleague; no ticket, code or way back."""
    colleague = uuid4()
    for contact in (MIRA, colleague):
        people = (person(id_=MIRA), person(id_=colleague))
        first = booking(*people, contact_id=contact)
        gone = tuple(person("cancelled", p.id) for p in people)
        after = booking(*gone, id=first.id, contact_id=contact, version=2, reason="event_cancelled")
        mail = worded("event_cancelled", after, locale=locale)
        before = calendar(worded("confirmation", first)).walk("VEVENT")[0]
        file = calendar(mail)
        [entry] = file.walk("VEVENT")
        assert mail["Subject"] == subject
        assert (str(file["METHOD"]), str(entry["STATUS"])) == ("CANCEL", "CANCELLED")
        assert str(entry["UID"]) == str(before["UID"])
        assert entry["SEQUENCE"] > before["SEQUENCE"]
        assert "image/png" not in {part.get_content_type() for part in mail.walk()}
        assert LINKS.booking_code(first.id, 1) not in plain(mail)
        assert wording(locale).word("colleague") not in plain(mail)


def instant(value: Any) -> datetime:
    """A calendar property as an instant in UTC."""
    found = value.dt
    assert isinstance(found, datetime)
    return found.astimezone(UTC)


def test_headers_are_honest_and_answers_reach_people() -> None:
    """From the organiser's name, replies to the event's contact, no automatic answers, no lists."""
    mail = worded("confirmation", booking(person(id_=MIRA)))
    assert mail["From"] == "Initiative Innenstadt Musterstadt <post@auftakt.example>"
    assert mail["To"] == "Mira Beispiel <mira@example.org>"
    assert mail["Reply-To"] == "buero@example.org"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Id"].endswith(".auftakt.example>")
    assert mail["Date"].datetime == NOW


def test_nothing_is_loaded_from_elsewhere() -> None:
    """No tracking: the only pictures are in the mail, no style sheet, no script, no font."""
    page = html(worded("confirmation", booking(person(id_=MIRA))))
    assert set(re.findall(r'src="([a-z]+):', page)) == {"cid"}
    assert not re.search(r"<script|<link|@import|url\(|http-equiv", page)
    assert "<table" not in page
    assert 'style="' in page


EVIL = "Mira\r\nBcc: all@example.org\u2028X-Evil: 1\u202e\x00"


def test_no_text_from_outside_can_add_a_header() -> None:
    """Names, titles and organisations with line ends of every kind stay one line."""
    mail = worded(
        "confirmation",
        booking(person(id_=MIRA)),
        name=EVIL,
        about=event(title=EVIL, texts={}),
        organiser=organisation(name=EVIL),
    )
    assert "Bcc" not in mail
    assert "X-Evil" not in mail
    for header in ("From", "To", "Subject"):
        assert "Bcc: all@example.org" in str(mail[header])
        assert len(mail.get_all(header) or []) == 1
    assert one_line(EVIL) == "Mira Bcc: all@example.org X-Evil: 1"


def test_a_mistyped_contact_of_an_event_stops_no_mail() -> None:
    """An address that can't stand in a header is left out; the mail goes out."""
    for address in ('a"b@example.org', "a.@example.org", "a@example.org."):
        about = event(contact=EventContact(name="Büro", email=address))
        mail = worded("confirmation", booking(person(id_=MIRA)), about=about)
        assert mail["Reply-To"] is None


@pytest.mark.parametrize(
    "address",
    ["a@b\r\nBcc: c@d", "a b@example.org", "<a@example.org>", "nobody", "a@", "@b", "ä\u2028@b"],
)
def test_an_impossible_address_counts_as_none(address: str) -> None:
    """Poison at intake would be poison in the queue."""
    assert normalised(Contact(MIRA, "participant", "Mira", address, "de")).email is None


def test_names_with_joiners_stay_whole() -> None:
    """Zero-width joiners belong to names in several scripts."""
    assert one_line("نرگس\u200cخاتون") == "نرگس\u200cخاتون"


def test_markup_in_texts_stays_text() -> None:
    """HTML is escaped; braces in a title are not taken for placeholders."""
    title = "<b>{name}</b> & more"
    mail = worded("confirmation", booking(person(id_=MIRA)), about=event(title=title, texts={}))
    source = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]  # has one
    assert "<b>" not in source
    assert "&lt;b&gt;{name}&lt;/b&gt; &amp; more" in source
    assert mail["Subject"] == f"Anmeldung bestätigt: {title}"


def test_the_online_address_is_for_confirmed_people_only() -> None:
    """A join link in a waiting-list mail would be a way in."""
    online = event(join_url="https://meet.example/room")
    sure = worded("confirmation", booking(person(id_=MIRA)), about=online)
    waits = worded("waitlist", booking(person("waitlisted", MIRA)), about=online)
    assert "https://meet.example/room" in plain(sure)
    assert "https://meet.example/room" not in waits.as_string()


def test_directions_come_in_the_readers_language() -> None:
    """Texts per locale; German where there is none."""
    about = event(texts={"de": Texts(directions="Bus 5"), "en": Texts(directions="Take bus 5")})
    booked = booking(person(id_=MIRA))
    assert "Take bus 5" in plain(worded("confirmation", booked, locale="en", about=about))
    assert "Bus 5" in plain(worded("confirmation", booked, locale="de-simple", about=about))


def test_an_invitation_names_organisation_and_role() -> None:
    """Staff learn where they are listed and how to sign in."""
    request = sign_in(MIRA, kind="staff_invitation", organisation_id=ORGANISER, role="partner")
    mail = worded("staff_invitation", request)
    assert mail["Subject"] == "Einladung: Initiative Innenstadt Musterstadt"
    assert "„Partner“" in plain(mail)
    assert LINKS.sign_in(request.subject_id, 1) in plain(mail)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_every_word_with_the_same_placeholders(code: str) -> None:
    """A missing word would fail one mail in one language, at night."""
    base, other = wording("de"), wording(code)
    assert set(other.words) == set(base.words)
    assert set(other.roles) == set(base.roles)
    for name, text in base.words.items():
        assert placeholders(other.words[name]) == placeholders(text), name
    for kind in Kind:
        spoken = wording_for(code, kind)
        assert placeholders_of(spoken, kind) == placeholders_of(base, kind), kind
        assert (spoken.kind(kind).button is None) == (base.kind(kind).button is None)


def placeholders(text: str) -> set[str]:
    """Names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def placeholders_of(words: Wording, kind: Kind) -> set[str]:
    """Names in braces of all texts of a kind."""
    special = words.kind(kind)
    texts = (special.subject, special.heading, *special.paragraphs, *special.after)
    return set().union(*(placeholders(text) for text in texts))
