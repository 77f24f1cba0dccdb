"""Keeps topics of personal data erasable.

Kafka compacts closed segments only, and closes one only when something is appended. A tombstone of
a reserved key in every partition, often enough, bounds how long an erased contact stays on disk:
compaction lag + interval + cleaning + file delete delay.
"""

from __future__ import annotations

from datetime import timedelta

from shared.clock import Clock
from shared.contracts.catalogue import TOPICS
from shared.contracts.contacts import HEARTBEAT_KEY
from shared.contracts.topic import Topic
from shared.database.pool import Pool, transaction
from shared.messaging.outbox import OutgoingMessage, put
from shared.worker import Worker

EVERY = timedelta(hours=1)
START_SECONDS = 1.0

_DUE = """
INSERT INTO heartbeats (topic, beaten_at) VALUES ($1, $2)
ON CONFLICT (topic) DO UPDATE SET beaten_at = excluded.beaten_at
WHERE heartbeats.beaten_at <= excluded.beaten_at - $3::interval
RETURNING topic
"""


def heartbeat_worker(
    pool: Pool, clock: Clock, *, service: str = "registration", every: timedelta = EVERY
) -> Worker:
    """The worker that beats for the service's topics of personal data; one replica per beat."""
    topics = [t for t in TOPICS if t.personal_data and t.producer == service]

    async def step() -> int:
        beaten = 0
        async with transaction(pool) as connection:
            for topic in topics:
                if await connection.fetchval(_DUE, topic.name, clock(), every):
                    await put(connection, beats(topic), now=clock())
                    beaten += 1
        return beaten

    idle_seconds = max(START_SECONDS, every.total_seconds() / 10)
    return Worker("contacts heartbeat", step, idle_seconds=idle_seconds)


def beats(topic: Topic) -> list[OutgoingMessage]:
    """One tombstone of the reserved key for each partition."""
    return [
        OutgoingMessage(topic, HEARTBEAT_KEY, None, partition=partition)
        for partition in range(topic.partitions)
    ]
