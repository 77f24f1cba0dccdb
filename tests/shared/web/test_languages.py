"""Languages, formats, cleaned text, checks of catalogues and templates."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest

from shared.errors import InvalidFields
from shared.web import checks, formats
from shared.web.languages import EASY, ENGLISH, GERMAN, choose_locale, translate
from shared.web.text import clean_line, clean_text

NOON = datetime(2027, 5, 12, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("query", "cookie", "accept", "expected"),
    [
        (None, None, None, GERMAN),
        ("en", "de", "de", ENGLISH),
        (None, "de-simple", "en", EASY),
        (None, None, "fr, en-GB;q=0.8, de;q=0.5", ENGLISH),
        (None, None, "de-AT, en;q=0.9", GERMAN),
        ("klingon", "xx", "tlh", GERMAN),
        (None, None, "en;q=nan, ;q=, ,,,", ENGLISH),
    ],
)
def test_the_language_is_asked_remembered_or_preferred(
    query: str | None, cookie: str | None, accept: str | None, expected: object
) -> None:
    """Protects the order: address, cookie, browser, German."""
    assert choose_locale(query, cookie, accept) is expected


async def test_a_page_says_its_language(client: httpx.AsyncClient) -> None:
    """Protects screen readers: easy language is German with a mark of its own."""
    german = await client.get("/impressum", headers={"accept-language": "de"})
    assert '<html lang="de" dir="ltr">' in german.text
    easy = await client.get("/impressum?lang=de-simple")
    assert '<html lang="de" dir="ltr" data-language="de-simple">' in easy.text
    assert "noch nicht gelesen" in easy.text, "easy language is not claimed as checked"
    client.cookies.clear()
    english = await client.get("/impressum", headers={"accept-language": "en"})
    assert '<html lang="en"' in english.text
    await client.get("/impressum?lang=en")
    remembered = await client.get("/impressum", headers={"accept-language": "de"})
    assert '<html lang="en"' in remembered.text


@pytest.mark.parametrize("lang", ["de", "en", "de-simple"])
@pytest.mark.parametrize("path", ["/impressum", "/datenschutz", "/barrierefreiheit"])
async def test_the_information_pages_name_operator_and_telephone(
    client: httpx.AsyncClient, path: str, lang: str
) -> None:
    """Protects the legal pages: each language, with a telephone number, without a tick box."""
    page = (await client.get(path, params={"lang": lang})).text
    assert "Gesundheitsnetz Musterstadt" in page
    assert 'href="tel:03641123456"' in page
    assert "checkbox" not in page
    assert 'href="http://localhost:8000/barrierefreiheit#melden"' in page


def test_dates_times_and_numbers_follow_language_and_zone() -> None:
    """Protects people from reading UTC, or American numbers."""
    assert formats.day(NOON, "Europe/Berlin", GERMAN) == "Mittwoch, 12. Mai 2027"
    assert formats.day(NOON, "Europe/Berlin", ENGLISH) == "Wednesday, 12 May 2027"
    assert formats.time(NOON, "Europe/Berlin", GERMAN) == "12:00\u00a0Uhr"
    assert formats.time(NOON, "Asia/Tokyo", ENGLISH) == "19:00"
    assert formats.day(datetime(2027, 5, 12, 23, tzinfo=UTC), "Europe/Berlin", EASY).startswith(
        "Donnerstag, 13."
    )
    later = datetime(2027, 5, 12, 11, 30, tzinfo=UTC)
    assert formats.span(NOON, later, "Europe/Berlin", GERMAN) == (
        "Mittwoch, 12. Mai 2027, 12:00 bis 13:30\u00a0Uhr"
    )
    assert formats.number(1100, GERMAN) == "1.100"
    assert formats.number(1100, ENGLISH) == "1,100"


def test_translations_fall_back_to_german() -> None:
    """Protects from empty texts: what easy language lacks is shown in German."""
    assert translate("en", "Datenschutz") == "Data protection"
    assert translate("de-simple", "gibt es in keinem Katalog") == "gibt es in keinem Katalog"
    assert translate("xx", "Datenschutz") == "Datenschutz"
    assert translate("en", "nur %(free)s frei", free=2) == "only 2 left"


def test_catalogues_templates_and_static_files_hold_together() -> None:
    """Protects every page: all texts translated, none unused, no inline style, no lost file."""
    assert checks.problems() == []


@pytest.mark.parametrize(
    "text",
    ["Erika\nBcc: x@y.de", "Erika\r\nx", "a\u2028b", "a\u0000b", "a\u202eb", "a\x1bb", "a\ud800b"],
)
def test_lines_with_breaks_or_control_characters_are_refused(text: str) -> None:
    """Protects mail headers, tables and readers from names that are more than names."""
    with pytest.raises(InvalidFields) as refused:
        clean_line(text, 100, "people[0].name")
    assert refused.value.errors[0].field == "people[0].name"


def test_lines_are_normalised_and_measured() -> None:
    """Protects comparison: the same name written two ways is the same text."""
    assert clean_line("  Mu\u0308ller   Lüdenscheidt ", 50) == "Müller Lüdenscheidt"
    assert clean_line("Zoë\u00a0\u200dx", 50) == "Zoë \u200dx"
    with pytest.raises(InvalidFields):
        clean_line("x" * 11, 10)
    with pytest.raises(InvalidFields):
        clean_line("   ", 10, min_characters=1)
    assert clean_text("a\r\nb\u2028c\td ", 50) == "a\nb\nc\td"
