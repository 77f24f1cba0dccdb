"""Moves the outbox to Kafka: at least once, each key's messages in order.

One relay per service leads, by a session-level advisory lock on its own connection; the same
connection claims and deletes, so whoever lost it can't delete. Between claim and delete no
transaction is open: Kafka may be away for days. A crash between send and delete sends again.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import asyncpg

from shared import metrics
from shared.log import log
from shared.messaging import outbox
from shared.messaging.kafka import KafkaSettings
from shared.messaging.producer import Producer

BATCH_ROWS = 5_000
BATCH_BYTES = 16 * 1024 * 1024
POLL_SECONDS = 0.2
PACE_SECONDS = 0.020
"""Rounds that are not full begin at most this often: a trickle shares claim, send and delete."""
LEADER_POLL_SECONDS = 0.5
FIRST_RETRY_SECONDS = 0.1
LAST_RETRY_SECONDS = 2.0
MEASURE_SECONDS = 2.0
CONNECT_SECONDS = 3.0
COMMAND_SECONDS = 15.0
LAST_DELETE_SECONDS = 1.0
LOCK_NAME = "auftakt.relay"
CHANNEL = "outbox"

_LEAD = "SELECT pg_try_advisory_lock(hashtextextended($1, 0))"

# What was sent goes and what waits is claimed in one statement, whose parts see the same snapshot:
# hence what goes is left out of what is claimed.
_CLAIM = """
WITH gone AS (DELETE FROM outbox WHERE id = ANY($3::bigint[]))
SELECT id, topic, key, type, body, headers, partition, ce_id, created_at
FROM (
    SELECT *, sum(coalesce(length(body), 0)) OVER (ORDER BY id) AS bytes_until
    FROM (SELECT * FROM outbox WHERE id <> ALL($3::bigint[]) ORDER BY id LIMIT $1) AS first
) AS claimed
WHERE bytes_until - coalesce(length(body), 0) < $2
ORDER BY id
"""

SENT_WITH_CLAIM_MAX = 64
"""More than this is deleted by itself: the claim looks each row up in the list."""

_DELETE = "DELETE FROM outbox WHERE id = ANY($1::bigint[])"


class Relay:
    """`run` until cancelled, or `drain` once."""

    def __init__(
        self, *, service: str, dsn: str, kafka: KafkaSettings, batch: int = BATCH_ROWS
    ) -> None:
        self._service = service
        self._dsn = dsn
        self._batch = batch
        self._producer = Producer(service, kafka)
        self._wake = asyncio.Event()
        self.leads = False
        self._sent: list[int] = []

    async def run(self) -> None:
        """Move what comes, for ever: outages of PostgreSQL and Kafka are waited for."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._measure())
            group.create_task(self._relay())

    async def drain(self) -> None:
        """Move everything that is there now and return; raises what stands in the way."""
        try:
            async with self._leading() as connection:
                while await self._round(connection):
                    pass
        finally:
            await self._producer.close()

    async def _relay(self) -> None:
        pause = FIRST_RETRY_SECONDS
        while True:
            try:
                async with self._leading() as connection:
                    while True:
                        started = asyncio.get_running_loop().time()
                        moved = await self._round(connection)
                        pause = FIRST_RETRY_SECONDS
                        if moved == 0:
                            await self._rest()
                        elif moved < self._batch:
                            spent = asyncio.get_running_loop().time() - started
                            await asyncio.sleep(max(0.0, PACE_SECONDS - spent))
            except asyncio.CancelledError:
                await self._producer.close()
                raise
            except Exception as error:  # noqa: BLE001 - a PostgreSQL shutdown has many names
                self._failed(error)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LAST_RETRY_SECONDS)

    async def _round(self, connection: asyncpg.Connection[asyncpg.Record]) -> int:
        """Claim, send, delete; how many were moved. Raises the first failure after deleting."""
        self._wake.clear()
        rows = await connection.fetch(_CLAIM, self._batch, BATCH_BYTES, self._sent)
        self._sent = []
        if not rows:
            return 0
        sent = await self._producer.send(rows)
        self._sent = sent.ids
        self._count(rows, sent.ids)
        if sent.failure is not None or len(sent.ids) > SENT_WITH_CLAIM_MAX:
            await self._delete(connection)
        if sent.failure is not None:
            raise sent.failure
        return len(sent.ids)

    async def _delete(self, connection: asyncpg.Connection[asyncpg.Record]) -> None:
        """Delete what was sent, without claiming more."""
        if self._sent:
            await connection.execute(_DELETE, self._sent)
            self._sent = []

    async def _rest(self) -> None:
        """Until someone writes, or the poll: NOTIFY is only a hint."""
        with suppress(TimeoutError):
            async with asyncio.timeout(POLL_SECONDS):
                await self._wake.wait()

    @asynccontextmanager
    async def _leading(self) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
        """A connection that holds the lock; waits for it as long as another relay leads."""
        connection = await self._connect()
        try:
            while not await connection.fetchval(_LEAD, LOCK_NAME):  # noqa: ASYNC110 - no signal
                await asyncio.sleep(LEADER_POLL_SECONDS)
            self._lead(leads=True)
            await connection.add_listener(CHANNEL, self._hint)
            yield connection
        finally:
            self._lead(leads=False)
            with suppress(Exception):  # what can't be deleted is sent again
                async with asyncio.timeout(LAST_DELETE_SECONDS):
                    await self._delete(connection)
            self._sent = []
            connection.terminate()

    async def _connect(self) -> asyncpg.Connection[asyncpg.Record]:
        return await asyncpg.connect(
            self._dsn,
            timeout=CONNECT_SECONDS,
            command_timeout=COMMAND_SECONDS,
            server_settings={
                "application_name": f"{self._service} relay",
                # Deleting what was sent may be lost in a crash: then it is sent again.
                "synchronous_commit": "off",
            },
        )

    async def _measure(self) -> None:
        """Depth and age of the outbox, on a connection of its own: also while Kafka is away."""
        connection: asyncpg.Connection[asyncpg.Record] | None = None
        while True:
            try:
                if connection is None or connection.is_closed():
                    connection = await self._connect()
                found = await outbox.depth(connection)
                metrics.outbox_depth.labels(self._service).set(found.messages)
                metrics.outbox_oldest_seconds.labels(self._service).set(found.oldest_seconds)
            except asyncio.CancelledError:
                if connection is not None:
                    connection.terminate()
                raise
            except Exception as error:  # noqa: BLE001 - measured again in a moment
                log.warning("outbox not measured", error=type(error).__name__)
            await asyncio.sleep(MEASURE_SECONDS)

    def _hint(self, *_: object) -> None:
        self._wake.set()

    def _lead(self, *, leads: bool) -> None:
        self.leads = leads
        metrics.relay_leader.labels(self._service).set(1 if leads else 0)

    def _count(self, rows: list[asyncpg.Record], ids: list[int]) -> None:
        moved = set(ids)
        by_topic = Counter(row["topic"] for row in rows if row["id"] in moved)
        for topic, messages in by_topic.items():
            metrics.relayed.labels(self._service, topic).inc(messages)

    def _failed(self, error: Exception) -> None:
        metrics.relay_failures.labels(self._service, type(error).__name__).inc()
        log.warning("relay failed, will try again", error=type(error).__name__)
