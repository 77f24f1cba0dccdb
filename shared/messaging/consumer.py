"""A subscriber that applies each record once, never skips one, and never hangs unnoticed.

FastStream runs the loop; around it stand the traps we know of: it swallows whatever a handler
raises and commits past it, so the handler tries again in place and never raises; a consumer may
hang silently after a broker restart, so a watchdog compares positions with the log's end.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import random
import time
from collections.abc import Sequence
from typing import Any

from aiokafka import ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.kafka.message import KafkaAckableMessage
from faststream.kafka.schemas import Topic as FastStreamTopic
from faststream.security import BaseSecurity, SASLScram512
from opentelemetry import propagate, trace

from shared import metrics
from shared.database.pool import Pool
from shared.errors import Unavailable
from shared.log import log
from shared.messaging.applying import Applied, Applier, Subscription
from shared.messaging.decoding import RawRecord
from shared.messaging.kafka import (
    CONSUMER_REQUEST_TIMEOUT_MS,
    HEARTBEAT_INTERVAL_MS,
    METADATA_MAX_AGE_MS,
    SESSION_TIMEOUT_MS,
    KafkaSettings,
    Place,
)

BATCH_RECORDS = 2_000
POLL_MS = 500
HINT_SECONDS = 1.0
"""Kafka's own offsets are a hint for operators: told at most this often, not with every batch."""
FETCH_MAX_BYTES = 16 * 1024 * 1024
FETCH_MAX_WAIT_MS = 2_000
"""How long the broker may hold a question to which it has no record yet; a record ends the wait."""
FIRST_RETRY_SECONDS = 0.1
LAST_RETRY_SECONDS = 5.0
START_RETRY_SECONDS = 1.0
ACK_SECONDS = 2.0
STOP_SECONDS = 3.0
WATCH_SECONDS = 2.0
REACH_SECONDS = 5.0
STUCK_SECONDS = 60.0
"""How long applying one batch, or joining the group, may take."""
SILENT_SECONDS = 15.0
"""How long nothing may be fetched although records wait and the broker answers."""
AHEAD_SIGHTINGS = 3
LINKS_MAX = 32

_tracer = trace.get_tracer("auftakt.messaging")


class ConsumerStuck(Exception):  # noqa: N818 - says what happened
    """Records wait, the broker answers, and nothing moves: only a new process helps."""


class OffsetsAhead(Exception):  # noqa: N818 - says what happened
    """More is applied than the topic ever held: it was made anew, or is not the same Kafka.

    Going on would skip records silently; an operator decides (reset, or rebuild the figures).
    """


class Consumer(ConsumerRebalanceListener):  # type: ignore[misc] # aiokafka has no types
    """`run` until cancelled; raises ConsumerStuck or OffsetsAhead to end the process.

    `instance_id` names this process among those of its service and stays the same over restarts:
    the group then takes it back without a rebalance. Two processes with the same id evict each
    other.
    """

    def __init__(
        self,
        subscription: Subscription,
        pool: Pool,
        kafka: KafkaSettings,
        *,
        instance_id: str,
        stuck_seconds: float = STUCK_SECONDS,
        silent_seconds: float = SILENT_SECONDS,
    ) -> None:
        self.subscription = subscription
        self._kafka = kafka
        self._instance_id = instance_id
        self._stuck_seconds = stuck_seconds
        self._silent_seconds = silent_seconds
        self._applier = Applier(subscription, pool, kafka)
        self._positions: dict[Place, int] = {}
        self._assigned: bool = False
        self._busy = False
        self._database_away = False
        self._stopping = asyncio.Event()
        self._moved_at = time.monotonic()
        self._hinted_at = 0.0
        self._ahead_sightings = 0
        self._subscriber: Any = None
        self.reachable = False
        self.caught_up_at: float | None = None
        """The last moment (`time.monotonic()`) of which we know that everything was applied."""
        self.lag: dict[str, int] = {}

    async def run(self) -> None:
        """Consume until cancelled."""
        self._stopping.clear()
        broker = await self._start()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._watch())
                group.create_task(self._replay())
        except ExceptionGroup as ended:
            raise ended.exceptions[0] from None
        finally:
            self._stopping.set()
            await _stop(broker)

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Others take over; what was being applied is guarded by the offsets' row locks."""
        self._assigned = False
        for place in revoked:
            self._positions.pop((self._kafka.plain_topic(place.topic), place.partition), None)

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """Go where the database says: its offsets are the truth, Kafka's are a hint."""
        places = {(self._kafka.plain_topic(p.topic), p.partition): p for p in assigned}
        while places and not self._stopping.is_set():
            try:
                self._positions = await self._applier.positions(sorted(places))
                break
            except Exception as error:  # noqa: BLE001 - a PostgreSQL shutdown has many names
                await self._pause(error, LAST_RETRY_SECONDS)
        consumer = self._subscriber.consumer
        for place, offset in self._positions.items():
            if place in places:
                consumer.seek(places[place], offset)
        self._assigned = True
        self._moved_at = time.monotonic()

    async def _start(self) -> KafkaBroker:
        """`start` fails at once while Kafka is away: try until it is there."""
        while True:
            broker = self._broker()
            try:
                await broker.start()
            except (KafkaError, OSError, TimeoutError) as error:
                log.warning(
                    "consumer can't start, will try again",
                    group=self.subscription.group,
                    error=type(error).__name__,
                )
                await _stop(broker)
                await asyncio.sleep(START_RETRY_SECONDS)
            except BaseException:
                await _stop(broker)
                raise
            else:
                return broker

    def _broker(self) -> KafkaBroker:
        broker = KafkaBroker(
            self._kafka.bootstrap,
            client_id=f"auftakt-{self.subscription.group}",
            consumer_only=True,
            allow_auto_create_topics=False,
            metadata_max_age_ms=METADATA_MAX_AGE_MS,
            request_timeout_ms=CONSUMER_REQUEST_TIMEOUT_MS,
            graceful_timeout=STOP_SECONDS,
            security=_security(self._kafka),
            logger=None,
        )
        group = self._kafka.group(self.subscription.group)
        self._subscriber = broker.subscriber(
            *(
                FastStreamTopic(self._kafka.topic(topic.name), declare=False)
                for topic in self.subscription.topics
            ),
            batch=True,
            max_records=BATCH_RECORDS,
            batch_timeout_ms=POLL_MS,
            fetch_max_bytes=FETCH_MAX_BYTES,
            fetch_max_wait_ms=FETCH_MAX_WAIT_MS,
            group_id=group,
            group_instance_id=f"{group}-{self._instance_id}",
            auto_offset_reset="earliest",
            ack_policy=AckPolicy.MANUAL,
            no_reply=True,
            session_timeout_ms=SESSION_TIMEOUT_MS,
            heartbeat_interval_ms=HEARTBEAT_INTERVAL_MS,
            listener=self,
            parser=self._parse,
            decoder=_no_decoding,
            title=self.subscription.group,
        )
        self._subscriber(self._handle)
        # FastStream's own sleeps as long as it polled after each poll that found nothing, and what
        # comes meanwhile waits.
        self._subscriber.get_msg = _next_batch
        return broker

    async def _parse(self, records: tuple[RawRecord, ...]) -> KafkaMessage:
        """FastStream's own parser raises on a bad header and loses the batch; this one can't."""
        return KafkaAckableMessage(
            body=b"",
            raw_message=records,
            headers={},
            batch_headers=[],
            message_id=f"{records[0].offset}-{records[-1].offset}",
            correlation_id="",
            consumer=self._subscriber.consumer,
        )

    async def _handle(self, msg: KafkaMessage) -> None:
        """Apply the batch, however often it takes; now and then the hint to Kafka. Never raises."""
        records: Sequence[RawRecord] = msg.raw_message
        self._busy = True
        try:
            if not await self._apply(records):
                return
        finally:
            self._busy = False
        if time.monotonic() - self._hinted_at < HINT_SECONDS:
            return
        self._hinted_at = time.monotonic()
        with contextlib.suppress(KafkaError, OSError, TimeoutError):
            async with asyncio.timeout(ACK_SECONDS):
                await msg.ack()

    async def _apply(self, records: Sequence[RawRecord]) -> bool:
        """Whether it was applied; False only when this consumer is being stopped."""
        pause = FIRST_RETRY_SECONDS
        started = time.monotonic()
        while not self._stopping.is_set():
            try:
                with _tracer.start_as_current_span(
                    f"{self.subscription.group} apply", links=_links(records)
                ):
                    applied = await self._applier.apply(records)
            except Exception as error:  # noqa: BLE001 - whatever it is: not past this batch
                await self._pause(error, pause)
                pause = min(pause * 2, LAST_RETRY_SECONDS)
            else:
                self._applied(applied, records, time.monotonic() - started)
                return True
        return False

    def _applied(self, applied: Applied, records: Sequence[RawRecord], seconds: float) -> None:
        self._database_away = False
        self._positions.update(applied.positions)
        self._moved_at = time.monotonic()
        log.info(
            "consumed",
            group=self.subscription.group,
            topics=sorted({topic for topic, _ in applied.positions}),
            records=len(records),
            applied=len(applied.records),
            parked=len(applied.parked),
            ms=round(seconds * 1000, 1),
        )

    async def _pause(self, error: Exception, seconds: float) -> None:
        """Say why, wait a little (with jitter, so that replicas don't march in step)."""
        self._database_away = isinstance(error, Unavailable)
        name = type(error).__name__
        metrics.consumer_retries.labels(self.subscription.group, name).inc()
        log.warning("batch not applied, will try again", group=self.subscription.group, error=name)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds * random.uniform(0.5, 1.0)):
                await self._stopping.wait()

    async def _replay(self) -> None:
        """Dead letters an operator wants applied again."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            try:
                while await self._applier.replay():
                    pass
            except Exception as error:  # noqa: BLE001 - they wait in their table
                log.warning(
                    "replay failed, will try again",
                    group=self.subscription.group,
                    error=type(error).__name__,
                )

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            asked_at = time.monotonic()
            ends = await self._ends()
            self.reachable = ends is not None
            if ends is None or self._database_away:
                self._moved_at = time.monotonic()
                continue
            await self._measure(ends)
            self._check_ahead(ends)
            still = time.monotonic() - self._moved_at
            waits = not self._assigned or sum(self.lag.values()) > 0
            if waits and still > self._patience():
                raise ConsumerStuck(f"{self.subscription.group} hasn't moved for {still:.0f} s")
            if not waits:
                self._moved_at = time.monotonic()
                self.caught_up_at = asked_at

    def _patience(self) -> float:
        """Work may take long; a consumer that has none and fetches nothing hangs."""
        working = self._busy or not self._assigned
        return self._stuck_seconds if working else self._silent_seconds

    async def _ends(self) -> dict[Place, int] | None:
        """Where each partition of ours ends; None when the broker doesn't say."""
        consumer = self._subscriber.consumer
        if consumer is None:
            return None
        places = sorted(consumer.assignment()) or [
            TopicPartition(self._kafka.topic(self.subscription.topics[0].name), 0)
        ]
        try:
            async with asyncio.timeout(REACH_SECONDS):
                ends = await consumer.end_offsets(places)
        except (KafkaError, OSError, TimeoutError):
            return None
        return {(self._kafka.plain_topic(p.topic), p.partition): end for p, end in ends.items()}

    async def _measure(self, ends: dict[Place, int]) -> None:
        lag = {topic.name: 0 for topic in self.subscription.topics}
        for place, end in ends.items():
            if place in self._positions:
                lag[place[0]] += max(0, end - await self._reached(place))
        self.lag = lag
        for topic, records in lag.items():
            metrics.consumer_lag.labels(self.subscription.group, topic).set(records)

    async def _reached(self, place: Place) -> int:
        """How far we are: compaction leaves holes, which only the fetcher passes over."""
        applied = self._positions.get(place, 0)
        if self._busy:
            return applied
        consumer = self._subscriber.consumer
        with contextlib.suppress(KafkaError, OSError, TimeoutError):
            async with asyncio.timeout(1.0):
                at = TopicPartition(self._kafka.topic(place[0]), place[1])
                return max(applied, int(await consumer.position(at)))
        return applied

    def _check_ahead(self, ends: dict[Place, int]) -> None:
        ahead = [p for p, end in ends.items() if self._positions.get(p, 0) > end]
        self._ahead_sightings = self._ahead_sightings + 1 if ahead else 0
        if self._ahead_sightings >= AHEAD_SIGHTINGS:
            raise OffsetsAhead(f"{self.subscription.group}: {ahead[0][0]} [{ahead[0][1]}]")


async def _next_batch(consumer: Any) -> tuple[RawRecord, ...]:
    """What has come, at once; nothing after POLL_MS without records."""
    found = await consumer.getmany(timeout_ms=POLL_MS, max_records=BATCH_RECORDS)
    return tuple(itertools.chain.from_iterable(found.values()))


async def _no_decoding(_: KafkaMessage) -> None:
    return None


def _security(kafka: KafkaSettings) -> BaseSecurity | None:
    if not kafka.username:
        return None
    return SASLScram512(username=kafka.username, password=kafka.password, use_ssl=False)


def _links(records: Sequence[RawRecord]) -> list[trace.Link]:
    """Links from the span of a batch to the traces of its records."""
    links: dict[str, trace.Link] = {}
    for record in records:
        if len(links) == LINKS_MAX:
            break
        for name, value in record.headers:
            if name == "traceparent":
                parent = value.decode("ascii", "replace")
                context = propagate.extract({"traceparent": parent})
                links[parent] = trace.Link(trace.get_current_span(context).get_span_context())
    return list(links.values())


async def _stop(broker: KafkaBroker) -> None:
    """`stop` may hang on a dead broker, and may be cancelled by its own time-out."""
    with contextlib.suppress(KafkaError, OSError, TimeoutError, asyncio.CancelledError):
        async with asyncio.timeout(STOP_SECONDS * 2):
            await broker.stop()
