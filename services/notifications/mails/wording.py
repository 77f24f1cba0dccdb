"""The words of mails, one file for each language; phrases that one lacks are taken from German.

A mail is in one language as a whole: a kind that a language has no words for (what only staff get,
who read German and English) is written in German.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from services.notifications.mails.domain import Kind
from shared.web.languages import LOCALES, Locale, isolated, locale_named

FOLDER = Path(__file__).with_name("wording")
SOURCE = "de"
EASY = "de-simple"
BY_HAND = "by_hand"
LANGUAGES = tuple(locale.code for locale in LOCALES)


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
    by_hand: dict[str, dict[str, Any]]

    @property
    def locale(self) -> Locale:
        """Language, direction and formats of these words."""
        return locale_named(self.code)

    def word(self, name: str, /, **values: object) -> str:
        """A phrase that several mails share, filled in."""
        if self.locale.direction == "rtl":
            values = {key: isolated(str(value)) for key, value in values.items()}
        return self.words[name].format(**values)

    def kind(self, kind: Kind, promotion: str = "automatic") -> KindWords:
        """The words of one kind; `promotion`: how places are given at the event it is about."""
        words = self.kinds[kind.value]
        others = self.by_hand.get(kind.value) if promotion == BY_HAND else None
        return replace(words, **others) if others else words

    def role(self, role: str | None) -> str:
        """A role as people call it; a role unknown here as it is written."""
        return self.roles.get(role or "", role or "")


def wording_for(code: str, kind: Kind) -> Wording:
    """The words for a mail of that kind to a reader of `code`."""
    words = wording(code if code in LANGUAGES else SOURCE)
    return words if kind.value in words.kinds else wording(SOURCE)


@lru_cache(maxsize=len(LANGUAGES))
def wording(code: str) -> Wording:
    """The words of a language known to `LANGUAGES`; easy language takes whole mails from German."""
    read, base = _read(code), _read(SOURCE)
    kinds = {**base["kinds"], **read["kinds"]} if code == EASY else read["kinds"]
    return Wording(
        code,
        words={**base["words"], **read["words"]},
        roles={**base["roles"], **read.get("roles", {})},
        kinds={name: _kind(base["kinds"][name], kinds[name], code) for name in kinds},
        by_hand={name: _said(words) for name, words in read["by_hand"].items()},
    )


def _said(words: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(said) if isinstance(said, list) else said for key, said in words.items()}


def _read(code: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8"))


def _kind(base: dict[str, Any], read: dict[str, Any], code: str) -> KindWords:
    if code not in (SOURCE, EASY):
        base = {}
    return KindWords(
        subject=read["subject"],
        heading=read["heading"],
        paragraphs=tuple(read["paragraphs"]),
        after=tuple(read["after"]),
        button=read.get("button") or base.get("button"),
        code=read.get("code") or base.get("code"),
    )
