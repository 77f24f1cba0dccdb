"""Offers as organizers write them: cleaned and measured where they come in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from services.registration.offers.domain import (
    DESCRIPTION_MAX_CHARACTERS,
    LINE_MAX_CHARACTERS,
    LINK_MAX_CHARACTERS,
    TITLE_MAX_CHARACTERS,
    OfferKind,
    OfferText,
    is_web_address,
)
from shared.web.faults import Faults
from shared.web.localized import CODES

GERMAN = "de"


@dataclass(frozen=True, slots=True)
class Wish:
    """An offer as sent. What is None stays as it is; `position` counts from 1."""

    kind: OfferKind | None = None
    texts: Mapping[str, OfferText] | None = None
    position: int | None = None


def cleaned_texts(texts: Mapping[str, OfferText]) -> dict[str, OfferText]:
    """Texts as they are kept: the German title is there; raises InvalidFields naming the rest."""
    faults, cleaned = Faults(), {}
    for code, text in texts.items():
        if code not in CODES:
            shown = code if code.isascii() and code.isprintable() else "?"
            faults.add(f"texts.{shown}", f"is not one of {', '.join(sorted(CODES))}", "locale")
            continue
        found = _cleaned(text, f"texts.{code}", faults)
        if found != OfferText():
            cleaned[code] = found
    named = {error.field for error in faults.errors}
    if not cleaned.get(GERMAN, OfferText()).title and "texts.de.title" not in named:
        faults.add("texts.de.title", "is missing", "missing")
    faults.raise_any()
    return cleaned


def _cleaned(text: OfferText, path: str, faults: Faults) -> OfferText:
    link = faults.line(text.link, f"{path}.link", maximum=LINK_MAX_CHARACTERS)
    if link and not is_web_address(link):
        faults.add(f"{path}.link", "is no web address such as https://example.org", "url")
    return OfferText(
        title=faults.line(text.title, f"{path}.title", maximum=TITLE_MAX_CHARACTERS),
        description=faults.text(
            text.description, f"{path}.description", maximum=DESCRIPTION_MAX_CHARACTERS
        ),
        times=faults.line(text.times, f"{path}.times", maximum=LINE_MAX_CHARACTERS),
        place=faults.line(text.place, f"{path}.place", maximum=LINE_MAX_CHARACTERS),
        contact=faults.line(text.contact, f"{path}.contact", maximum=LINE_MAX_CHARACTERS),
        link=link,
    )
