"""rebuild_rows_per_s: all facts from the topics against a plain COPY of the same rows."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import msgspec
from aiokafka import AIOKafkaProducer

from bench.result import ROUNDS, BenchResult, median, ratio_of
from bench.servers import PASSWORD, servers
from services.reporting.facts.consumers import subscription
from services.reporting.rebuild.store import SCANS, scan_row
from services.reporting.rebuild.use_cases import rebuild
from shared.contracts.attendance import ATTENDANCE, ScanRecorded
from shared.contracts.bookings import BOOKINGS, BookedPerson, BookingChanged
from shared.contracts.topic import Message, Topic
from shared.messaging.kafka import KafkaSettings
from shared.messaging.producer import MAX_BATCH_BYTES

NAME = "rebuild_rows_per_s"
TARGET = 0.4
SCAN_ROWS, BOOKING_ROWS = 800_000, 100_000
"""With one person to a booking: a million facts."""
EVENTS = 200
SENT_AT_ONCE = 5_000
NOW = datetime(2027, 5, 12, 8, 0, tzinfo=UTC)


async def bench(folder: Path) -> BenchResult:
    """Measure on servers of its own."""
    async with servers(folder, "reporting", subscription().topics) as (postgres, kafka):
        owner = postgres.dsn("reporting", "reporting_owner", PASSWORD)
        return await _measure(owner, kafka, await _fill(kafka))


async def _measure(dsn: str, kafka: KafkaSettings, people: list[UUID]) -> BenchResult:
    values, references = [], []
    for _ in range(ROUNDS):
        done = await rebuild(dsn, kafka)
        values.append(done.facts / done.seconds)
        references.append(await _copy(dsn, people))
    ratio = ratio_of(values, references)
    return BenchResult(
        name=NAME,
        value=median(values),
        unit=f"facts/s from the topics ({done.facts:,} facts)",
        reference=median(references),
        ratio=ratio,
        target=f"ratio to COPY of the same rows with their primary key ≥ {TARGET}",
        holds=ratio >= TARGET,
    )


async def _copy(dsn: str, people: list[UUID]) -> float:
    """The same rows from memory into tables with nothing but their primary key."""
    connection = await asyncpg.connect(dsn)
    try:
        for table in ("scans", "bookings", "booked_people"):
            await connection.execute(
                f"CREATE TABLE copy_{table} (LIKE {table} INCLUDING GENERATED)"
            )
        await connection.execute("ALTER TABLE copy_scans ADD PRIMARY KEY (event_id, scan_id)")
        await connection.execute("ALTER TABLE copy_bookings ADD PRIMARY KEY (id)")
        await connection.execute("ALTER TABLE copy_booked_people ADD PRIMARY KEY (id)")
        rows = [scan_row(scan) for scan in _scans(people)]
        bookings = [(uuid4(), _event(n), 1, "confirmed") for n in range(BOOKING_ROWS)]
        booked: list[tuple[object, ...]] = [
            (person, uuid4(), 1, _event(n), "confirmed", [], None)
            for n, person in enumerate(people)
        ]
        started = time.perf_counter()
        await connection.copy_records_to_table("copy_scans", columns=SCANS, records=rows)
        await connection.copy_records_to_table("copy_bookings", records=bookings)
        await connection.copy_records_to_table("copy_booked_people", records=booked)
        seconds = time.perf_counter() - started
        await connection.execute("DROP TABLE copy_scans, copy_bookings, copy_booked_people")
    finally:
        await connection.close()
    return (len(rows) + len(bookings) + len(booked)) / seconds


async def _fill(kafka: KafkaSettings) -> list[UUID]:
    """The topics; gives the people."""
    people = [uuid4() for _ in range(BOOKING_ROWS)]
    producer = AIOKafkaProducer(
        bootstrap_servers=kafka.bootstrap,
        enable_idempotence=True,
        acks="all",
        max_batch_size=MAX_BATCH_BYTES,
        **kafka.security(),
    )
    await producer.start()
    try:
        await _send(producer, BOOKINGS, _bookings(people))
        await _send(producer, ATTENDANCE, _scans(people))
    finally:
        await producer.stop()
    return people


async def _send(producer: AIOKafkaProducer, topic: Topic, messages: Iterator[Any]) -> None:
    futures = []
    for message in messages:
        body: Message = message
        headers = [
            ("ce_id", str(uuid4()).encode()),
            ("ce_type", topic.types_by_struct[type(body)].encode()),
            ("ce_source", b"auftakt/registration"),
            ("ce_time", NOW.isoformat().encode()),
            ("ce_specversion", b"1.0"),
        ]
        key = str(message.event_id).encode()
        sent = await producer.send(topic.name, msgspec.json.encode(body), key=key, headers=headers)
        futures.append(sent)
        if len(futures) == SENT_AT_ONCE:
            await asyncio.gather(*futures)
            futures.clear()
    await asyncio.gather(*futures)


def _event(n: int) -> UUID:
    return UUID(int=(1 << 100) + n % EVENTS)


def _bookings(people: list[UUID]) -> Iterator[BookingChanged]:
    for n, person in enumerate(people):
        yield BookingChanged(
            id=uuid4(),
            version=1,
            event_id=_event(n),
            status="confirmed",
            reason="registered",
            created_at=NOW,
            changed_at=NOW,
            people=(BookedPerson(id=person, status="confirmed"),),
        )


def _scans(people: list[UUID]) -> Iterator[ScanRecorded]:
    """Some days with eight stations: everybody comes in and visits."""
    chance = random.Random(1)
    for n in range(SCAN_ROWS):
        who = n % len(people)
        at = NOW + timedelta(seconds=chance.randrange(20_000))
        yield ScanRecorded(
            scan_id=UUID(int=chance.getrandbits(128)),
            event_id=_event(who),
            kind="in" if n < len(people) else "station",
            attendee_id=people[who],
            attendee_kind="booked",
            session_id=None if n < len(people) else UUID(int=(2 << 100) + n // len(people)),
            scanned_at=at,
            received_at=at,
            device="door-1",
        )
