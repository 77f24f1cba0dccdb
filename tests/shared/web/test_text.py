"""What counts as a link in a name or a short text, for every slice that takes one."""

from __future__ import annotations

import pytest

from services.registration.bookings.intake import Intake, PersonWish
from shared.errors import InvalidFields
from shared.ids import new_id
from shared.web.text import holds_link
from tests.services.registration.bookings.conftest import keys

LINKS = (
    "https://example.org",
    "Gewinn auf casino-bonus.top",
    "evil.com",
    "Evil.COM",
    "besuche gewinn.de",
    "shop.gewinn.de/jetzt",
    "www.beispiel.tk",
    "bit.ly/3abc",
    "mia@example.org",
    "p\u0430ypal.com",
)
NAMES = (
    "Müller.de",
    "z.B. Müller",
    "Dr.de Vries",
    "Prof.Dr.de Vries",
    "Chr.de Boer",
    "Dr.Top",
    "Anna v.d.Heide",
    "Reha-Sport Jena e.V.",
    "Meyer & Co. KG",
    "Mia M. (Info folgt)",
    "Annette O'Neil-Net",
)


@pytest.mark.parametrize("text", LINKS)
def test_what_a_mail_program_makes_clickable_is_a_link(text: str) -> None:
    """Else our own confirmation mails could be used to send somebody's advertisement."""
    assert holds_link(text)
    with pytest.raises(InvalidFields) as told:
        Intake(keys()).person(new_id(), PersonWish(name=text), "person")
    assert [(e.field, e.code) for e in told.value.errors] == [("person.name", "link")]


@pytest.mark.parametrize("text", NAMES)
def test_a_name_with_a_full_stop_is_no_link(text: str) -> None:
    """Titles, abbreviations and firms are names, also where a space was forgotten."""
    assert not holds_link(text)
    assert Intake(keys()).person(new_id(), PersonWish(name=text), "person").name == text
