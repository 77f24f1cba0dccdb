"""A mail on its way: its states, when to try again, what an SMTP answer means."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from enum import StrEnum
from uuid import UUID

RETRY_FIRST = timedelta(seconds=5)
RETRY_LONGEST = timedelta(minutes=15)
RETRY_FOR = timedelta(hours=48)
"""How long a mail may be deferred before it fails visibly; the T of invariant I5."""

PART_FIRST = timedelta(seconds=1)
PART_LONGEST = timedelta(seconds=30)
PART_WITHIN = timedelta(minutes=15)
"""How long a mail waits for a part that travels on another topic (contact, event, document)."""

SEND_WITHIN = timedelta(seconds=20)
LEASE = timedelta(seconds=45)
"""A claimed mail whose process died is taken up again after this time."""

ENHANCED_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?![\d.])")


class State(StrEnum):
    """`sending` is claimed by a worker; the outside sees it as `pending`."""

    PENDING = "pending"
    SENDING = "sending"
    DEFERRED = "deferred"
    SENT = "sent"
    FAILED = "failed"
    SUPPRESSED = "suppressed"

    @property
    def announced(self) -> str:
        """The state as the topic and the API know it."""
        return State.PENDING.value if self is State.SENDING else self.value

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self in (State.PENDING, State.SENDING, State.DEFERRED)


@dataclass(frozen=True, slots=True)
class Requirement:
    """A fact requires a mail. `key` names the fact, the kind and the person: once and never again.

    A requirement may be settled from the start (`reason` given): then the row only says why no
    mail goes out. `fact` is kept for the wording until the mail is out and holds ids only.
    """

    key: str
    kind: str
    subject_id: UUID
    subject_version: int
    person_id: UUID | None
    event_id: UUID | None = None
    fact: bytes | None = None
    expires_at: datetime | None = None
    suppressed: str | None = None
    failed: str | None = None

    @property
    def state(self) -> State:
        """The state its row starts in."""
        if self.suppressed is not None:
            return State.SUPPRESSED
        return State.PENDING if self.failed is None else State.FAILED


@dataclass(frozen=True, slots=True)
class Delivery:
    """A claimed mail."""

    id: UUID
    kind: str
    subject_id: UUID
    subject_version: int
    person_id: UUID | None
    event_id: UUID | None
    fact: bytes | None
    attempts: int
    required_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Change:
    """A row's new announced state, as the topic tells it."""

    id: UUID
    version: int
    event_id: UUID | None
    kind: str
    state: str
    reason: str | None
    smtp_status: str | None
    attempts: int
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Letter:
    """A composed mail, ready for SMTP."""

    message: EmailMessage
    recipient: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A part has not arrived yet; `otherwise` is what becomes of the mail if it never does."""

    part: str
    otherwise: Verdict


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a mail now. `retry_after` None: this is final."""

    state: State
    reason: str | None = None
    smtp_status: str | None = None
    attempts: int = 0
    retry_after: timedelta | None = None


Composed = Letter | Missing | Verdict
Compose = Callable[[Delivery], Composed]
"""Words a claimed mail; all reading has been done before."""


def suppressed(reason: str) -> Verdict:
    """No mail goes out, for a reason that is no fault."""
    return Verdict(State.SUPPRESSED, reason)


def failed(reason: str) -> Verdict:
    """No mail goes out, and somebody should know."""
    return Verdict(State.FAILED, reason)


SENT = Verdict(State.SENT, attempts=1)


def backoff(attempts: int, chance: float, first: timedelta, longest: timedelta) -> timedelta:
    """Exponential, capped, between half and one and a half of the plain value (`chance` in 0–1)."""
    plain: timedelta = min(first * 2 ** min(attempts, 20), longest)
    return plain * (0.5 + chance)


def wait_for_part(delivery: Delivery, missing: Missing, now: datetime) -> Verdict:
    """Look again soon, a little later each time, and give up at a stated age."""
    age = now - delivery.required_at
    if age > PART_WITHIN:
        return missing.otherwise
    return Verdict(
        State.PENDING,
        missing.part,
        retry_after=min(max(PART_FIRST, age / 2), PART_LONGEST),
    )


def answered(delivery: Delivery, code: int, text: str, now: datetime, chance: float) -> Verdict:
    """What a refusal by the mail server means: 4xx try again, 5xx give up (RFC 5321 §4.2.1).

    Only the enhanced status code (RFC 3463) is kept: servers repeat addresses in their texts.
    """
    status = enhanced_status(code, text)
    if code < 500:
        return _deferred(delivery, "deferred_by_server", status, now, chance)
    return Verdict(State.FAILED, "refused_by_server", status, attempts=1)


def misconfigured(
    delivery: Delivery, code: int, text: str, now: datetime, chance: float
) -> Verdict:
    """The server refused us, not the recipient: try again, people will repair it."""
    return _deferred(delivery, "sender_refused", enhanced_status(code, text), now, chance)


def unreachable(delivery: Delivery, now: datetime, chance: float) -> Verdict:
    """No answer: due at once, held back by the circuit until the server is there again."""
    verdict = _deferred(delivery, "server_unreachable", None, now, chance)
    if verdict.retry_after is None:
        return verdict
    return Verdict(State.DEFERRED, verdict.reason, attempts=1, retry_after=RETRY_FIRST * chance / 5)


def enhanced_status(code: int, text: str) -> str:
    """`4.2.2` out of the server's text, else a general one of the same class."""
    found = ENHANCED_STATUS.match(text.strip())
    return found.group() if found else f"{5 if code >= 500 else 4}.0.0"


def _deferred(
    delivery: Delivery, reason: str, status: str | None, now: datetime, chance: float
) -> Verdict:
    if now - delivery.required_at > RETRY_FOR:
        return Verdict(State.FAILED, "gave_up", status, attempts=1)
    after = backoff(delivery.attempts, chance, RETRY_FIRST, RETRY_LONGEST)
    return Verdict(State.DEFERRED, reason, status, attempts=1, retry_after=after)
