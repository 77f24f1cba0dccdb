"""Seven languages for participants: direction, switch, fallback, plural forms, completeness."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from babel.messages.catalog import Catalog

from shared.web import checks, formats
from shared.web.audience import is_for_staff, locales_of, settle_language
from shared.web.languages import (
    ARABIC,
    ENGLISH,
    GERMAN,
    LOCALES,
    RUSSIAN,
    STAFF_LOCALES,
    TURKISH,
    UKRAINIAN,
    Locale,
    catalogue,
    choose_locale,
    current_locale,
    gettext,
    ngettext,
)
from shared.web.localized import Said, in_language, isolated, paragraphs, said

NEW = [UKRAINIAN, ARABIC, TURKISH, RUSSIAN]
SLOTS = ("Ein Termin zur Auswahl", "%(num)s Termine zur Auswahl")


@dataclass(frozen=True)
class Texts:
    """As an organizer writes them."""

    title: str | None = None
    summary: str | None = None


async def test_an_arabic_page_runs_from_right_to_left(client: httpx.AsyncClient) -> None:
    """Protects readers of Arabic: direction, their font, and marks around what is not Arabic."""
    page = (await client.get("/impressum?lang=ar")).text
    assert '<html lang="ar" dir="rtl">' in page
    assert "vazirmatn-arabic-400" in page
    assert "<bdi>Gesundheitsnetz Musterstadt e. V.</bdi>" in page
    assert "بيانات الناشر" in page


async def test_the_switch_names_each_language_by_itself_and_keeps_the_page(
    client: httpx.AsyncClient,
) -> None:
    """Protects people who can't read the page they are on: no script, no way back to the start."""
    page = (await client.get("/datenschutz?lang=ru&a=1&b=%26")).text
    links = re.findall(r'<a href="([^"]+)" lang="(\S+)" dir="(\S+)" hreflang[^>]*>([^<]+)', page)
    assert [name for *_, name in links] == [locale.label for locale in LOCALES]
    assert [lang for _, lang, *_ in links] == [locale.html for locale in LOCALES]
    assert [side for _, _, side, _ in links].count("rtl") == 1
    for (address, *_), locale in zip(links, LOCALES, strict=True):
        path, _, query = unescape(address).partition("?")
        assert path.endswith("/datenschutz")
        assert sorted(query.split("&")) == ["a=1", "b=%26", f"lang={locale.code}"]
    assert page.count('aria-current="true"') == 1
    assert "<details" in page.split("<main")[0]


@pytest.mark.parametrize("locale", NEW)
@pytest.mark.parametrize("path", ["/impressum", "/datenschutz", "/barrierefreiheit"])
async def test_information_pages_are_whole_in_every_language(
    client: httpx.AsyncClient, path: str, locale: Locale
) -> None:
    """Protects the notice of Art. 13 GDPR: in words its reader understands, none left in German."""
    page = (await client.get(path, params={"lang": locale.code})).text
    main = page.split("<main")[1].split("</main")[0]
    assert 'href="tel:03641123456"' in main
    assert not re.search(r"\b(und|oder|nicht|werden|Angaben)\b", main)
    assert ('id="melden"' in main) == (path == "/barrierefreiheit")


def test_a_browser_that_prefers_arabic_gets_it() -> None:
    """Protects people from having to find the switch at all."""
    assert choose_locale(None, None, "ar-SY, de;q=0.5") is ARABIC
    assert choose_locale(None, None, "uk-UA,uk;q=0.9,ru;q=0.8") is UKRAINIAN


def test_pages_of_staff_speak_german_and_english_only() -> None:
    """Protects staff from a page that is half translated and runs the wrong way."""

    def scope(access: str | None, path: str = "/x") -> dict[str, Any]:
        return {"route_handler": SimpleNamespace(opt={"access": access}), "path": path}

    assert locales_of(scope("public")) == LOCALES
    assert locales_of(scope("manage-token")) == LOCALES
    assert locales_of({"path": "/nowhere"}) == LOCALES
    assert locales_of(scope("organizer")) == STAFF_LOCALES
    assert locales_of(scope("public", "/sign-in")) == STAFF_LOCALES
    for asked, given in ((ARABIC, GERMAN), (ENGLISH, ENGLISH)):
        token = current_locale.set(asked)
        settle_language(SimpleNamespace(scope=scope("organizer")))  # type: ignore[arg-type]  # all it reads
        assert current_locale.get() is given
        current_locale.reset(token)


def test_what_falls_back_says_its_language() -> None:
    """Protects readers: own language, German, English; never one that nobody asked for."""
    texts = {
        "de": Texts(title="Kochen"),
        "en": Texts(summary="Cheap and good"),
        "tr": Texts(title="Yemek", summary="Ucuz"),
    }
    assert said(texts, "title", "tr") == "Yemek"
    assert said(texts, "title", "ar", "Original") == "Kochen"
    assert said({}, "title", "ar", "Original") == "Original"
    found = said(texts, "summary", "ar", None)
    assert found == "Cheap and good"
    assert in_language(found, "ar") == '<span lang="en" dir="ltr">Cheap and good</span>'
    assert in_language(found, "en") == "Cheap and good"
    assert said({"tr": Texts(summary="Ucuz")}, "summary", "ar") is None
    evil = Said("<b>", GERMAN)
    assert in_language(evil, "ar") == '<span lang="de" dir="ltr">&lt;b&gt;</span>'
    assert isolated("<i>") == "<bdi>&lt;i&gt;</bdi>"
    lines = paragraphs(Said("a\n\nb", ENGLISH))
    assert lines == ["a", "b"]
    assert all(isinstance(line, Said) and line.locale is ENGLISH for line in lines)


@pytest.mark.parametrize(
    ("locale", "counts", "forms"),
    [
        (ARABIC, (0, 1, 2, 3, 11, 100), 6),
        (UKRAINIAN, (1, 2, 5), 3),
        (RUSSIAN, (21, 22, 25), 3),
        (TURKISH, (1, 2), 1),
        (ENGLISH, (1, 2), 2),
    ],
)
def test_numbers_take_the_right_form(locale: Locale, counts: tuple[int, ...], forms: int) -> None:
    """Protects from "2 відповідь": each language has its own forms."""
    token = current_locale.set(locale)
    texts = [ngettext(*SLOTS, n).replace(str(n), "") for n in counts]
    current_locale.reset(token)
    assert len(set(texts)) == forms, texts
    assert len(catalogue(locale).messages[SLOTS[0]]) == forms
    assert ngettext(*SLOTS, 2) == "2 Termine zur Auswahl"


def test_the_forms_are_those_of_the_language() -> None:
    """Protects against forms in the wrong order."""

    def worded(locale: Locale, n: int) -> str:
        token = current_locale.set(locale)
        text = ngettext(*SLOTS, n)
        current_locale.reset(token)
        return text

    assert [worded(RUSSIAN, n).split()[1] for n in (1, 3, 11)] == [
        "вариант",
        "варианта",
        "вариантов",
    ]
    assert worded(UKRAINIAN, 22).startswith("22 варіанти ")
    assert worded(ARABIC, 2) == "موعدان للاختيار"
    assert worded(ARABIC, 7) == "7 مواعيد للاختيار"
    assert worded(ARABIC, 12) == "12 موعدًا للاختيار"
    assert worded(ARABIC, 100) == "100 موعد للاختيار"
    assert worded(TURKISH, 5) == "5 saat seçeneği"


def test_values_do_not_turn_an_arabic_sentence() -> None:
    """Protects names in errors: a German title keeps its own direction."""
    msgid = "„%(first)s“ ist schon vorbei."
    token = current_locale.set(ARABIC)
    assert "\u2068Kochen 2\u2069" in gettext(msgid, first="Kochen 2")
    current_locale.set(RUSSIAN)
    assert gettext(msgid, first="Kochen") == "«Kochen» уже закончилось."
    current_locale.reset(token)


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        (UKRAINIAN, "середа, 12 травня 2027 р., з 09:00 до 13:00"),
        (ARABIC, "الأربعاء، 12 مايو 2027، من 09:00 إلى 13:00"),
        (TURKISH, "12 Mayıs 2027 Çarşamba, 09:00 – 13:00"),
        (RUSSIAN, "среда, 12 мая 2027 г., с 09:00 до 13:00"),
    ],
)
def test_dates_are_written_as_people_write_them(locale: Locale, expected: str) -> None:
    """Protects from German word order and from digits that no sign in the house shows."""
    starts, ends = datetime(2027, 5, 12, 7, tzinfo=UTC), datetime(2027, 5, 12, 11, tzinfo=UTC)
    assert formats.span(starts, ends, "Europe/Berlin", locale) == expected
    assert formats.number(1234.5, locale).replace("\u00a0", " ") in (
        "1 234,5",
        "1,234.5",
        "1.234,5",
    )


@pytest.mark.parametrize(
    ("declaration", "physical"),
    [
        ("margin-left: 1rem", True),
        ("text-align: right", True),
        ("padding: 1px 2px 3px 4px", True),
        ("padding: 1px 2px 3px 2px", False),
        ("padding: 1.25rem clamp(1rem, 4vw, 2rem)", False),
        ("inset-inline-start: 0", False),
        ("float: inline-start", False),
        ("--chevron-at: calc(100% - 0.9rem)", False),
    ],
)
def test_style_sheets_name_no_left_and_no_right(declaration: str, physical: bool) -> None:
    """Protects right-to-left pages from a rule that thinks of one side."""
    assert checks.is_physical(declaration) is physical


def test_no_style_sheet_breaks_right_to_left() -> None:
    """Protects every page: the sheets as they are."""
    assert list(checks.style_problems()) == []


def test_missing_translations_are_named() -> None:
    """Protects the final pass: what lacks words is listed by language and place, staff left out."""
    found = Catalog()
    found.add("Gibt es noch nicht", locations=[("services/x/form.html", 0)])
    found.add("Nur für Mitarbeitende", locations=[("services/x/organizer.html", 0)])
    named = list(checks.catalogue_gaps(found, TURKISH))
    assert named == ["tr: not translated: 'Gibt es noch nicht' (services/x/form.html)"]
    assert [is_for_staff(message) for message in found if message.id] == [False, True]
    assert list(checks.information_gaps()) == []


def test_a_translation_must_show_every_value_and_no_other() -> None:
    """Protects a sentence from losing the date it was about."""
    catalog = Catalog(locale="tr")
    catalog.add("Bis %(day)s.", "Son gün.")
    catalog.add("Am %(day)s.", "%(date)s günü.")
    catalog.add(("Ein Platz", "%(num)s Plätze"), ("%(num)s yer",))
    found = [
        fault for message in catalog if message.id for fault in checks.entry_faults("tr", message)
    ]
    assert found == [
        "tr: a value is left out: 'Bis %(day)s.'",
        "tr: unknown placeholder: 'Am %(day)s.'",
    ]
