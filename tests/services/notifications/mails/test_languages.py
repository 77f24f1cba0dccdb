"""Mails in the languages of participants: whole, right-to-left where due, honest fallback."""

from __future__ import annotations

import re
from typing import Any

import pytest

from services.notifications.mails.domain import Kind
from services.notifications.mails.wording import LANGUAGES, wording, wording_for
from shared.contracts.events import Texts
from shared.web.languages import locale_named
from tests.services.notifications.facts import ORGANISER, booking, event, person, sign_in
from tests.services.notifications.mails.test_wording import (
    MIRA,
    calendar,
    html,
    plain,
    worded,
)

STAFF = {Kind.SIGN_IN, Kind.STAFF_INVITATION, Kind.REPORT}
ELSEWHERE = {
    "manage_link",
    "organizer_message",
    "invitation",
    "invitation_moved",
    "invitation_called_off",
}
"""Kinds that need more than a booking; other tests compose them."""
STATUS = {
    Kind.WAITLIST: "waitlisted",
    Kind.OFFER: "offered",
    Kind.OFFER_EXPIRED: "waitlisted",
    Kind.CANCELLATION: "cancelled",
    Kind.EVENT_CANCELLED: "cancelled",
    Kind.EVENT_MOVED_RELEASED: "cancelled",
}
NEW = ("uk", "ar", "tr", "ru")
TITLE = {"uk": "День здоров’я", "ar": "يوم الصحة", "tr": "Sağlık günü", "ru": "День здоровья"}
WHEN = {
    "uk": "середа, 12 травня 2027 р., з 09:00 до 13:00",
    "ar": "الأربعاء، 12 مايو 2027، من 09:00 إلى 13:00",
    "tr": "12 Mayıs 2027 Çarşamba, 09:00 – 13:00",
    "ru": "среда, 12 мая 2027 г., с 09:00 до 13:00",
}


def fact(kind: Kind) -> Any:
    """A booking that calls for such a mail."""
    return booking(person(STATUS.get(kind, "confirmed"), MIRA), contact_id=MIRA)


@pytest.mark.parametrize("kind", sorted(set(wording("uk").kinds) - STAFF - ELSEWHERE))
@pytest.mark.parametrize("code", LANGUAGES)
def test_every_mail_is_whole_in_every_language(code: str, kind: str) -> None:
    """Protects readers from braces, empty lines and German words in the middle of their mail."""
    mail = worded(kind, fact(Kind(kind)), locale=code)
    words = wording_for(code, Kind(kind))
    assert words.code == code
    page, text = html(mail), plain(mail)
    assert not re.search(r"\{\w+\}", page + text + mail["Subject"])
    assert f'lang="{locale_named(code).html}"' in page
    assert f'dir="{locale_named(code).direction}"' in page
    for sentence in (words.kind(Kind(kind)).heading, *words.kind(Kind(kind)).paragraphs):
        assert sentence in page
    assert words.kind(Kind(kind)).paragraphs[0] in text
    if code in NEW:
        german = {*wording("de").kind(Kind(kind)).paragraphs, *wording("de").words.values()}
        assert not [each for each in german if len(each) > 12 and each in page]


@pytest.mark.parametrize("code", NEW)
def test_title_date_and_calendar_follow_the_language(code: str) -> None:
    """Protects against a translated frame around a German core."""
    about = event(texts={code: Texts(title=TITLE[code], directions="Bus 5")})
    mail = worded("confirmation", fact(Kind.CONFIRMATION), locale=code, about=about)
    assert TITLE[code] in mail["Subject"]
    assert WHEN[code] in html(mail)
    [entry] = calendar(mail).walk("VEVENT")
    assert TITLE[code] in str(entry["SUMMARY"])
    assert entry["SUMMARY"].params["LANGUAGE"] == code


def test_a_right_to_left_mail_turns_its_frame_and_isolates_what_is_not_arabic() -> None:
    """Protects codes, titles and names from being read backwards."""
    mail = worded("confirmation", fact(Kind.CONFIRMATION), locale="ar")
    page = html(mail)
    assert '<html lang="ar" dir="rtl">' in page
    assert "border-right: 5px" in page
    assert "border-left: 5px" not in page
    assert '<span lang="de" dir="ltr">Gesundheitstag Musterstadt</span>' in page
    assert "\u2068Mira Beispiel\u2069" in page
    assert re.search(r'class="code-value mono" [^>]*dir="ltr"|dir="ltr" [^>]*code-value', page)
    german = html(worded("confirmation", fact(Kind.CONFIRMATION)))
    assert "\u2068" not in german
    assert "border-left: 5px" in german


def test_what_falls_back_says_its_language() -> None:
    """Protects screen readers: a German title in a Turkish mail is marked as German."""
    page = html(worded("waitlist", fact(Kind.WAITLIST), locale="tr"))
    assert '<span lang="de" dir="ltr">Gesundheitstag Musterstadt</span>' in page
    assert 'lang="de"' not in html(worded("waitlist", fact(Kind.WAITLIST)))[200:].split("<h2")[1]


@pytest.mark.parametrize("code", NEW)
def test_mails_to_staff_are_german_as_a_whole(code: str) -> None:
    """Protects staff with another language from a mail that is half translated."""
    request = sign_in(MIRA, kind="staff_invitation", organisation_id=ORGANISER, role="partner")
    page = html(worded("staff_invitation", request, locale=code))
    assert '<html lang="de" dir="ltr">' in page
    assert wording("de").kind(Kind.STAFF_INVITATION).heading in page


@pytest.mark.parametrize(
    ("kind", "stands_there"),
    [("confirmation", True), ("promotion", True), ("waitlist", False), ("cancellation", False)],
)
def test_the_organizers_sentences_stand_where_a_place_is_sure(
    kind: str, stands_there: bool
) -> None:
    """Protects who has no place from "bring sports shoes"; readers get their language, else German,
    and what looks like HTML stays text."""
    notes = {"de": Texts(mail_note="Bitte <b>Sportschuhe</b>."), "tr": Texts(mail_note="Spor!")}
    mail = worded(kind, fact(Kind(kind)), about=event(texts=notes), locale="uk")
    page = mail.get_body(("html",))
    assert page is not None
    assert ("> Bitte <b>Sportschuhe</b>." in plain(mail)) is stands_there
    assert ("&lt;b&gt;Sportschuhe" in page.get_content()) is stands_there
    turkish = plain(worded(kind, fact(Kind(kind)), about=event(texts=notes), locale="tr"))
    assert ("> Spor!" in turkish) is stands_there
    assert "Sportschuhe" not in turkish
