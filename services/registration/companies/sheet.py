"""Links of colleagues as a PDF sheet: ten cards on an A4 page to cut out and hand on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from services.registration.events.domain import Event
from shared.typesetting import compile_pdf
from shared.typesetting.pictures import qr_picture
from shared.web import formats
from shared.web.languages import Locale, mark, translate
from shared.web.localized import Said, said

TEMPLATE = Path(__file__).with_name("templates") / "links.typ"
HEADING = mark("Ihr Platz ist angemeldet")
SENTENCES = (
    mark("Code scannen: Platz übernehmen, Angebote wählen oder absagen."),
    mark("Danach öffnet diese Karte nichts mehr: Ihr Betrieb erfährt nicht, was Sie wählen."),
)
BY = mark("Angemeldet von %(company)s")
ALTERNATIVE = mark("QR-Code mit dem persönlichen Link von %(name)s")


@dataclass(frozen=True, slots=True)
class Card:
    """A colleague and the link to hand on."""

    name: str
    link: str


def render_sheet(event: Event, company: str, cards: Sequence[Card], locale: Locale) -> bytes:
    """The sheet, tagged; about 10 ms a page."""
    title = said(event.texts, "title", locale.code, event.title) or Said(event.title, locale)
    return compile_pdf(
        TEMPLATE,
        {
            "lang": locale.html,
            "direction": locale.direction,
            "heading": translate(locale, HEADING),
            "sentences": [translate(locale, sentence) for sentence in SENTENCES],
            "title": str(title),
            "title_lang": title.locale.html,
            "when": formats.day_and_time(event.starts_at, event.time_zone, locale),
            "where": event.venue or "",
            "by": translate(locale, BY, company=company),
            "cards": [
                {
                    "name": card.name,
                    "alt": translate(locale, ALTERNATIVE, name=card.name),
                    "qr_svg": qr_picture(card.link),
                }
                for card in cards
            ],
        },
    )
