"""From values and words to a tagged PDF (PDF/UA-1) of a template beside this file.

All words come from Python, in the language asked for; the templates only lay out.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from services.registration.events.domain import Event
from shared.typesetting import compile_pdf
from shared.web.languages import Locale
from shared.web.localized import said

FOLDER = Path(__file__).with_name("templates") / "prints"


def typeset(template: str, locale: Locale, **data: Any) -> bytes:
    """The document; takes up to a second or two, so call it in a thread."""
    return compile_pdf(FOLDER / f"{template}.typ", {"lang": locale.html, **data})


def title_of(event: Event, locale: Locale) -> str:
    """The event's title in that language where there is one."""
    return str(said(event.texts, "title", locale.code, event.title))
