"""One pipelined, idempotent Kafka producer that can be thrown away and made anew.

Idempotent sends of aiokafka never expire, and after OutOfOrderSequenceNumber and similar a producer
is lost for good: whatever goes wrong, we stop waiting after a bound and build a new one.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Protocol

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.partitioner import murmur2

from shared.contracts.dead_letters import DEAD_LETTER_MAX_BYTES
from shared.messaging.kafka import METADATA_MAX_AGE_MS, PRODUCER_REQUEST_TIMEOUT_MS, KafkaSettings

SEND_SECONDS = 15.0
"""After this long a round counts as failed; what is unknown is sent again."""
STOP_SECONDS = 2.0
MAX_BATCH_BYTES = 131_072
KEYS_REMEMBERED = 65_536


class Outgoing(Protocol):
    """A row of the outbox, as asyncpg gives it."""

    def __getitem__(self, name: str) -> Any: ...


@dataclass(frozen=True, slots=True)
class Sent:
    """`ids` are acknowledged by Kafka; `failure` is the first thing that went wrong, if any."""

    ids: list[int]
    failure: BaseException | None = None


class Producer:
    """Sends rows of the outbox."""

    def __init__(self, service: str, kafka: KafkaSettings) -> None:
        self._source = f"auftakt/{service}".encode()
        self._client_id = f"auftakt-relay-{service}"
        self._kafka = kafka
        self._producer: Any = None

    async def send(self, rows: Sequence[Outgoing]) -> Sent:
        """Send all, wait for all at most SEND_SECONDS; never raises what Kafka says.

        After a failed row, later rows of its key don't count as sent, even when Kafka took them:
        they are sent again behind it.
        """
        failure: BaseException | None = None
        futures: list[asyncio.Future[Any]] = []
        try:
            async with asyncio.timeout(SEND_SECONDS):
                producer = await self._started()
                for row in rows:
                    future = await self._enqueue(producer, row)
                    futures.append(future)
                await asyncio.wait(futures)
        except (KafkaError, OSError, TimeoutError, AssertionError, ValueError) as error:
            failure = error
        ids, lost = _acknowledged(rows, futures)
        failure = failure or lost
        if failure is not None:
            await self.close()
        return Sent(ids, failure)

    async def close(self) -> None:
        """Let go of the present producer without waiting for a broker that is away."""
        producer, self._producer = self._producer, None
        if producer is not None:
            await _stop(producer)

    async def _started(self) -> Any:
        if self._producer is None:
            producer = AIOKafkaProducer(
                bootstrap_servers=self._kafka.bootstrap,
                client_id=self._client_id,
                enable_idempotence=True,
                acks="all",
                linger_ms=0,
                max_batch_size=MAX_BATCH_BYTES,
                partitioner=partition_of,
                max_request_size=DEAD_LETTER_MAX_BYTES + 65_536,
                request_timeout_ms=PRODUCER_REQUEST_TIMEOUT_MS,
                metadata_max_age_ms=METADATA_MAX_AGE_MS,
                **self._kafka.security(),
            )
            try:
                await producer.start()
            except BaseException:
                await _stop(producer)
                raise
            self._producer = producer
        return self._producer

    async def _enqueue(self, producer: Any, row: Outgoing) -> asyncio.Future[Any]:
        future: asyncio.Future[Any] = await producer.send(
            self._kafka.topic(row["topic"]),
            row["body"],
            key=row["key"].encode(),
            partition=row["partition"],
            headers=self._headers(row),
        )
        return future

    def _headers(self, row: Outgoing) -> list[tuple[str, bytes]]:
        headers = [
            ("ce_id", str(row["ce_id"]).encode()),
            ("ce_type", row["type"].encode()),
            ("ce_source", self._source),
            ("ce_time", rfc3339(row["created_at"]).encode()),
            ("ce_specversion", b"1.0"),
        ]
        if row["headers"]:
            own: Mapping[str, str] = json.loads(row["headers"])
            headers += [(name, value.encode()) for name, value in own.items()]
        return headers


def partition_of(key: bytes, all_partitions: Sequence[int], _: Sequence[int]) -> int:
    """Where a key belongs, as every Kafka client computes it (murmur2); remembered per key.

    aiokafka hashes in Python on each send, which took a quarter of the relay's time, while the
    messages of a busy event share one key.
    """
    return all_partitions[_murmur2(key) % len(all_partitions)]


@lru_cache(maxsize=KEYS_REMEMBERED)
def _murmur2(key: bytes) -> int:
    return int(murmur2(key)) & 0x7FFFFFFF


def rfc3339(instant: datetime) -> str:
    """An instant as CloudEvents writes it."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _acknowledged(
    rows: Sequence[Outgoing], futures: Sequence[asyncio.Future[Any]]
) -> tuple[list[int], BaseException | None]:
    ids: list[int] = []
    failed_keys: set[tuple[str, str]] = set()
    failure: BaseException | None = None
    for number, row in enumerate(rows):
        future = futures[number] if number < len(futures) else None
        error = _error(future)
        key = (row["topic"], row["key"])
        if error is not None:
            failed_keys.add(key)
            failure = failure or error
        elif key not in failed_keys:
            ids.append(row["id"])
    return ids, failure


def _error(future: asyncio.Future[Any] | None) -> BaseException | None:
    if future is None or not future.done():
        if future is not None:
            future.cancel()
        return TimeoutError("not acknowledged in time")
    if future.cancelled():
        return TimeoutError("given up")
    return future.exception()


async def _stop(producer: Any) -> None:
    """`stop()` flushes, and hangs on a dead broker: after a bound, fail what waits and cut."""
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await producer.stop()
            return
    except (KafkaError, OSError, TimeoutError):
        pass
    # Private parts: aiokafka has no "close without flush".
    producer._message_accumulator.fail_all(KafkaError("given up"))  # noqa: SLF001
    with contextlib.suppress(KafkaError, OSError, TimeoutError):
        async with asyncio.timeout(STOP_SECONDS):
            await producer.client.close()
    with contextlib.suppress(KafkaError, OSError, TimeoutError, AssertionError):
        async with asyncio.timeout(STOP_SECONDS):
            await producer._sender.close()  # noqa: SLF001
