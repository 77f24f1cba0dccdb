"""Entries of the audit log: what may stand in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

KEPT = timedelta(days=3 * 365)
"""Entries are forgotten after this long."""
CHANGED_MAX_CHARACTERS = 4_000
"""Of what changed, as JSON; a larger change is kept as the names of its fields."""
WHAT_MAX_CHARACTERS = 60

PERSONAL = frozenset({"name", "email", "phone", "address", "answers", "contact", "people", "texts"})
"""Names of fields that can hold personal data or free text: they have no place here."""

_WHAT = re.compile(r"[a-z][a-z-]*(?:\.[a-z][a-z_-]*)+")


@dataclass(frozen=True, slots=True)
class Entry:
    """Someone did something. `what` is `<thing>.<deed>`, `about` the id of the thing.

    `staff_id` None: the clock, a message or the operator's command line did it. `via`: `session`,
    `token` or `system`. `organisation_id`: whose auditors may read it; None: administrators only.
    """

    id: UUID
    at: datetime
    staff_id: UUID | None
    via: str
    what: str
    about: UUID | None
    organisation_id: UUID | None
    changed: Mapping[str, Any]


def checked_what(what: str) -> str:
    """The name of a deed; a malformed one is a mistake in code: raises ValueError."""
    if len(what) > WHAT_MAX_CHARACTERS or not _WHAT.fullmatch(what):
        raise ValueError(f"not a deed's name: {what!r}")
    return what


def refuse_personal(changed: Mapping[str, Any]) -> None:
    """Nothing personal gets in, at no depth; raises ValueError, for that is a mistake in code."""
    for key, value in changed.items():
        if key in PERSONAL:
            raise ValueError(f"the audit log takes no {key!r}")
        if isinstance(value, Mapping):
            refuse_personal(value)
