"""That a request is not done, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """Reasons to refuse; each is a problem type in errors.py."""

    UNKNOWN_EVENT = "not-found"
    NOT_OPEN = "registration-not-open"
    CLOSED = "registration-closed"
    CHANGES_OVER = "changes-over"
    FULL = "full"
    ALREADY_REGISTERED = "already-registered"
    KEY_REUSED = "idempotency-key-reused"
    ERASED = "erased"
    INVITATION_NEEDED = "invitation-needed"
    INVITATION_INVALID = "invitation-invalid"
    INVITATION_USED = "invitation-used"
    INVALID = "invalid-fields"


@dataclass(frozen=True, slots=True)
class Fault:
    """A field of the request that can't be accepted; `names` belong into the sentence of `code`."""

    field: str
    reason: str
    code: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """The request is not done, and why."""

    why: Why
    detail: str = ""
    faults: tuple[Fault, ...] = ()
