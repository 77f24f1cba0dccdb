"""registration's topics → the facts.

One subscription for all four topics: a batch is one transaction, and one wake-up for the pages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from services.reporting.facts import domain, use_cases
from shared.contracts.attendance import ATTENDANCE, ScanRecorded
from shared.contracts.bookings import BOOKINGS, BookingChanged
from shared.contracts.events import EVENTS, EventChanged
from shared.contracts.organisations import ORGANISATIONS
from shared.contracts.topic import Message
from shared.database.pool import Connection
from shared.messaging.consumer import Record, Subscription, UnknownValue

GROUP = "reporting.facts"
KEYED_BY_EVENT = frozenset({EVENTS.name, BOOKINGS.name, ATTENDANCE.name})

WakeUp = Callable[[set[UUID]], None]


def subscription(wake_up: WakeUp | None = None) -> Subscription:
    """What the facts are fed from; `wake_up` hears after COMMIT which events may have changed."""

    def after(records: Sequence[Record]) -> None:
        if wake_up is not None:
            wake_up({UUID(r.key) for r in records if r.topic in KEYED_BY_EVENT})

    return Subscription(
        service="reporting",
        group=GROUP,
        topics=(ORGANISATIONS, EVENTS, BOOKINGS, ATTENDANCE),
        apply=apply,
        after=after,
    )


async def apply(connection: Connection, records: Sequence[Record]) -> None:
    """Take in a batch; raises UnknownValue for a word this version doesn't know.

    A tombstone in a compacted topic removes nothing: facts stay until their event is erased.
    """
    messages = [record.body for record in records if isinstance(record.body, Message)]
    for message in messages:
        _check_words(message)
    await use_cases.learn(connection, messages)


def _check_words(message: Message) -> None:
    """Words that decide how something counts: better parked than counted wrongly."""
    if isinstance(message, ScanRecorded):
        _known("kind", message.kind, domain.SCAN_KINDS)
        _known("attendee_kind", message.attendee_kind, domain.ATTENDEE_KINDS)
    elif isinstance(message, BookingChanged):
        for person in message.people:
            _known("status", person.status, domain.PERSON_STATUSES)
    elif isinstance(message, EventChanged):
        _known("status", message.status, domain.EVENT_STATUSES)
        _known("in_house", message.in_house, domain.IN_HOUSE_RULES)


def _known(field: str, word: str, words: frozenset[str]) -> None:
    if word not in words:
        raise UnknownValue(f"{field}: {word[:40]!r}")
