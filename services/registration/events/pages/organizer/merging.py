"""Two people change the same page: what each of them meant, field by field. Pure.

A form carries a short mark of what each field held when it was opened. With it a form that comes
back can be told from what was saved meanwhile: nobody's words are overwritten unseen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from shared.web.pages import Form

MARK_CHARACTERS = 10


@dataclass(frozen=True, slots=True)
class Merged:
    """A form with what both meant.

    `theirs`: fields that only the others changed; `contested`: fields that both changed, each in
    another way (the form keeps what was typed here).
    """

    form: Form
    theirs: tuple[str, ...] = ()
    contested: tuple[str, ...] = ()

    @property
    def is_safe(self) -> bool:
        """Whether it can be saved without anybody looking again."""
        return not self.theirs and not self.contested


def marks(names: Sequence[str], form: Form) -> str:
    """What the fields hold, as short digests for a hidden field."""
    return ";".join(f"{name}={_mark(form.all(name))}" for name in names)


def merged(names: Sequence[str], typed: Form, saved: Form, opened: str) -> Merged:
    """What was typed, joined with what is saved now; `opened`: the marks in the form."""
    before = dict(part.split("=", 1) for part in opened.split(";") if "=" in part)
    fields: list[tuple[str, str]] = []
    theirs: list[str] = []
    contested: list[str] = []
    for name in names:
        here, there = _plain(typed.all(name)), _plain(saved.all(name))
        mark = before.get(name)
        changed_there = mark is not None and _mark(there) != mark
        changed_here = mark is None or _mark(here) != mark
        if changed_there and here != there:
            (contested if changed_here else theirs).append(name)
        kept = there if changed_there and not changed_here else here
        fields += [(name, value) for value in kept]
    return Merged(Form(fields), tuple(theirs), tuple(contested))


def _plain(values: Sequence[str]) -> list[str]:
    cleaned = (value.replace("\r\n", "\n").strip() for value in values)
    return [value for value in cleaned if value]


def _mark(values: Sequence[str]) -> str:
    text = "\0".join(_plain(values))
    return hashlib.sha256(text.encode()).hexdigest()[:MARK_CHARACTERS]
