"""The languages people see: German is the source, the msgids are the German texts.

Easy language (`de-simple`) has its own catalogue, `de@simple`, and falls back to German: Babel
would drop the name `de-simple` silently, so all mapping is explicit here. Ukrainian, Arabic,
Turkish and Russian hold what participants read; pages of staff speak German and English.
"""

from __future__ import annotations

import gettext as gnu
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

FOLDER = Path(__file__).with_name("translations")
DOMAIN = "messages"
QUERY_PARAMETER = "lang"


@dataclass(frozen=True, slots=True)
class Locale:
    """One language of the pages.

    `code` stands in URLs, cookies and contacts; `catalogue` is the folder under translations
    (None for the source language); `html` is the `lang` attribute; `babel` formats dates and
    numbers; `direction` is ltr or rtl.
    """

    code: str
    label: str
    html: str
    babel: str
    catalogue: str | None
    direction: str = "ltr"


GERMAN = Locale("de", "Deutsch", "de", "de_DE", None)
ENGLISH = Locale("en", "English", "en", "en_GB", "en")
# "Leichte Sprache" may only stand there once readers of the target group have checked the texts.
EASY_CHECKED_BY = ""
EASY = Locale(
    "de-simple",
    "Leichte Sprache" if EASY_CHECKED_BY else "Leicht verständlich",
    "de",
    "de_DE",
    "de@simple",
)
UKRAINIAN = Locale("uk", "Українська", "uk", "uk_UA", "uk")
ARABIC = Locale("ar", "العربية", "ar", "ar", "ar", "rtl")
TURKISH = Locale("tr", "Türkçe", "tr", "tr_TR", "tr")
RUSSIAN = Locale("ru", "Русский", "ru", "ru_RU", "ru")
LOCALES: tuple[Locale, ...] = (GERMAN, EASY, ENGLISH, UKRAINIAN, ARABIC, TURKISH, RUSSIAN)
STAFF_LOCALES: tuple[Locale, ...] = (GERMAN, EASY, ENGLISH)
"""What pages of staff speak; the others are for participants only."""
_BY_CODE = {locale.code: locale for locale in LOCALES}

current_locale: ContextVar[Locale] = ContextVar("current_locale", default=GERMAN)


def locale_named(code: str | None) -> Locale:
    """The locale of that code; German for everything unknown."""
    return _BY_CODE.get(code or "", GERMAN)


def choose_locale(query: str | None, cookie: str | None, accept_language: str | None) -> Locale:
    """What was asked for in the address, else remembered, else preferred by the browser."""
    for code in (query, cookie):
        if code in _BY_CODE:
            return _BY_CODE[code]
    for code in _preferred(accept_language or ""):
        if code in _BY_CODE:
            return _BY_CODE[code]
    return GERMAN


def _preferred(accept_language: str, limit: int = 10) -> Iterable[str]:
    weighted = []
    for position, part in enumerate(accept_language.split(",")[:limit]):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        weighted.append((-weight, position, tag.strip().lower()))
    for _, _, tag in sorted(weighted):
        yield tag
        yield tag.partition("-")[0]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The messages of one language; `plural` chooses the form for a number."""

    messages: dict[str, str | tuple[str, ...]] = field(default_factory=dict)
    plural: Callable[[int], int] = lambda n: int(n != 1)

    def gettext(self, msgid: str) -> str:
        """The text, or the German source."""
        found = self.messages.get(msgid, msgid)
        return found if isinstance(found, str) else found[0]

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """The form for `n`, or the German source."""
        found = self.messages.get(singular)
        if isinstance(found, tuple):
            return found[self.plural(n)]
        return singular if n == 1 else plural


@lru_cache(maxsize=len(LOCALES))
def catalogue(locale: Locale) -> Catalogue:
    """Read the catalogue of a language once; a missing file is an empty catalogue."""
    if locale.catalogue is None:
        return Catalogue()
    path = FOLDER / locale.catalogue / "LC_MESSAGES" / f"{DOMAIN}.po"
    if not path.exists():
        return Catalogue()
    with path.open("rb") as file:
        parsed = read_po(file, locale=locale.babel, domain=DOMAIN)
    messages: dict[str, str | tuple[str, ...]] = {}
    for message in parsed:
        if not message.id or not message.string or message.fuzzy:
            continue
        if isinstance(message.id, str):
            messages[message.id] = str(message.string)
        elif all(message.string):
            messages[message.id[0]] = tuple(message.string)
    return Catalogue(messages, gnu.c2py(parsed.plural_expr))


def gettext(msgid: str, **values: Any) -> str:
    """`msgid` in the language of this request, with `%(name)s` filled in."""
    locale = current_locale.get()
    return _filled(catalogue(locale).gettext(msgid), values, locale)


def ngettext(singular: str, plural: str, n: int, **values: Any) -> str:
    """The form for `n` in the language of this request; `%(n)s` is the number."""
    locale = current_locale.get()
    text = catalogue(locale).ngettext(singular, plural, n)
    return _filled(text, {"n": n, "num": n, **values}, locale)


def translate(locale: str | Locale | None, msgid: str, **values: Any) -> str:
    """`msgid` in a stated language, for mails and documents."""
    chosen = locale if isinstance(locale, Locale) else locale_named(locale)
    return _filled(catalogue(chosen).gettext(msgid), values, chosen)


def mark(msgid: str) -> str:
    """Name a text for the catalogues that is translated later, where it is shown."""
    return msgid


def isolated(value: Any) -> Any:
    """A text from elsewhere, so that it can't turn the words beside it (Unicode isolates)."""
    return f"\u2068{value}\u2069" if isinstance(value, str) else value


def _filled(text: str, values: dict[str, Any], locale: Locale) -> str:
    if locale.direction == "rtl":
        values = {name: isolated(value) for name, value in values.items()}
    return text % values if values else text


_ = gettext
N_ = mark
