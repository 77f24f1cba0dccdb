"""registration's topics → the facts.

One subscription for all four topics: a batch is one transaction, and one wake-up for the pages.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

from services.reporting.facts import domain, use_cases
from shared.clock import Clock, system_clock
from shared.contracts.attendance import (
    ATTENDANCE,
    AttendanceClosed,
    ConfidentialTotal,
    ScanRecorded,
)
from shared.contracts.bookings import BOOKINGS, BookingChanged, BookingsClosed
from shared.contracts.events import EVENTS, EventChanged
from shared.contracts.organisations import ORGANISATIONS
from shared.contracts.topic import Message
from shared.database.pool import Connection, Pool
from shared.errors import Unavailable
from shared.messaging.applying import Subscription, UnknownValue
from shared.messaging.consumer import Consumer
from shared.messaging.decoding import Record
from shared.messaging.kafka import KafkaSettings

GROUP = "reporting.facts"
STATE_SECONDS = 2.0

WakeUp = Callable[[set[UUID]], None]


def subscription(wake_up: WakeUp | None = None) -> Subscription:
    """What the facts are fed from; `wake_up` hears after COMMIT which events may have changed."""

    def after(records: Sequence[Record]) -> None:
        if wake_up is not None:
            wake_up({id_ for r in records if (id_ := _event_id(r.body)) is not None})

    return Subscription(
        service="reporting",
        group=GROUP,
        topics=(ORGANISATIONS, EVENTS, BOOKINGS, ATTENDANCE),
        apply=apply,
        after=after,
    )


class FactsConsumer(Consumer):
    """A consumer that also states until when the facts are complete.

    While Kafka is away, or records wait, the instant stands still: pages show it as the age of
    their figures.
    """

    def __init__(
        self,
        pool: Pool,
        kafka: KafkaSettings,
        *,
        instance_id: str,
        wake_up: WakeUp | None = None,
        clock: Clock = system_clock,
    ) -> None:
        super().__init__(subscription(wake_up), pool, kafka, instance_id=instance_id)
        self._facts_pool = pool
        self._clock = clock

    async def run(self) -> None:
        """Consume, and state it, until cancelled."""
        stating = asyncio.create_task(self._state(), name=f"{GROUP} current")
        try:
            await super().run()
        finally:
            stating.cancel()

    async def _state(self) -> None:
        while True:
            await asyncio.sleep(STATE_SECONDS)
            if self.caught_up_at is None:
                continue
            ago = timedelta(seconds=time.monotonic() - self.caught_up_at)
            try:
                await use_cases.state_current(self._facts_pool, self._clock() - ago)
            except Unavailable:
                continue  # the age grows meanwhile, as it should


async def apply(connection: Connection, records: Sequence[Record]) -> None:
    """Take in a batch; raises UnknownValue for a word this version doesn't know.

    A tombstone in a compacted topic removes nothing: facts stay until their event is erased.
    """
    messages = [record.body for record in records if isinstance(record.body, Message)]
    for message in messages:
        check_words(message)
    await use_cases.learn(connection, messages)


def check_words(message: Message) -> None:
    """Better parked than counted wrongly: raises UnknownValue for a word that decides."""
    if isinstance(message, ScanRecorded):
        _known("kind", message.kind, domain.SCAN_KINDS)
        _known("attendee_kind", message.attendee_kind, domain.ATTENDEE_KINDS)
    elif isinstance(message, BookingChanged):
        for person in message.people:
            _known("status", person.status, domain.PERSON_STATUSES)
    elif isinstance(message, EventChanged):
        _known("status", message.status, domain.EVENT_STATUSES)
        _known("in_house", message.in_house, domain.IN_HOUSE_RULES)


def _event_id(body: Message | bytes | None) -> UUID | None:
    if isinstance(body, EventChanged):
        return body.id
    if isinstance(
        body, BookingChanged | BookingsClosed | ScanRecorded | ConfidentialTotal | AttendanceClosed
    ):
        return body.event_id
    return None


def _known(field: str, word: str, words: frozenset[str]) -> None:
    if word not in words:
        raise UnknownValue(f"{field}: {word[:40]!r}")
