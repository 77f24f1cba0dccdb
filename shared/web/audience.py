"""Who reads a text or a page, and so which languages it speaks.

Participants read seven languages. Staff read German and English: a page of staff asked for in
another language is shown in German as a whole, never half translated or right-to-left by mistake.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from babel.messages.catalog import Message
from litestar import Request

from shared.web.languages import GERMAN, LOCALES, STAFF_LOCALES, Locale, current_locale

PARTICIPANT_ACCESS = frozenset({None, "public", "manage-token"})
"""Rules of access (`opt={"access": …}`) of pages that participants open."""
STAFF_PATHS = ("/sign-in", "/sign-out", "/organizer")
"""Open to everybody, but written for staff."""
STAFF_WORDS = frozenset(
    {
        "access",
        "attendance",
        "checkin",
        "desk",
        "export",
        "organisations",
        "organizer",
        "reporting",
        "staff",
        "steward",
    }
)
"""A file with one of these words in its path is for staff."""
PARTICIPANT_FILES = frozenset({"services/registration/attendance/sheet.py"})
"""In a folder of staff, but on paper in visitors' hands."""


def locales_of(scope: Mapping[str, Any]) -> tuple[Locale, ...]:
    """The languages that the page of a request speaks."""
    handler = scope.get("route_handler")
    access = handler.opt.get("access") if handler is not None else None
    for_staff = access not in PARTICIPANT_ACCESS or scope["path"].startswith(STAFF_PATHS)
    return STAFF_LOCALES if for_staff else LOCALES


def settle_language(request: Request[Any, Any, Any]) -> None:
    """Before a handler runs: German where the page doesn't speak the language asked for."""
    if current_locale.get() not in locales_of(request.scope):
        current_locale.set(GERMAN)


def is_for_staff(message: Message) -> bool:
    """Whether a text stands in files for staff only."""
    return all(_is_staff_file(file) for file, _ in message.locations)


def _is_staff_file(path: str) -> bool:
    words = set(re.findall("[a-z]+", path))
    return path not in PARTICIPANT_FILES and bool(STAFF_WORDS & words)
