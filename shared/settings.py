"""Settings come from the environment, once, at start, checked as a whole.

A service's `settings.py` declares a frozen msgspec Struct; field `database_url` is read from
`AUFTAKT_DATABASE_URL`. Secrets may also be given as files: `AUFTAKT_DATABASE_URL_FILE`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

PREFIX = "AUFTAKT_"
T = TypeVar("T", bound=msgspec.Struct)


class SettingsError(Exception):
    """Settings are missing or wrong; the message names each variable."""


def load(type_: type[T], environ: Mapping[str, str]) -> T:
    """A settings Struct from `environ`; raises SettingsError naming every variable at fault."""
    values: dict[str, Any] = {}
    problems: list[str] = []
    for field in msgspec.structs.fields(type_):
        name = PREFIX + field.encode_name.upper()
        text = _value(name, environ, problems)
        if text is None:
            if field.required:
                problems.append(f"{name} is missing")
            continue
        try:
            values[field.name] = msgspec.convert(
                _relaxed(text, field.type), field.type, strict=False
            )
        except (msgspec.ValidationError, ValueError) as error:
            problems.append(f"{name}: {error}")
    if problems:
        raise SettingsError("; ".join(problems))
    return type_(**values)


def _value(name: str, environ: Mapping[str, str], problems: list[str]) -> str | None:
    if path := environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            problems.append(f"{name}_FILE: {error.strerror}")
            return None
    return environ.get(name)


def _relaxed(text: str, type_: Any) -> Any:
    """Let people write yes/no/on/off for booleans."""
    if type_ is bool:
        return {"yes": "true", "on": "true", "no": "false", "off": "false"}.get(text, text)
    return text
