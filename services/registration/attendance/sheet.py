"""Visitor cards as a PDF sheet: ten cards on an A4 page, QR code, plain words, cut marks.

A sheet is in one of the languages of participants.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.typesetting import compile_pdf
from shared.typesetting.pictures import qr_picture
from shared.web import formats
from shared.web.languages import GERMAN, Locale, mark, translate
from shared.web.localized import Said, said

if TYPE_CHECKING:
    from services.registration.attendance.use_cases import CardBatch

TEMPLATE = Path(__file__).with_name("templates") / "cards.typ"


HEADING = mark("Besucher-Karte")
SENTENCES = (
    mark("Zeigen Sie diese Karte am Eingang."),
    mark("Zeigen Sie die Karte an jeder Station."),
    mark("Auf der Karte steht kein Name."),
)
CARD = mark("Karte %(number)s")
ALTERNATIVE = mark("QR-Code der Besucherkarte %(number)s")


def render_sheet(batch: CardBatch, base_url: str, locale: Locale = GERMAN) -> bytes:
    """The sheet of a batch, tagged; about 10 ms a page."""
    return compile_pdf(TEMPLATE, _sheet(batch, base_url, locale))


def _sheet(batch: CardBatch, base_url: str, locale: Locale) -> dict[str, Any]:
    event = batch.event
    title = said(event.texts, "title", locale.code, event.title) or Said(event.title, GERMAN)
    return {
        "lang": locale.html,
        "direction": locale.direction,
        "heading": translate(locale, HEADING),
        "sentences": [translate(locale, sentence) for sentence in SENTENCES],
        "title": str(title),
        "title_lang": title.locale.html,
        "when": formats.day(event.starts_at, event.time_zone, locale),
        "where": event.venue or "",
        "cards": [
            {
                "name": translate(locale, CARD, number=number),
                "alt": translate(locale, ALTERNATIVE, number=number),
                "qr_svg": qr_picture(f"{base_url}/t/{ticket}"),
            }
            for number, ticket in enumerate(batch.tickets, 1)
        ],
    }
