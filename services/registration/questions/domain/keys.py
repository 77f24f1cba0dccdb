"""Keys of questions and choices for those who write them as texts only."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

from services.registration.questions.domain.question import KEY_MAX_CHARACTERS, Option

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
KEY_WORDS_MAX_CHARACTERS = 24


def key_for(text: str, taken: Collection[str], otherwise: str) -> str:
    """A key that says a little about the text and that nobody else has."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_UMLAUTS))
    ascii_ = plain.encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "_", ascii_).strip("_")[:KEY_WORDS_MAX_CHARACTERS].strip("_")
    if not words or not words[0].isalpha():
        words = f"{otherwise}_{words}".strip("_")
    if words not in taken:
        return words
    numbered = (f"{words}_{number}" for number in range(2, len(taken) + 3))
    return next(key for key in numbered if key not in taken)[:KEY_MAX_CHARACTERS]


def options_from(lines: Sequence[str], before: Sequence[Option]) -> list[str]:
    """A key for each German line: the same line keeps its key, and so does one that was reworded
    while all others stayed where they were."""
    known = {option.texts.get("de", ""): option.key for option in before}
    keys = [known.get(line) for line in lines]
    if len(lines) == len(before):
        left = [o.key for o in before if o.key not in keys]
        pairs = zip(keys, before, strict=True)
        keys = [key or (o.key if o.key in left else None) for key, o in pairs]
    found: list[str] = []
    for line, key in zip(lines, keys, strict=True):
        taken = {*found, *(k for k in keys if k)}
        found.append(key if key and key not in found else key_for(line, taken, "a"))
    return found
