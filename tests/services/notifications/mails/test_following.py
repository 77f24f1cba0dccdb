"""Mails to those who follow a series: the question, and the next event with a way to stop."""

from __future__ import annotations

from email import policy
from typing import Any
from uuid import uuid4

import pytest

from services.notifications.contacts.domain import Contact
from services.notifications.deliveries.domain import Delivery
from services.notifications.mails.compose import NO_EVENT, Composer
from services.notifications.mails.envelope import Sender
from services.notifications.mails.material import Material
from shared.contracts.mail_requests import MailRequested
from shared.tokens import Keyring
from tests.services.notifications.facts import EVENT, NOW, event
from tests.services.notifications.mails.test_wording import LINKS, MIRA, html, plain, worded

SPOKEN = ["de", "en", "de-simple"]


def request(kind: str, **changes: Any) -> MailRequested:
    """As the topic brings it."""
    values = {"id": uuid4(), "kind": kind, "person_id": MIRA, "subject_id": MIRA, "generation": 2}
    return MailRequested(**{**values, **changes})


@pytest.mark.parametrize("code", SPOKEN)
def test_the_question_names_the_series_and_leads_to_a_page(code: str) -> None:
    """Protects addresses typed in by others: what it is about, and one link that asks."""
    asked = request("follow_confirm", subject="Treffen der Standorte", expires_at=None)
    mail = worded("follow_confirm", asked, locale=code)
    assert "Treffen der Standorte" in mail["Subject"]
    for text in (html(mail), plain(mail)):
        assert LINKS.following(MIRA, 2) in text
        assert "/e/" not in text


@pytest.mark.parametrize("code", SPOKEN)
def test_the_next_event_has_a_way_there_and_a_way_to_stop(code: str) -> None:
    """Protects readers: when and where, the page of the event, and the link to stop."""
    mail = worded("next_event", request("next_event", subject_id=EVENT), locale=code)
    for text in (html(mail), plain(mail)):
        assert LINKS.event(EVENT) in text
        assert LINKS.following(MIRA, 2) in text


def test_mail_programs_can_stop_it_with_one_request() -> None:
    """RFC 8058: both headers, the address whole and on one line; none in mails one asked for."""
    mail = worded("next_event", request("next_event", subject_id=EVENT))
    assert mail["List-Unsubscribe"] == f"<{LINKS.stop_following(MIRA, 2)}>"
    sent = mail.as_string(policy=policy.default.clone(refold_source="none"))
    assert f"\nList-Unsubscribe: <{LINKS.stop_following(MIRA, 2)}>\n" in sent
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    asked = worded("follow_confirm", request("follow_confirm", subject="Treffen", expires_at=None))
    assert asked["List-Unsubscribe"] is None


def test_the_next_event_waits_until_it_is_known_to_be_public() -> None:
    """The request may overtake the news of the event: it isn't dropped as over."""
    recipient = Contact(MIRA, "participant", None, "mira@example.org", "de")
    about = event(status="draft")
    delivery = Delivery(uuid4(), "next_event", uuid4(), 1, MIRA, about.id, b"", 0, NOW, None)
    material = Material(
        facts={delivery.id: request("next_event", subject_id=EVENT)},
        contacts={MIRA: recipient},
        erased=frozenset(),
        events={about.id: about},
        organisations={},
        bookings={},
        documents={},
    )
    sender = Sender.parse("Auftakt <post@auftakt.example>")
    assert Composer(material, LINKS, sender, NOW)(delivery) == NO_EVENT


def test_registration_makes_the_same_link() -> None:
    """Protects the one address that both services derive by themselves."""
    keys = Keyring("follow-series", LINKS.manage_keys.keys)
    assert LINKS.following(MIRA, 2).endswith(f"/f/{keys.token(MIRA, 2)}")
    assert LINKS.stop_following(MIRA, 2).endswith(f"/api/v1/unsubscribe/{keys.token(MIRA, 2)}")
