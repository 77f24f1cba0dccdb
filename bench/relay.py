"""relay_rows_per_s: outbox to Kafka against a raw idempotent producer sending the same bytes."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import msgspec
from aiokafka import AIOKafkaProducer

from bench.result import ROUNDS, BenchResult, median, ratio_of
from bench.servers import PASSWORD, servers
from shared.contracts.bookings import BOOKINGS, BookedPerson, BookingChanged
from shared.database.pool import open_pool, transaction
from shared.messaging import outbox
from shared.messaging.kafka import KafkaSettings
from shared.messaging.outbox import OutgoingMessage
from shared.messaging.producer import MAX_BATCH_BYTES
from shared.messaging.relay import Relay

NAME = "relay_rows_per_s"
TARGET = 0.6
ROWS = 20_000


async def bench(folder: Path) -> BenchResult:
    """Measure on servers of its own."""
    async with servers(folder, "registration", [BOOKINGS]) as (postgres, kafka):
        return await _measure(postgres.dsn("registration", "registration", PASSWORD), kafka)


async def _measure(dsn: str, kafka: KafkaSettings) -> BenchResult:
    messages = [_message() for _ in range(ROWS)]
    values, references = [], []
    await _relay(dsn, kafka, messages[: ROWS // 4])
    await _raw(kafka, messages[: ROWS // 4])
    for _ in range(ROUNDS):
        values.append(await _relay(dsn, kafka, messages))
        references.append(await _raw(kafka, messages))
    ratio = ratio_of(values, references)
    return BenchResult(
        name=NAME,
        value=median(values),
        unit="outbox rows/s to Kafka",
        reference=median(references),
        ratio=ratio,
        target=f"ratio to a raw idempotent producer ≥ {TARGET}",
        holds=ratio >= TARGET,
    )


def _message() -> OutgoingMessage:
    event_id, now = uuid4(), datetime.now(UTC)
    body = BookingChanged(
        id=uuid4(),
        version=1,
        event_id=event_id,
        status="confirmed",
        reason="registered",
        contact_id=uuid4(),
        created_at=now,
        changed_at=now,
        people=(BookedPerson(id=uuid4(), status="confirmed", session_ids=(uuid4(),)),),
    )
    return OutgoingMessage(BOOKINGS, str(event_id), body)


async def _relay(dsn: str, kafka: KafkaSettings, messages: list[OutgoingMessage]) -> float:
    """Rows a second from a full outbox to an empty one; filling it is not counted."""
    pool = await open_pool(dsn, name="bench", min_size=1, max_size=2)
    for start in range(0, len(messages), 1_000):
        async with transaction(pool) as connection:
            await outbox.put(connection, messages[start : start + 1_000], now=datetime.now(UTC))
    await pool.close()
    relay = Relay(service="registration", dsn=dsn, kafka=kafka)
    started = time.perf_counter()
    await relay.drain()
    return len(messages) / (time.perf_counter() - started)


async def _raw(kafka: KafkaSettings, messages: list[OutgoingMessage]) -> float:
    """The same keys, bodies and as many headers, straight from memory."""
    encoded = [(message.key.encode(), msgspec.json.encode(message.body)) for message in messages]
    headers = [
        ("ce_id", str(uuid4()).encode()),
        ("ce_type", b"auftakt.registration.booking-changed.v1"),
        ("ce_source", b"auftakt/registration"),
        ("ce_time", datetime.now(UTC).isoformat().encode()),
        ("ce_specversion", b"1.0"),
    ]
    started = time.perf_counter()
    producer = AIOKafkaProducer(
        bootstrap_servers=kafka.bootstrap,
        enable_idempotence=True,
        acks="all",
        linger_ms=0,
        max_batch_size=MAX_BATCH_BYTES,
        **kafka.security(),
    )
    await producer.start()
    futures = [
        await producer.send(BOOKINGS.name, body, key=key, headers=headers) for key, body in encoded
    ]
    await asyncio.gather(*futures)
    await producer.stop()
    return len(messages) / (time.perf_counter() - started)
