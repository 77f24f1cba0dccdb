"""The words of mails, one file for each language; a language may be built on another."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from services.notifications.mails.domain import Kind

FOLDER = Path(__file__).with_name("wording")
FALLBACK = {"de-simple": "de"}
LANGUAGES = ("de", "en", "de-simple")


@dataclass(frozen=True, slots=True)
class KindWords:
    """What is special about one kind of mail."""

    subject: str
    heading: str
    paragraphs: tuple[str, ...]
    after: tuple[str, ...]
    button: str | None
    code: str | None


@dataclass(frozen=True, slots=True)
class Wording:
    """All words of one language."""

    code: str
    words: dict[str, str]
    roles: dict[str, str]
    kinds: dict[str, KindWords]

    def word(self, name: str, /, **values: object) -> str:
        """A phrase that several mails share, filled in."""
        return self.words[name].format(**values)

    def kind(self, kind: Kind) -> KindWords:
        """The words of one kind."""
        return self.kinds[kind.value]

    def role(self, role: str | None) -> str:
        """A role as people call it; a role unknown here as it is written."""
        return self.roles.get(role or "", role or "")


@lru_cache(maxsize=len(LANGUAGES))
def wording(code: str) -> Wording:
    """The words of a language known to `LANGUAGES`."""
    read = _read(code)
    base = _read(FALLBACK[code]) if code in FALLBACK else read
    kinds = {**base["kinds"], **read["kinds"]}
    return Wording(
        code,
        words={**base["words"], **read["words"]},
        roles={**base["roles"], **read.get("roles", {})},
        kinds={name: _kind(base["kinds"][name], kinds[name]) for name in kinds},
    )


def _read(code: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8"))


def _kind(base: dict[str, Any], read: dict[str, Any]) -> KindWords:
    return KindWords(
        subject=read["subject"],
        heading=read["heading"],
        paragraphs=tuple(read["paragraphs"]),
        after=tuple(read["after"]),
        button=read.get("button") or base.get("button"),
        code=read.get("code") or base.get("code"),
    )
