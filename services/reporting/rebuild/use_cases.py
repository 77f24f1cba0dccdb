"""Make the facts anew from the topics while the old ones stay readable.

Everything the topics hold is read into twins of the tables, in large pieces: scans, by far the
most, by COPY and folded at the end, the rest by the statements of the consumer itself. Then the
consumer in use is held for a moment, what came meanwhile is read, the twins become the tables, and
the consumer goes on where the twins end.
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg

from services.reporting.facts import consumers, use_cases
from services.reporting.rebuild import store
from shared.contracts.attendance import ScanRecorded
from shared.contracts.topic import Message, Topic
from shared.database.pool import Connection
from shared.messaging.applying import UnknownValue
from shared.messaging.decoding import body_of
from shared.messaging.kafka import KafkaSettings, Place
from shared.messaging.reading import Reader, from_the_beginning, reading

PIECE_RECORDS = 50_000
ATTEMPTS = 20
"""How often readers may be in the way of the change before we give up."""
PAUSE_SECONDS = 0.5

Progress = Callable[[int, int], None]
"""Called with the records read so far, and how many there are."""


@dataclass
class Rebuilt:
    """What a rebuild did.

    `parked`: records this version can't apply (dead letters already). `held_seconds`: how long the
    consumer in use waited at the end.
    """

    records: int = 0
    facts: int = 0
    parked: int = 0
    seconds: float = 0.0
    held_seconds: float = 0.0


async def rebuild(dsn: str, kafka: KafkaSettings, progress: Progress | None = None) -> Rebuilt:
    """Make the facts anew; `dsn` is that of the tables' owner, `kafka` a user that may read.

    Whatever goes wrong before the end leaves the old facts as they are. Two at a time exclude each
    other: the second raises asyncpg.LockNotAvailableError.
    """
    done, began = Rebuilt(), time.monotonic()
    topics = consumers.subscription().topics
    connection = await asyncpg.connect(dsn, server_settings={"synchronous_commit": "off"})
    try:
        await _be_alone(connection)
        try:
            async with reading(kafka, from_the_beginning(topics)) as reader:
                await store.make_twins(connection)
                with _without_collector():
                    await _read_all(connection, reader, topics, done, progress)
                await _index(connection)
                await _change(connection, reader, topics, done)
            done.facts = await store.count(connection)
        finally:
            if not connection.is_closed():
                await store.drop_twins(connection)
    finally:
        await connection.close()
    done.seconds = time.monotonic() - began
    return done


async def _be_alone(connection: Connection) -> None:
    if not await connection.fetchval("SELECT pg_try_advisory_lock(hashtext('rebuild'))"):
        raise asyncpg.LockNotAvailableError("another rebuild is under way")


async def _read_all(
    connection: Connection,
    reader: Reader,
    topics: Sequence[Topic],
    done: Rebuilt,
    progress: Progress | None,
) -> None:
    """What the topics hold now, scans without a key and unfolded; one piece is written while the
    next is read."""
    ends = await reader.ends()
    total = sum(ends.values())
    async with asyncio.TaskGroup() as side_by_side:
        writing: asyncio.Task[None] | None = None
        async for raws in reader.until(ends, PIECE_RECORDS):
            messages = _messages(reader, topics, raws, done)
            if writing is not None:
                await writing
            writing = side_by_side.create_task(_write(connection, messages))
            if progress is not None:
                progress(min(sum(reader.positions.values()), total), total)


async def _write(connection: Connection, messages: Sequence[Message]) -> None:
    scans = [m for m in messages if isinstance(m, ScanRecorded)]
    if scans:
        await store.add_scans(connection, scans)
    if rest := [m for m in messages if not isinstance(m, ScanRecorded)]:
        async with connection.transaction():
            await use_cases.take_in(connection, rest)


async def _index(connection: Connection) -> None:
    try:
        await store.make_indexes(connection, ["scans"])
    except asyncpg.UniqueViolationError:
        await store.delete_doubled_scans(connection)
        await store.make_indexes(connection, ["scans"])
    await store.refold(connection)


async def _change(
    connection: Connection, reader: Reader, topics: Sequence[Topic], done: Rebuilt
) -> None:
    """Catch up, then put the twins in place; the consumer in use waits only for the last part."""
    for attempt in range(ATTEMPTS):
        await _catch_up(connection, reader, topics, done, await reader.ends())
        read, counted = dict(reader.positions), (done.records, done.parked)
        held_at = time.monotonic()
        try:
            async with connection.transaction():
                stands = await store.hold(connection, consumers.GROUP)
                await _catch_up(connection, reader, topics, done, stands)
                await store.put_in_place(connection, consumers.GROUP, reader.positions)
        except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError):
            if attempt == ATTEMPTS - 1:
                raise
            reader.go_to(read)
            done.records, done.parked = counted
            await asyncio.sleep(PAUSE_SECONDS)
        else:
            done.held_seconds = time.monotonic() - held_at
            return


async def _catch_up(
    connection: Connection,
    reader: Reader,
    topics: Sequence[Topic],
    done: Rebuilt,
    ends: dict[Place, int],
) -> None:
    async for raws in reader.until(ends, PIECE_RECORDS):
        async with connection.transaction():
            await use_cases.take_in(connection, _messages(reader, topics, raws, done))


def _messages(
    reader: Reader, topics: Sequence[Topic], raws: Sequence[Any], done: Rebuilt
) -> list[Message]:
    """Those of the records that this version can apply."""
    by_name = {reader.name_there(topic): topic for topic in topics}
    done.records += len(raws)
    found = []
    for raw in raws:
        body = body_of(by_name[raw.topic], raw)
        if isinstance(body, Message):
            try:
                consumers.check_words(body)
            except UnknownValue:
                done.parked += 1
            else:
                found.append(body)
        elif body is not None:
            done.parked += 1
    return found


@contextmanager
def _without_collector() -> Iterator[None]:
    """Millions of small things without circles: looking for these takes longer than the work."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
