"""Mails about a company's list: what its contact reads, what its colleagues read."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from services.notifications.contacts.domain import Contact
from services.notifications.deliveries.domain import Delivery, Letter, Missing
from services.notifications.mails.compose import Composer
from services.notifications.mails.domain import Booking, Kind, Person, decide
from services.notifications.mails.envelope import Sender
from services.notifications.mails.material import Fact, Material
from services.notifications.mails.registrants import decide_for_registrant
from services.notifications.mails.wording import LANGUAGES, wording
from shared.contracts.mail_requests import MailRequested
from tests.services.notifications.facts import (
    ATEM,
    NOW,
    ORGANISER,
    booking,
    event,
    organisation,
    person,
)
from tests.services.notifications.mails.test_wording import LINKS, calendar, html, plain

ANNA, BEN, KARLA = UUID(int=1), UUID(int=2), UUID(int=3)
SESSIONS = frozenset({UUID(int=7)})


def version(*people: Person, number: int = 1, reason: str = "registered") -> Booking:
    """A version of one list."""
    return Booking(UUID(int=9), number, UUID(int=8), None, reason, NOW, people, registered_by=KARLA)


@pytest.mark.parametrize(
    ("before", "after", "reason", "kind"),
    [
        (None, ["confirmed", "waitlisted"], "registered", "company_registered"),
        (["confirmed", "waitlisted"], ["cancelled", "confirmed"], "promoted", "company_promoted"),
        (["confirmed", "confirmed"], ["confirmed", "cancelled"], "changed", None),
        (
            ["confirmed", "waitlisted"],
            ["cancelled", "cancelled"],
            "event_cancelled",
            "company_event_cancelled",
        ),
        (["cancelled", "cancelled"], ["cancelled", "cancelled"], "event_cancelled", None),
        (
            ["confirmed", "cancelled"],
            ["confirmed", "cancelled"],
            "event_cancelled",
            "company_event_postponed",
        ),
        (
            ["confirmed", "waitlisted"],
            ["confirmed", "waitlisted"],
            "event_moved",
            "company_event_moved",
        ),
    ],
)
def test_the_contact_hears_who_has_a_place(
    before: list[str] | None, after: list[str], reason: str, kind: str | None
) -> None:
    """Registered, moved up, event moved or called off: and nothing else."""
    first = version(*map(Person, (ANNA, BEN), before)) if before else None
    second = version(*map(Person, (ANNA, BEN), after), number=2 if before else 1, reason=reason)
    due = decide_for_registrant(first, second, NOW)
    assert [(mail.person_id, mail.kind.value) for mail in due] == ([(KARLA, kind)] if kind else [])


def test_a_choice_of_sessions_is_no_mail_to_the_contact() -> None:
    """Protects employees from their employer: Anna hears of her choice, Karla doesn't."""
    first = version(Person(ANNA, "confirmed"), Person(BEN, "confirmed"))
    second = version(
        Person(ANNA, "confirmed", SESSIONS), Person(BEN, "confirmed"), number=2, reason="changed"
    )
    assert decide_for_registrant(first, second, NOW) == []
    assert [mail.person_id for mail in decide(first, second, NOW)] == [ANNA]


def test_who_replaces_somebody_gets_a_confirmation() -> None:
    """New to the list is new to the event, not a change of anything they know."""
    first = version(Person(ANNA, "confirmed"))
    second = version(
        Person(BEN, "confirmed"),
        Person(ANNA, "cancelled", erased=True),
        number=2,
        reason="changed",
    )
    due = decide(first, second, NOW)
    assert [(mail.person_id, mail.kind.value) for mail in due] == [(BEN, "confirmation")]


def test_a_list_of_one_is_answered_as_well() -> None:
    """Nobody is the contact of such a booking, but its person has a mail to wait for."""
    [due] = decide(None, version(Person(ANNA, "confirmed")), NOW)
    assert due.suppressed is None


def material(fact: Fact, delivery: Delivery, *contacts: Contact) -> Material:
    """What a mail is made of."""
    return Material(
        facts={delivery.id: fact},
        contacts={contact.person_id: contact for contact in contacts},
        erased=frozenset(),
        events={event().id: event()},
        organisations={ORGANISER: organisation()},
        bookings={},
        documents={},
        notices={},
    )


def composed(kind: str, fact: Fact, reader: Contact, *others: Contact) -> Letter | Missing:
    """The mail of that kind to a reader, or what it lacks."""
    delivery = Delivery(uuid4(), kind, uuid4(), 1, reader.person_id, event().id, b"", 0, NOW, None)
    compose = Composer(
        material(fact, delivery, reader, *others),
        LINKS,
        Sender.parse("Auftakt <post@a.example>"),
        NOW,
    )
    made = compose(delivery)
    assert isinstance(made, Letter | Missing), made
    return made


def contact(person_id: UUID, locale: str = "de", **more: str) -> Contact:
    """Somebody who can be written to."""
    name = "Karla Kontakt" if person_id == KARLA else "Anna Angestellte"
    return Contact(person_id, "participant", name, f"{person_id.int}@example.org", locale, **more)  # type: ignore[arg-type]


LISTED = booking(
    person(id_=ANNA, session_ids=(ATEM,)),
    person("waitlisted", id_=BEN, position=1),
    contact_id=None,
    registered_by=KARLA,
)


@pytest.mark.parametrize("locale", ["de", "en", "de-simple", "uk"])
def test_the_contact_reads_numbers_and_a_link_but_no_session_ticket_or_name(locale: str) -> None:
    """Protects employees from their employer, in every language."""
    karla = contact(KARLA, locale, company="Bäckerei Beispiel")
    letter = composed("company_registered", LISTED, karla, contact(ANNA))
    assert isinstance(letter, Letter)
    text = plain(letter.message) + html(letter.message)
    assert LINKS.company(KARLA, 1) in text
    for secret in ("Atem", "Anna Angestellte", LINKS.ticket(ANNA, 1), "/p/", "/m/"):
        assert secret not in text, secret
    assert not [p for p in letter.message.walk() if p.get_content_type() == "text/calendar"]


def test_a_summary_counts_registered_and_waiting() -> None:
    """Ten registered, two waiting: here one and one."""
    letter = composed("company_registered", LISTED, contact(KARLA, company="Bäckerei Beispiel"))
    assert isinstance(letter, Letter)
    assert "Angemeldet: 1\n" in plain(letter.message)
    assert "Auf der Warteliste: 1\n" in plain(letter.message)


@pytest.mark.parametrize(
    ("locale", "by"),
    [
        ("de", "Karla Kontakt hat Sie für Bäckerei Beispiel angemeldet."),
        ("en", "Karla Kontakt registered you for Bäckerei Beispiel."),
        ("de-simple", "Karla Kontakt arbeitet bei Bäckerei Beispiel."),
    ],
)
def test_a_colleague_reads_who_registered_them_and_how_to_choose_and_decline(
    locale: str, by: str
) -> None:
    """With calendar file and ticket, as everybody; the link is their own."""
    karla = contact(KARLA, company="Bäckerei Beispiel")
    letter = composed("confirmation", LISTED, contact(ANNA, locale), karla)
    assert isinstance(letter, Letter)
    text = plain(letter.message)
    assert by in text
    assert LINKS.place(ANNA, 1) in text
    assert LINKS.ticket(ANNA, 1) in text
    assert "/l/" not in text
    assert calendar(letter.message).walk("VEVENT")
    if locale == "de":
        assert "wählen Sie selbst" in text
        assert "sagen Sie über die Schaltfläche ab" in text


def test_a_colleagues_mail_waits_for_who_registered_them() -> None:
    """Coordinates of the contact may be read later than those of the colleague."""
    assert isinstance(composed("confirmation", LISTED, contact(ANNA)), Missing)


def test_a_new_link_is_of_the_generation_last_told() -> None:
    """A mail composed after a renewal opens the list."""
    karla = contact(KARLA, company="Bäckerei Beispiel")
    letter = composed("company_registered", LISTED, replace(karla, generation=3))
    assert isinstance(letter, Letter)
    assert LINKS.company(KARLA, 3) in plain(letter.message)


@pytest.mark.parametrize("locale", LANGUAGES)
def test_that_somebody_declines_is_told_without_saying_who_or_what(locale: str) -> None:
    """The contact hears of it, and looks at the list; in every language."""
    karla = contact(KARLA, locale, company="Bäckerei Beispiel")
    request = MailRequested(
        id=uuid4(), kind="company_declined", person_id=KARLA, subject_id=event().id
    )
    letter = composed("company_declined", request, karla, contact(ANNA))
    assert isinstance(letter, Letter)
    text = plain(letter.message) + html(letter.message)
    assert LINKS.company(KARLA, 1) in text
    assert wording(locale).kind(Kind.COMPANY_DECLINED).heading in text
    assert "Atem" not in text
    assert "Anna" not in text
