"""Whether the wording of mails is complete in every language: folders `wording/*.toml` of services.

German is the source. Its list `staff_kinds` names mails that only staff get, who read German and
English. Easy language says in its own words what it says at all, and takes the rest from German.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shared.web.languages import GERMAN, LOCALES, STAFF_LOCALES

STAFF_WORDS = frozenset(
    {
        "why_staff",
        "why_staff_nameless",
        "report_file",
        "day_one",
        "day_many",
        "decide_by",
        "call_off",
        "call_off_link",
    }
)
_FIELD = re.compile(r"\{(\w+)\}")


def wording_gaps(root: Path) -> Iterator[str]:
    """Words that a language of participants lacks, and values that a text would not show."""
    for source in sorted((root / "services").glob(f"*/*/wording/{GERMAN.code}.toml")):
        german = _read(source)
        staff_kinds = set(german.get("staff_kinds", ()))
        words = {f"words.{name}" for name in german["words"] if name not in STAFF_WORDS}
        kinds = {
            f"kinds.{kind}.{part}"
            for kind, texts in german["kinds"].items()
            if kind not in staff_kinds
            for part in texts
        }
        for locale in LOCALES:
            if locale not in STAFF_LOCALES:
                yield from _gaps(source, german, locale.code, sorted(words | kinds))


def _gaps(source: Path, german: dict[str, Any], code: str, needed: list[str]) -> Iterator[str]:
    path = source.with_name(f"{code}.toml")
    own = _read(path) if path.exists() else {}
    for name in needed:
        text = _find(own, name)
        if text is None:
            yield f"{code}: mails lack {name}"
        elif fields_of(text) != fields_of(_find(german, name)):
            yield f"{code}: mails have other values than German in {name}"


def fields_of(text: Any) -> set[str]:
    """The names in braces."""
    return set(_FIELD.findall(text if isinstance(text, str) else " ".join(text or ())))


def _find(table: dict[str, Any], dotted: str) -> Any:
    found: Any = table
    for part in dotted.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
