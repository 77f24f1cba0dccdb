"""What somebody did is told in words."""

from __future__ import annotations

import ast
import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

from services.registration.access.words import FIELDS, deed_label, fields_said
from services.registration.events.domain import Event

CODE = re.compile(r"[a-z-]+\.[a-z-]+")
FILES = re.compile(r".*\.(sql|typ|html|css|js|po|csv|xlsx|pdf|svg|png)")
DEEDS_MIN = 20
NEVER_CHANGED = {
    *("id", "version", "status", "created_at"),
    *("published_at", "closed_at", "reported_at"),
}
"""What a change of an event can't change: deeds of their own do."""


def noted(path: Path) -> Iterator[str]:
    """Codes of deeds that a file hands to whatever notes them."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and "note" in ast.unparse(call.func).lower():
            for part in [*call.args, *(keyword.value for keyword in call.keywords)]:
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield part.value


def test_every_deed_that_is_noted_has_words() -> None:
    """Protects the history of an event from codes like `questions.changed`."""
    root = Path(__file__).parents[4] / "services" / "registration"
    codes = {code for path in root.rglob("*.py") for code in noted(path) if CODE.fullmatch(code)}
    deeds = {code for code in codes if not FILES.fullmatch(code)}
    assert len(deeds) >= DEEDS_MIN, deeds
    wordless = {code for code in deeds if re.search(r"[a-z]\.[a-z]|: [a-z-]+-", deed_label(code))}
    assert not wordless


def test_what_was_changed_of_an_event_is_said_in_words() -> None:
    """Protects a history that repeats „geändert“: every field has words, each is said once."""
    assert set(FIELDS) == {f.name for f in dataclasses.fields(Event)} - NEVER_CHANGED
    assert fields_said({"version": 3, "fields": ["title", "starts_at", "ends_at"]}) == "Titel, Wann"
    assert not fields_said({"version": 3})
