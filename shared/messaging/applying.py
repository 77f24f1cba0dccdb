"""Applies a batch of records once: facts, dead letters and offsets in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import asyncpg

from shared import metrics
from shared.contracts.topic import Topic
from shared.database.pool import Connection, Pool, transaction
from shared.log import log
from shared.messaging.dead_letters import parked, replayed
from shared.messaging.decoding import RawRecord, Record, Undecodable, decode
from shared.messaging.kafka import KafkaSettings, Place
from shared.messaging.outbox import OutgoingMessage, put

REPLAY_ROWS = 100

Apply = Callable[[Connection, Sequence[Record]], Awaitable[None]]
After = Callable[[Sequence[Record]], None]

_MOVE = """
INSERT INTO consumer_offsets AS o (consumer_group, topic, partition, next_offset)
SELECT $1, t.topic, t.partition, t.next_offset
FROM unnest($2::text[], $3::integer[], $4::bigint[]) AS t (topic, partition, next_offset)
ORDER BY t.topic, t.partition
ON CONFLICT (consumer_group, topic, partition)
DO UPDATE SET next_offset = greatest(o.next_offset, excluded.next_offset)
RETURNING topic, partition, coalesce(old.next_offset, 0) AS was, new.next_offset AS is_now
"""

_TAKE_REPLAYS = """
DELETE FROM replays
WHERE id IN (
    SELECT id FROM replays WHERE consumer_group = $1 ORDER BY id LIMIT $2
    FOR UPDATE SKIP LOCKED)
RETURNING id, topic, partition, record_offset, key, body, headers, recorded_at
"""


class UnknownValue(Exception):  # noqa: N818 - says what was found
    """A value this version doesn't know (an enum of a newer producer): the record is parked."""


POISON = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError, UnknownValue)
"""Faults of a record itself. Everything else is tried again: an allow-list of passing faults lost
data, because a PostgreSQL shutdown has names nobody lists."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a group of a service does with topics.

    `group` starts with `<service>.`, as the group's permission asks. `apply` runs in the
    transaction that moves the offsets; it gets known, decoded records in partition order, must be
    idempotent by business keys, and raises one of POISON for records it can't take. `after` is
    called with the applied records when they are committed; it must not block.
    """

    service: str
    group: str
    topics: tuple[Topic, ...]
    apply: Apply
    after: After | None = None

    def __post_init__(self) -> None:
        if not self.group.startswith(f"{self.service}."):
            raise ValueError(f"group {self.group} must start with {self.service}.")


@dataclass(frozen=True, slots=True)
class Applied:
    """What a committed batch did."""

    records: Sequence[Record]
    parked: Sequence[OutgoingMessage]
    positions: dict[Place, int]


class Applier:
    """Applies batches of one subscription."""

    def __init__(self, subscription: Subscription, pool: Pool, kafka: KafkaSettings) -> None:
        self._subscription = subscription
        self._pool = pool
        self._kafka = kafka
        self._topics = {topic.name: topic for topic in subscription.topics}

    async def positions(self, places: Sequence[Place]) -> dict[Place, int]:
        """The next offset of each place; places never seen start at 0."""
        async with transaction(self._pool) as connection:
            was, _ = await self._move(connection, dict.fromkeys(places, 0))
        return was

    async def apply(self, raws: Sequence[RawRecord]) -> Applied:
        """Apply what is not applied yet; raises what is worth another try.

        The batch is tried as a whole first; when PostgreSQL refuses its data, once more, halving
        it until the records at fault stand alone.
        """
        try:
            applied = await self._apply(raws, bisect=False)
        except POISON:
            applied = await self._apply(raws, bisect=True)
        self._report(applied)
        return applied

    async def replay(self) -> int:
        """Apply the dead letters an operator wants applied again; how many."""
        try:
            applied = await self._replay(bisect=False)
        except POISON:
            applied = await self._replay(bisect=True)
        self._report(applied)
        return len(applied.records) + len(applied.parked)

    async def _apply(self, raws: Sequence[RawRecord], *, bisect: bool) -> Applied:
        ends: dict[Place, int] = {}
        for raw in raws:
            place = self._place(raw)
            ends[place] = max(ends.get(place, 0), raw.offset + 1)
        async with transaction(self._pool) as connection:
            was, moved = await self._move(connection, ends)
            fresh = [raw for raw in raws if raw.offset >= was[self._place(raw)]]
            records, letters = await self._work(connection, fresh, bisect=bisect)
        return Applied(records, letters, moved)

    async def _replay(self, *, bisect: bool) -> Applied:
        async with transaction(self._pool) as connection:
            rows = await connection.fetch(_TAKE_REPLAYS, self._subscription.group, REPLAY_ROWS)
            raws = [replayed(row) for row in sorted(rows, key=lambda row: row["id"])]
            records, letters = await self._work(connection, raws, bisect=bisect)
        return Applied(records, letters, {})

    async def _work(
        self, connection: Connection, raws: Sequence[RawRecord], *, bisect: bool
    ) -> tuple[list[Record], list[OutgoingMessage]]:
        """Decode, apply, park: all in the given transaction."""
        good: list[tuple[RawRecord, Record]] = []
        bad: list[tuple[RawRecord, Undecodable]] = []
        for raw in raws:
            found = decode(self._topics[self._plain(raw)], raw)
            if isinstance(found, Record):
                good.append((raw, found))
            elif found is not None:
                bad.append((raw, found))
        if good and bisect:
            refused = await self._bisect(connection, [record for _, record in good])
            bad += [(raw, refused[id(record)]) for raw, record in good if id(record) in refused]
            good = [(raw, record) for raw, record in good if id(record) not in refused]
        elif good:
            await self._subscription.apply(connection, [record for _, record in good])
        letters = [self._letter(raw, why) for raw, why in bad]
        await put(connection, letters, now=datetime.now(UTC))
        return [record for _, record in good], letters

    async def _bisect(
        self, connection: Connection, records: Sequence[Record]
    ) -> dict[int, Undecodable]:
        """Apply all but those at fault, in order; why each was refused, by its identity."""
        try:
            async with connection.transaction():
                await self._subscription.apply(connection, records)
        except POISON as fault:
            if len(records) == 1:
                return {id(records[0]): _reason(fault)}
        else:
            return {}
        middle = len(records) // 2
        first = await self._bisect(connection, records[:middle])
        return first | await self._bisect(connection, records[middle:])

    async def _move(
        self, connection: Connection, ends: dict[Place, int]
    ) -> tuple[dict[Place, int], dict[Place, int]]:
        """Lock the places and move them on, never back: where each stood, and where it is now.

        The transaction that does so applies the records between the two, or rolls this back too.
        """
        topics, partitions = [topic for topic, _ in ends], [partition for _, partition in ends]
        rows = await connection.fetch(
            _MOVE, self._subscription.group, topics, partitions, list(ends.values())
        )
        places = [(row["topic"], row["partition"]) for row in rows]
        was = dict(zip(places, (row["was"] for row in rows), strict=True))
        return was, dict(zip(places, (row["is_now"] for row in rows), strict=True))

    def _letter(self, raw: RawRecord, why: Undecodable) -> OutgoingMessage:
        s = self._subscription
        return parked(s.service, s.group, self._plain(raw), raw, why)

    def _plain(self, raw: RawRecord) -> str:
        return self._kafka.plain_topic(raw.topic)

    def _place(self, raw: RawRecord) -> Place:
        return self._plain(raw), raw.partition

    def _report(self, applied: Applied) -> None:
        group = self._subscription.group
        for topic, count in Counter(record.topic for record in applied.records).items():
            metrics.consumed.labels(group, topic).inc(count)
        for letter in applied.parked:
            topic, reason = letter.headers["dl_topic"], letter.headers["dl_reason"]
            metrics.dead_letters.labels(group, topic, reason).inc()
            place = {name: letter.headers[f"dl_{name}"] for name in ("partition", "offset")}
            log.error(
                "record parked as dead letter", group=group, topic=topic, reason=reason, **place
            )
        if applied.records and self._subscription.after is not None:
            self._subscription.after(applied.records)


def _reason(fault: BaseException) -> Undecodable:
    """A code without any of the record's content: PostgreSQL's messages quote values."""
    if isinstance(fault, UnknownValue):
        return Undecodable("unknown-value")
    constraint = getattr(fault, "constraint_name", None) or ""
    return Undecodable("refused-by-database", f"{type(fault).__name__} {constraint}".strip())
