"""What an address of a calendar asks for: filters, language, place in the list."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Request

from services.registration.calendar.domain import WORDS_MAX_CHARACTERS, Wanted, search_words
from services.registration.events.domain import EventKind
from shared.web.languages import GERMAN, QUERY_PARAMETER, Locale, locale_named

KIND, WORDS, FREE, CURSOR, THEME = "kind", "q", "free", "cursor", "theme"
KINDS = {kind.value: kind for kind in EventKind}


def wanted_by(request: Request[Any, Any, Any]) -> Wanted:
    """The filters of a page's address; one that makes no sense filters nothing."""
    query = request.query_params
    return Wanted(
        kind=KINDS.get(query.get(KIND, "")),
        words=search_words(query.get(WORDS, "")),
        free_only=query.get(FREE) == "1",
    )


def typed_words(request: Request[Any, Any, Any]) -> str:
    """What was typed, to be shown again."""
    return str(request.query_params.get(WORDS, ""))[:WORDS_MAX_CHARACTERS]


def language_of(request: Request[Any, Any, Any]) -> Locale:
    """Of feed and embed: as the address says, else German. No cookie and no header is looked at,
    so that one address has one content."""
    return locale_named(request.query_params.get(QUERY_PARAMETER))


def query_of(wanted: Wanted, locale: Locale = GERMAN, *, cursor: str = "", theme: str = "") -> str:
    """The query that asks for the same again, with `?` unless it is empty."""
    pairs = {
        KIND: wanted.kind.value if wanted.kind else "",
        WORDS: " ".join(wanted.words),
        FREE: "1" if wanted.free_only else "",
        QUERY_PARAMETER: "" if locale is GERMAN else locale.code,
        THEME: theme,
        CURSOR: cursor,
    }
    query = urlencode({name: value for name, value in pairs.items() if value})
    return f"?{query}" if query else ""
