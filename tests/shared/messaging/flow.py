"""A small flow for the tests: bookings written under lock, facts folded from the topic."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from uuid import UUID, uuid4

import asyncpg
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from shared.contracts.bookings import BOOKINGS, BookingChanged
from shared.contracts.topic import Topic
from shared.database.pool import Connection, Pool, transaction
from shared.messaging.applying import Subscription
from shared.messaging.consumer import Consumer
from shared.messaging.decoding import RawRecord, Record
from shared.messaging.kafka import KafkaSettings
from shared.messaging.outbox import OutgoingMessage, put
from shared.messaging.relay import Relay

NOW = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
BOOKING_TYPE = "auftakt.registration.booking-changed.v1"

TABLES = """
CREATE TABLE aggregates (id uuid PRIMARY KEY, version integer NOT NULL);
CREATE TABLE facts (
    id uuid NOT NULL, version integer NOT NULL, locale text NOT NULL, position smallint,
    PRIMARY KEY (id, version));
CREATE TABLE fact_count (facts bigint NOT NULL);
INSERT INTO fact_count VALUES (0);
CREATE TABLE checked_at_commit (id integer UNIQUE DEFERRABLE INITIALLY DEFERRED);
"""


def booking(
    id_: UUID,
    version: int,
    *,
    event_id: UUID | None = None,
    locale: str = "de",
    status: str = "confirmed",
) -> BookingChanged:
    """A booking's state; only id and version matter here."""
    return BookingChanged(
        id=id_,
        version=version,
        event_id=event_id or id_,
        status=status,
        reason="registered",
        locale=locale,
        created_at=NOW,
        changed_at=NOW,
    )


def outgoing(id_: UUID, version: int, *, locale: str = "de") -> OutgoingMessage:
    """The message of that state, under the aggregate's key."""
    return OutgoingMessage(BOOKINGS, str(id_), booking(id_, version, locale=locale))


async def write(pool: Pool, id_: UUID, *, hold_seconds: float = 0) -> int:
    """Raise an aggregate's version and tell the others, as every use case does: lock first."""
    async with transaction(pool) as connection:
        await connection.execute(
            "INSERT INTO aggregates VALUES ($1, 0) ON CONFLICT DO NOTHING", id_
        )
        version: int = await connection.fetchval(
            "SELECT version + 1 FROM aggregates WHERE id = $1 FOR NO KEY UPDATE", id_
        )
        await connection.execute("UPDATE aggregates SET version = $2 WHERE id = $1", id_, version)
        await put(connection, [outgoing(id_, version)], now=NOW)
        await asyncio.sleep(hold_seconds)
    return version


async def fold(connection: Connection, records: Sequence[Record]) -> None:
    """Facts by business key, and a counter fed only by what was new."""
    bookings = [r.body for r in records if isinstance(r.body, BookingChanged)]
    await connection.execute(
        """
        WITH fresh AS (
            INSERT INTO facts (id, version, locale)
            SELECT * FROM unnest($1::uuid[], $2::integer[], $3::text[])
            ON CONFLICT DO NOTHING RETURNING 1)
        UPDATE fact_count SET facts = facts + (SELECT count(*) FROM fresh)
        """,
        [b.id for b in bookings],
        [b.version for b in bookings],
        [b.locale for b in bookings],
    )


def subscription(
    apply: Callable[[Connection, Sequence[Record]], Awaitable[None]] = fold, **more: object
) -> Subscription:
    """reporting reads bookings."""
    topics = more.pop("topics", (BOOKINGS,))
    return Subscription("reporting", "reporting.test", topics, apply, **more)  # type: ignore[arg-type] # keyword by keyword


@asynccontextmanager
async def running(part: Relay | Consumer) -> AsyncIterator[asyncio.Task[None]]:
    """Run a part while the test looks on; its own failure fails the test."""
    task = asyncio.create_task(part.run())
    try:
        yield task
        if task.done() and not task.cancelled():
            await task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await task


async def send_raw(
    kafka: KafkaSettings,
    topic: Topic,
    records: Sequence[tuple[bytes, bytes | None, str]],
    *,
    partition: int | None = 0,
) -> None:
    """Put records (key, value, type) on a topic without an outbox."""
    producer = AIOKafkaProducer(bootstrap_servers=kafka.bootstrap, acks="all", **kafka.security())
    await producer.start()
    try:
        futures = [
            await producer.send(
                kafka.topic(topic.name),
                value,
                key=key,
                partition=partition,
                headers=[("ce_type", type_.encode())],
            )
            for key, value, type_ in records
        ]
        await asyncio.gather(*futures)
    finally:
        await producer.stop()


async def read_all(kafka: KafkaSettings, topic: Topic) -> list[RawRecord]:
    """Everything on a topic now, partition by partition."""
    consumer = AIOKafkaConsumer(
        kafka.topic(topic.name),
        bootstrap_servers=kafka.bootstrap,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        **kafka.security(),
    )
    await consumer.start()
    found: list[RawRecord] = []
    try:
        places = consumer.assignment()
        ends = await consumer.end_offsets(places)
        await consumer.seek_to_beginning()
        while any([await consumer.position(p) < ends[p] for p in places]):
            for batch in (await consumer.getmany(timeout_ms=200)).values():
                found += batch
    finally:
        await consumer.stop()
    return sorted(found, key=lambda r: (r.partition, r.offset))


async def until(condition: Callable[[], Awaitable[bool]], *, seconds: float = 30) -> None:
    """Wait for a condition, asked often; fails the test when it never comes."""
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110 - the condition lives in another process
            await asyncio.sleep(0.02)


async def count(pool: Pool, statement: str, *arguments: object) -> int:
    """One number from the database."""
    value: int = await pool.fetchval(statement, *arguments)
    return value


async def make_tables(owner_dsn: str) -> None:
    """The flow's own tables, made by the schema's owner."""
    connection = await asyncpg.connect(owner_dsn)
    try:
        await connection.execute(TABLES)
    finally:
        await connection.close()


def ids(number: int) -> list[UUID]:
    """So many aggregates."""
    return [uuid4() for _ in range(number)]
