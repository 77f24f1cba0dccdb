"""The sheet of visitor cards in the languages of participants."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pypdf
import pytest

from services.registration.attendance.sheet import render_sheet
from services.registration.events.domain import Text
from shared.web.languages import ARABIC, LOCALES, Locale

TITLE = "يوم الصحة في مركز العمل"
HEADINGS = {
    "de": "Besucher-Karte",
    "uk": "Картка",
    "tr": "Ziyaretçi kartı",
    "ru": "Карта",
    "en": "Visitor card",
}


def sheet(locale: Locale) -> pypdf.PageObject:
    """The first page of a sheet with two cards."""
    event: Any = SimpleNamespace(
        title="Gesundheitstag im Jobcenter",
        texts={"ar": Text(title=TITLE)},
        starts_at=datetime(2027, 5, 12, 7, tzinfo=UTC),
        time_zone="Europe/Berlin",
        venue=None,
    )
    batch: Any = SimpleNamespace(event=event, tickets=["a.b.c", "d.e.f"])
    return pypdf.PdfReader(io.BytesIO(render_sheet(batch, "https://x.example", locale))).pages[0]


def test_an_arabic_card_holds_arabic_text_in_an_embedded_font() -> None:
    """Protects readers from boxes and question marks, and screen readers from loose dots."""
    page = sheet(ARABIC)
    words = set(page.extract_text().split())
    assert {"بطاقة", "الزائر", *TITLE.split()} <= words
    assert "?" not in page.extract_text()
    resources: Any = page["/Resources"]
    fonts = [font.get_object() for font in resources["/Font"].values()]
    [regular] = [font for font in fonts if "Vazirmatn-Regular" in font["/BaseFont"]]
    descriptor = regular["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
    assert {"/FontFile2", "/FontFile3"} & set(descriptor)


@pytest.mark.parametrize("locale", [each for each in LOCALES if each.code in HEADINGS])
def test_a_card_speaks_the_language_asked_for(locale: Locale) -> None:
    """Protects Cyrillic and Turkish letters, which some fonts lack."""
    text = sheet(locale).extract_text()
    assert HEADINGS[locale.code] in text
    assert "Gesundheitstag im" in text, "a title nobody translated is shown in German"
    assert "?" not in text
