"""What support somebody needs to take part: kept only with an explicit consent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from shared.errors import FieldError

WORDING = 1
"""Of the consent that the form shows; another text there is another number here."""
KEEP_DAYS = 7
"""After the end of the event."""
NOTE_MAX_CHARACTERS = 500
SEEN_BY = 2
"""So many people see it: one, and one who stands in."""


class Need(StrEnum):
    """What can be asked for."""

    SIGN_LANGUAGE = "sign_language"
    WHEELCHAIR = "wheelchair"
    CHILDCARE = "childcare"
    INTERPRETER = "interpreter"
    FOOD = "food"


@dataclass(frozen=True, slots=True)
class Support:
    """The event asks for support needs. `seen_by`: the members of staff who see them."""

    seen_by: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class SupportWish:
    """What somebody sent."""

    consent: bool = False
    needs: Sequence[str] = field(default_factory=tuple)
    note: str | None = None

    @property
    def says_something(self) -> bool:
        """Whether there is anything to keep."""
        return bool(self.needs) or bool(self.note)


@dataclass(frozen=True, slots=True)
class Needed:
    """What somebody needs, as it is kept."""

    needs: tuple[Need, ...]
    note: str | None


def checked_support(
    support: Support | None, wish: SupportWish | None, path: str
) -> tuple[Needed | None, list[FieldError]]:
    """What is to be kept (None: nothing), and what is wrong, by the fields under `path`."""
    if wish is None or not wish.says_something:
        return None, []
    if support is None:
        return None, [FieldError(path, "this event doesn't ask for it", "support-not-asked")]
    faults = []
    unknown = set(wish.needs) - set(Need)
    if unknown:
        faults.append(FieldError(f"{path}.needs", "is none of the choices", "answer-choice"))
    if not wish.consent:
        reason = "needs your consent: without it nothing is kept"
        faults.append(FieldError(f"{path}.consent", reason, "support-needs-consent"))
    if len(wish.note or "") > NOTE_MAX_CHARACTERS:
        reason = f"at most {NOTE_MAX_CHARACTERS} characters"
        faults.append(FieldError(f"{path}.note", reason, "too-long"))
    if faults:
        return None, faults
    return Needed(tuple(need for need in Need if need in wish.needs), wish.note or None), []
