"""Texts that organizers write per language: the best one for a reader, and which language it is.

A text is looked for in the reader's language, then in German (what organizers write, and what signs
and staff at the place say), then in English; any other would help nobody. What falls back says its
language, so that screen readers pronounce it right and its direction is its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from shared.web.languages import ENGLISH, GERMAN, LOCALES, Locale, current_locale, locale_named

CODES = frozenset(locale.code for locale in LOCALES)
"""The languages that texts of events and sessions may be written in."""


class Said(str):
    """A text that knows its language; everywhere else it is a plain string."""

    __slots__ = ("locale",)

    locale: Locale

    def __new__(cls, text: str, locale: Locale) -> Said:
        """`text` as written in `locale`."""
        said = super().__new__(cls, text)
        said.locale = locale
        return said


def said(
    texts: Mapping[str, Any], name: str, code: str | None = None, original: str | None = None
) -> Said | None:
    """The field `name` (title, summary, directions) for a reader of `code`; None if not written.

    `code` defaults to the language of this request. `original` is the event's or session's own
    text, which is German.
    """
    wanted = code or current_locale.get().code
    for each in (wanted, GERMAN.code):
        if found := _field(texts, each, name):
            return Said(found, locale_named(each))
    if original:
        return Said(original, GERMAN)
    found = _field(texts, ENGLISH.code, name)
    return Said(found, ENGLISH) if found else None


def said_plainly(texts: Mapping[str, str]) -> Said | None:
    """One text in several languages, by language: for a reader of this request."""
    for each in (current_locale.get().code, GERMAN.code, *texts):
        if found := texts.get(each):
            return Said(found, locale_named(each))
    return None


def in_language(text: Any, page: str | None = None) -> Any:
    """For templates: the text, marked with its language where it isn't the page's.

    `page`: the page's `lang` attribute, by default that of this request.
    """
    if not isinstance(text, Said) or text.locale.html == (page or current_locale.get().html):
        return text
    return Markup('<span lang="{}" dir="{}">{}</span>').format(
        text.locale.html, text.locale.direction, str(text)
    )


def isolated(text: str) -> Markup:
    """A name or code inside a sentence, whose direction must not mix with the sentence's."""
    return Markup("<bdi>{}</bdi>").format(in_language(text))


def paragraphs(text: str | None) -> list[str]:
    """The lines of a text that say something, each in the text's language."""
    lines = [line for line in (text or "").split("\n") if line.strip()]
    return [Said(line, text.locale) for line in lines] if isinstance(text, Said) else lines


def _field(texts: Mapping[str, Any], code: str, name: str) -> str | None:
    found = texts.get(code)
    return getattr(found, name, None) if found is not None else None
