"""Topics read outside any group, from where one likes to their end as it is now."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.contracts.topic import Topic
from shared.messaging.kafka import CONSUMER_REQUEST_TIMEOUT_MS, KafkaSettings, Place

FETCH_MAX_BYTES = 16 * 1024 * 1024
QUIET_MS = 500


class Reader:
    """Reads some partitions of topics; `positions` are the next offsets to read."""

    def __init__(self, consumer: AIOKafkaConsumer, kafka: KafkaSettings) -> None:
        self._consumer = consumer
        self._kafka = kafka
        self.positions: dict[Place, int] = {}

    async def ends(self) -> dict[Place, int]:
        """Where each partition ends now."""
        found = await self._consumer.end_offsets(self._consumer.assignment())
        return {(self.plain(tp.topic), tp.partition): end for tp, end in found.items()}

    def name_there(self, topic: Topic) -> str:
        """The name of a topic on this broker."""
        return self._kafka.topic(topic.name)

    def plain(self, topic: str) -> str:
        """The contract's name of a topic on this broker."""
        return self._kafka.plain_topic(topic)

    def go_to(self, positions: Mapping[Place, int]) -> None:
        """Read on from there; what is gone already is passed over."""
        for (topic, partition), offset in positions.items():
            self._consumer.seek(TopicPartition(self._kafka.topic(topic), partition), offset)
        self.positions = dict(positions)

    async def until(self, ends: dict[Place, int], most: int) -> AsyncIterator[Sequence[Any]]:
        """Batches of at most `most` records, in partition order, until all these ends are reached.

        What a batch reaches past an end comes, too; `positions` says how far.
        """
        while any(self.positions.get(place, 0) < end for place, end in ends.items()):
            found = await self._consumer.getmany(timeout_ms=QUIET_MS, max_records=most)
            for tp in self._consumer.assignment():  # past what compaction took and markers
                place = (self.plain(tp.topic), tp.partition)
                self.positions[place] = await self._consumer.position(tp)
            if records := [record for batch in found.values() for record in batch]:
                yield records


def from_the_beginning(topics: Iterable[Topic]) -> dict[Place, int]:
    """All partitions of these topics, each from its first record on."""
    return {(topic.name, number): 0 for topic in topics for number in range(topic.partitions)}


@asynccontextmanager
async def reading(kafka: KafkaSettings, starts: Mapping[Place, int]) -> AsyncIterator[Reader]:
    """A reader of these partitions, each from its offset on.

    Who may not read a topic would see it as empty: whoever calls this needs a user that may.
    """
    consumer = AIOKafkaConsumer(
        bootstrap_servers=kafka.bootstrap,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        fetch_max_bytes=FETCH_MAX_BYTES,
        max_partition_fetch_bytes=FETCH_MAX_BYTES,
        request_timeout_ms=CONSUMER_REQUEST_TIMEOUT_MS,
        **kafka.security(),
    )
    await consumer.start()
    try:
        consumer.assign([TopicPartition(kafka.topic(name), number) for name, number in starts])
        reader = Reader(consumer, kafka)
        reader.go_to(starts)
        yield reader
    finally:
        await consumer.stop()
