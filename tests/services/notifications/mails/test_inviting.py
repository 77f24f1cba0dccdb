"""The mail that invites one person to an event."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest

from services.notifications.contacts.domain import Contact
from services.notifications.deliveries.domain import Delivery, suppressed
from services.notifications.mails.compose import NO_EVENT, Composer
from services.notifications.mails.domain import Kind
from services.notifications.mails.envelope import Sender
from services.notifications.mails.material import Material
from services.notifications.mails.wording import LANGUAGES, wording
from services.registration.invitations.links import InvitationKeys
from shared.contracts.events import EventChanged
from shared.contracts.mail_requests import MailRequested
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


def _composed(about: EventChanged) -> object:
    recipient = Contact(MIRA, "participant", "Mira Beispiel", "mira@example.org", "de")
    delivery = Delivery(uuid4(), "invitation", uuid4(), 1, MIRA, about.id, b"", 0, NOW, None)
    material = Material(
        facts={delivery.id: invitation()},
        contacts={MIRA: recipient},
        erased=frozenset(),
        events={about.id: about},
        organisations={},
        bookings={},
        documents={},
    )
    return Composer(material, LINKS, Sender.parse("Auftakt <post@auftakt.example>"), NOW)(delivery)
