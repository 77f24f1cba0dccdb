"""Invitations on paper: a tagged PDF, one page for each, with QR code and code to type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.registration.events.domain import Event, Status
from services.registration.invitations.domain import Invitation
from services.registration.invitations.links import shown_code
from shared.typesetting import compile_pdf
from shared.typesetting.pictures import qr_picture
from shared.web import formats
from shared.web.languages import GERMAN, Locale, locale_named, mark, translate
from shared.web.localized import said
from shared.web.words import EVENT_KINDS

TEMPLATE = Path(__file__).with_name("templates") / "invitations" / "letters.typ"
INVITED = mark("Einladung: %(title)s")
CALLED_OFF = mark("Fällt aus: %(title)s")
OFF_TEXT = mark(
    "wir hatten Sie zu dieser Veranstaltung eingeladen. Leider findet sie nicht statt wie geplant. "
    "Unsere Einladung gilt nicht mehr."
)
NEWS_TEXT = mark("seit unserem letzten Brief hat sich etwas geändert. Das ist der neue Stand:")


@dataclass(frozen=True, slots=True)
class Letter:
    """One person invited, with what opens their invitation. `organisation`: whose places."""

    invitation: Invitation
    link: str
    code: str
    organisation: str | None


def write(
    event: Event,
    organiser: str,
    letters: Sequence[Letter],
    base_url: str,
    *,
    news: bool = False,
) -> bytes:
    """The file; each letter in the language of who gets it. Takes up to some seconds.

    `news`: they had a letter before, and something is new since.
    """
    title = said(event.texts, "title", GERMAN.code, event.title) or event.title
    return compile_pdf(
        TEMPLATE,
        {
            "lang": GERMAN.html,
            "title": translate(GERMAN, "Einladungen: %(title)s", title=title),
            "letters": [_letter(event, organiser, each, base_url, news=news) for each in letters],
        },
    )


def _letter(
    event: Event, organiser: str, letter: Letter, base_url: str, *, news: bool
) -> dict[str, Any]:
    invitation = letter.invitation
    locale = locale_named(invitation.locale)
    name = invitation.name or ""
    off = event.status is Status.CANCELLED
    title = str(said(event.texts, "title", locale.code, event.title) or event.title)
    zone = event.time_zone
    closes = formats.day_and_time(event.registration_closes_at, zone, locale)
    facts = [
        (
            translate(locale, "Wann"),
            formats.span(event.starts_at, event.ends_at, zone, locale),
        ),
        (translate(locale, "Wo"), event.where or translate(locale, "Online")),
    ]
    return {
        "lang": locale.html,
        "direction": locale.direction,
        "sender": organiser,
        "address": [name, *(invitation.address or "").split("\n")],
        "kind": translate(locale, EVENT_KINDS[event.kind.value]),
        "off": off,
        "heading": translate(locale, CALLED_OFF if off else INVITED, title=title),
        "greeting": translate(locale, "Guten Tag %(name)s,", name=name),
        "text": [translate(locale, OFF_TEXT)]
        if off
        else [*([translate(locale, NEWS_TEXT)] if news else []), *_text(letter, locale, closes)],
        "facts": [{"term": term, "text": text} for term, text in facts],
        "scan": translate(locale, "Mit der Kamera Ihres Telefons"),
        "qr_svg": qr_picture(letter.link),
        "qr_alt": translate(locale, "QR-Code zu Ihrer Einladung"),
        "or": translate(locale, "Oder im Internet"),
        "url": f"{base_url.partition('://')[2]}/invitation/code",
        "code_label": translate(locale, "Ihr Einladungscode"),
        "code": shown_code(letter.code),
        "decline": translate(
            locale,
            "Sie können nicht kommen? Dort können Sie auch absagen; das hilft uns beim Planen.",
        ),
        "questions": _questions(event, locale),
    }


def _text(letter: Letter, locale: Locale, closes: str) -> list[str]:
    if letter.organisation:
        invited = translate(
            locale,
            "wir laden Sie herzlich ein. Für %(name)s halten wir Plätze frei.",
            name=letter.organisation,
        )
    else:
        invited = translate(locale, "wir laden Sie herzlich ein und freuen uns, wenn Sie kommen.")
    answer = translate(locale, "Bitte melden Sie sich bis %(when)s an.", when=closes)
    return [invited, answer]


def _questions(event: Event, locale: Locale) -> str:
    contact = event.contact
    if contact is None:
        return ""
    asked = ", ".join(part for part in (contact.name, contact.phone, contact.email) if part)
    return translate(locale, "Fragen? %(whom)s", whom=asked)
