"""What somebody did is told in words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from services.registration.access.words import deed_label

CODE = re.compile(r"[a-z-]+\.[a-z-]+")
FILES = re.compile(r".*\.(sql|typ|html|css|js|po|csv|xlsx|pdf|svg|png)")
DEEDS_MIN = 20


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
