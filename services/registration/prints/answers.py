"""What browsers and programs ask for alike: the same documents, the same words in the address."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response

from shared.errors import InvalidFields
from shared.web.languages import GERMAN, LOCALES, Locale

PDF = "application/pdf"
PART_MAX = 1_000
_LOCALES = {locale.code: locale for locale in LOCALES}


def pdf(content: bytes, name: str) -> Response[bytes]:
    """A document to look at and print; nobody on the way keeps it."""
    headers = {
        "content-disposition": f'inline; filename="{name}.pdf"',
        "cache-control": "no-store",
    }
    return Response(content, media_type=PDF, headers=headers)


def part_asked(request: Request[Any, Any, Any]) -> int:
    """`?part=` of a page's address, from 1; raises InvalidFields."""
    text = request.query_params.get("part", "1")
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:6]) <= PART_MAX:
        raise InvalidFields.one("part", f"must be a number from 1 to {PART_MAX}")
    return int(text[:6])


def language_asked(code: str | None, default: Locale = GERMAN) -> Locale:
    """The language of a document by its code; raises InvalidFields."""
    if code is None:
        return default
    if code not in _LOCALES:
        raise InvalidFields.one("language", f"must be one of {', '.join(_LOCALES)}", "choice")
    return _LOCALES[code]
