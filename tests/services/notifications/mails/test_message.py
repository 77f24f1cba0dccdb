"""What an organizer writes to people of an event, as it arrives."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from services.notifications.mails.domain import Kind
from services.notifications.mails.wording import LANGUAGES, wording
from shared.contracts.events import EventContact
from shared.contracts.mail_requests import MailRequested
from shared.web.languages import locale_named
from tests.services.notifications.facts import EVENT, NOW, event
from tests.services.notifications.mails.test_wording import LINKS, MIRA, html, plain, worded

TEXT = "Wir sind in Raum 5!\n<b>Bis</b> bald."


def message(**changes: Any) -> MailRequested:
    """The organizer's words as the topic brings them."""
    values: dict[str, Any] = {
        "id": uuid4(),
        "kind": "organizer_message",
        "person_id": MIRA,
        "subject_id": EVENT,
        "subject": "Neuer Raum",
        "text": TEXT,
        "expires_at": NOW,
    }
    return MailRequested(**{**values, **changes})


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_organizers_words_stand_in_a_frame_of_the_readers_language(code: str) -> None:
    """Subject and text as they were written, the rest in the reader's language and direction."""
    mail = worded("organizer_message", message(), locale=code)
    words, page = wording(code), html(mail)
    assert mail["Subject"].startswith("Neuer Raum (")
    assert f'dir="{locale_named(code).direction}"' in page
    special = words.kind(Kind.ORGANIZER_MESSAGE)
    for text in (special.heading, special.button, *special.after):
        assert text
        assert text in page
        assert text in plain(mail)
    assert "Raum 5!" in page
    assert LINKS.event(EVENT) in page
    assert LINKS.event(EVENT) in plain(mail)


def test_a_german_sentence_keeps_its_end_in_an_arabic_mail() -> None:
    """Heading and text take the direction of what was written, not that of the frame."""
    page = html(worded("organizer_message", message(), locale="ar"))
    assert '<html lang="ar" dir="rtl">' in page
    assert 'dir="auto" style="' in page
    assert page.index('<h1 dir="auto"') < page.index("Neuer Raum</h1>")
    before = page.partition("Wir sind in Raum 5!</p>")[0]
    assert 'dir="auto"' in before.rpartition("<p")[2]


def test_what_was_written_is_text_and_never_markup() -> None:
    """A slip of the pen breaks no mail, and nobody smuggles a button into it."""
    page = str(worded("organizer_message", message()).get_body(("html",)).get_content())  # type: ignore[union-attr]
    assert "&lt;b&gt;Bis&lt;/b&gt; bald." in page
    assert "<b>Bis" not in page


def test_answers_reach_the_events_contact_and_nothing_else_is_promised() -> None:
    """Reply-To is the contact's address; without one the mail doesn't say that one can answer."""
    after = wording("de").kind(Kind.ORGANIZER_MESSAGE).after
    mail = worded("organizer_message", message())
    assert mail["Reply-To"] == "buero@example.org"
    assert all(text in plain(mail) for text in after)
    assert len(after) == 2
    for contact in (EventContact(name="Büro", phone="03641 1"), None):
        mail = worded("organizer_message", message(), about=event(contact=contact))
        assert mail["Reply-To"] is None
        assert after[0] in plain(mail)
        assert after[1] not in plain(mail)


def test_a_subject_of_several_lines_stays_one_header() -> None:
    """No words of an organizer become a header of the mail."""
    mail = worded("organizer_message", message(subject="Hallo\r\nBcc: all@example.org"))
    assert "Bcc" not in mail
    assert len(mail.get_all("Subject") or []) == 1


def test_the_contact_stands_in_the_mail_with_nothing_before_it() -> None:
    """Name, telephone and address under a heading of their own, not as facts without a name."""
    text = plain(worded("organizer_message", message()))
    assert "\n: " not in text
    assert f"{wording('de').word('your_contact')}\nGesundheitsbüro" in text
