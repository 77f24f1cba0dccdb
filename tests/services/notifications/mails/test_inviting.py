"""The mail that invites one person to an event."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.notifications.contacts.domain import Contact
from services.notifications.deliveries.domain import Delivery, Letter, suppressed
from services.notifications.mails.compose import NO_EVENT, NO_NOTICE, Composer
from services.notifications.mails.domain import Kind
from services.notifications.mails.envelope import Sender
from services.notifications.mails.material import Material
from services.notifications.mails.wording import LANGUAGES, wording
from services.registration.invitations.links import InvitationKeys
from shared.contracts.events import EventChanged
from shared.contracts.mail_requests import EventNotice, MailRequested
from tests.services.notifications.facts import EVENT, NOW, event
from tests.services.notifications.mails.test_wording import LINKS, MIRA, html, plain, worded


def invitation(**changes: Any) -> MailRequested:
    """As registration asks for it: ids only."""
    values: dict[str, Any] = {
        "id": uuid4(),
        "kind": "invitation",
        "person_id": MIRA,
        "subject_id": EVENT,
        "generation": 2,
    }
    return MailRequested(**{**values, **changes})


@pytest.mark.parametrize("code", LANGUAGES)
def test_an_invitation_is_whole_in_every_language(code: str) -> None:
    """What to, when and where, one button for both answers, and why the mail came."""
    mail = worded("invitation", invitation(), locale=code)
    words, page, text = wording(code), html(mail), plain(mail)
    special = words.kind(Kind.INVITATION)
    assert special.heading in page
    for sentence in (*special.paragraphs, *special.after, special.button):
        assert sentence
        assert sentence in page
        assert sentence in text
    assert words.word("why_invited") in page
    assert not re.search(r"\{\w+\}", page + text + mail["Subject"])
    assert LINKS.invitation(MIRA, 2) in page
    assert LINKS.invitation(MIRA, 2) in text


def test_the_link_is_the_one_that_registration_knows() -> None:
    """Both derive it from the invitation's id and generation; it stands in no topic."""
    keys = InvitationKeys.of(LINKS.manage_keys, LINKS.code_keys, LINKS.code_keys)
    assert LINKS.invitation(MIRA, 2).endswith(f"/invited/{keys.invitation.token(MIRA, 2)}")


@pytest.mark.parametrize(
    ("status", "reason"), [("cancelled", "event_cancelled"), ("closed", "event_over")]
)
def test_nobody_is_invited_to_what_does_not_take_place(status: str, reason: str) -> None:
    """A mail that waited for the mail server must not follow the news that nothing is on."""
    assert _composed(event(status=status)) == suppressed(reason)


def test_an_invitation_waits_until_the_event_is_known_to_be_public() -> None:
    """The request may overtake the news of the event: it isn't sent into nowhere, nor dropped."""
    assert _composed(event(status="draft")) == NO_EVENT


@pytest.mark.parametrize("code", ["de", "en", "de-simple"])
@pytest.mark.parametrize(
    ("kind", "status"), [("invitation_moved", "published"), ("invitation_called_off", "cancelled")]
)
def test_news_for_the_invited_are_whole(code: str, kind: str, status: str) -> None:
    """When and where, and the way to answer only if there is something to come to."""
    request = invitation(kind=kind, event_version=2)
    mail = worded(kind, request, locale=code, about=event(status=status))
    words, page, text = wording(code), html(mail), plain(mail)
    special = words.kind(Kind(kind))
    for sentence in (special.heading, *special.paragraphs, *special.after):
        assert sentence in page
    for sentence in (*special.paragraphs, *special.after):
        assert sentence in text
    assert (LINKS.invitation(MIRA, 2) in page) == (status == "published")
    assert not re.search(r"\{\w+\}", page + text + mail["Subject"])


@pytest.mark.parametrize(
    ("kind", "status", "version", "expected"),
    [
        ("invitation_moved", "published", 1, NO_EVENT),
        ("invitation_called_off", "published", 1, NO_EVENT),
        ("invitation_moved", "cancelled", 3, suppressed("event_cancelled")),
        ("invitation_called_off", "published", 3, suppressed("event_moved")),
    ],
)
def test_the_invited_are_never_told_yesterdays_news(
    kind: str, status: str, version: int, expected: object
) -> None:
    """The mail waits for the new date; what changed again meanwhile is not told any more."""
    request = invitation(kind=kind, event_version=2)
    assert _composed(event(status=status, version=version), request) == expected


def test_the_invited_read_what_the_organizer_says_besides() -> None:
    """The mail waits for the organizer's words as those about bookings do."""
    request = invitation(kind="invitation_moved", event_version=2, noted=True)
    assert _composed(event(), request) == NO_NOTICE
    notice = EventNotice(event_id=EVENT, event_version=2, texts={"de": "Der Saal ist größer."})
    letter = _composed(event(), request, {(EVENT, 2): notice})
    assert isinstance(letter, Letter)
    assert "Der Saal ist größer." in plain(letter.message)


def _composed(
    about: EventChanged,
    request: MailRequested | None = None,
    notices: Mapping[tuple[UUID, int], EventNotice] | None = None,
) -> object:
    recipient = Contact(MIRA, "participant", "Mira Beispiel", "mira@example.org", "de")
    fact = request or invitation()
    delivery = Delivery(uuid4(), fact.kind, uuid4(), 1, MIRA, about.id, b"", 0, NOW, None)
    material = Material(
        facts={delivery.id: fact},
        contacts={MIRA: recipient},
        erased=frozenset(),
        events={about.id: about},
        organisations={},
        bookings={},
        documents={},
        notices=notices or {},
    )
    return Composer(material, LINKS, Sender.parse("Auftakt <post@auftakt.example>"), NOW)(delivery)
