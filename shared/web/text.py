"""Text from outside is cleaned once, where it comes in.

A pasted name with CR/LF or U+2028 would poison a mail header later, a NUL is refused by
PostgreSQL, a lone surrogate can't be encoded, and direction controls let a text lie about itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from shared.errors import InvalidFields

LINE_BREAKS = frozenset("\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
# Zero-width joiners are part of names and words in Persian, Hindi and others.
ALLOWED_FORMAT = frozenset("\u200c\u200d\u00ad")
REFUSED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Cn", "Co"})
_HOST = r"(?<![\w.-])(?!(?:dr|prof|dipl|ing|med|mag)\.)"
_LINK = re.compile(
    r"://|\bwww\.\w|\S@\S|\w\.[a-z]{2,}/\w"
    rf"|{_HOST}[\w-]{{3,}}(?:\.[\w-]+)*\.(?:com|net|org|info|biz|ru|xyz|top|io|eu)\b"
    rf"|{_HOST}[a-z0-9-]{{4,}}(?:\.[a-z0-9-]+)*\.de\b",
    re.IGNORECASE,
)
"""What mail programs make a link of. Not “z.B.”, “Dr.de Vries” (the space forgotten) or a firm that
calls itself “Müller.de”: .de counts after four plain letters, and not after a title."""


def clean_line(
    text: str, max_characters: int, field: str = "text", *, min_characters: int = 0
) -> str:
    """A name or title: NFC, outer white space cut, inner white space single, one line.

    Raises InvalidFields naming `field` when it holds line breaks, control or direction
    characters, or has too many or too few characters.
    """
    if any(character in LINE_BREAKS for character in text.strip()):
        raise InvalidFields.one(field, "must be a single line", "line-break")
    cleaned = " ".join(_normalised(text, field, frozenset()).split())
    return _measured(cleaned, max_characters, min_characters, field)


def clean_text(
    text: str, max_characters: int, field: str = "text", *, min_characters: int = 0
) -> str:
    """Text of several lines: NFC, line ends as LF, white space at the ends cut."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    unified = unified.replace("\u2029", "\n\n")
    cleaned = _normalised(unified, field, frozenset("\n\t")).strip()
    return _measured(cleaned, max_characters, min_characters, field)


def holds_link(text: str) -> bool:
    """Whether a text carries an address of the internet or of somebody's mail, as spam does."""
    return _LINK.search(text) is not None


def path_of_refused_character(value: Any, path: str = "") -> str | None:
    """Where in a decoded JSON value a NUL or lone surrogate sits, as `people[0].name`."""
    for where, text in _strings(value, path):
        if any(c == "\0" or "\ud800" <= c <= "\udfff" for c in text):
            return where or "body"
    return None


def _normalised(text: str, field: str, also_allowed: frozenset[str]) -> str:
    normalised = unicodedata.normalize("NFC", text)
    for character in normalised:
        if unicodedata.category(character) not in REFUSED_CATEGORIES:
            continue
        if character in ALLOWED_FORMAT or character in also_allowed:
            continue
        if character.isspace():
            continue
        raise InvalidFields.one(field, "has a character that can't be used", "character")
    return normalised


def _measured(text: str, max_characters: int, min_characters: int, field: str) -> str:
    if len(text) > max_characters:
        raise InvalidFields.one(field, f"has more than {max_characters} characters", "too-long")
    if len(text) < min_characters:
        reason = "must not be empty" if not text else f"needs {min_characters} characters"
        raise InvalidFields.one(field, reason, "missing" if not text else "too-short")
    return text


def _strings(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield path or "body", key
            yield from _strings(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _strings(item, f"{path}[{index}]")
