"""What a transaction wants to tell the others, written in that transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from opentelemetry import propagate

from shared.contracts.documents import DOCUMENT_TYPE, DOCUMENTS
from shared.contracts.topic import Message, Topic
from shared.database.pool import Connection

HEADROOM_BYTES = 4096
"""Room for key, headers and framing within a topic's `max_message_bytes`."""
TOMBSTONE_TYPE = "auftakt.tombstone.v1"
DEPTH_COUNTED_TO = 100_000

_encoder = msgspec.json.Encoder()

_INSERT = """
INSERT INTO outbox (topic, key, type, body, headers, partition, created_at)
SELECT m.topic, m.key, m.type, m.body, m.headers::jsonb, m.partition, $7
FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::integer[])
    WITH ORDINALITY AS m (topic, key, type, body, headers, partition, n)
ORDER BY m.n
"""

_DEPTH = """
SELECT (SELECT count(*) FROM (SELECT 1 FROM outbox LIMIT $1) AS counted) AS messages,
       coalesce(extract(epoch FROM clock_timestamp() - (
           SELECT created_at FROM outbox ORDER BY id LIMIT 1)), 0)::float8 AS oldest_seconds
"""


class MessageTooLarge(ValueError):  # noqa: N818 - says what is wrong
    """A message is larger than its topic takes: a limit upstream is missing."""


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """One message. `body` None is a tombstone; raw bytes only on topics without Structs.

    `type` is found from the topic when `body` is a Struct. `partition` is for heartbeats, which
    must reach every partition; everything else goes where its key belongs.
    """

    topic: Topic
    key: str
    body: Message | bytes | None
    type: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    partition: int | None = None


@dataclass(frozen=True, slots=True)
class Depth:
    """How much waits in the outbox (counted up to 100,000), and for how long."""

    messages: int
    oldest_seconds: float


async def put(
    connection: Connection, messages: Sequence[OutgoingMessage], *, now: datetime
) -> None:
    """Write messages into the outbox, in the caller's transaction.

    Call it AFTER the aggregate's row is locked: ids in lock order are what keeps an aggregate's
    versions in order on the topic. Raises MessageTooLarge, and TypeError for a body that the
    topic doesn't know: both are mistakes of the caller.
    """
    if not messages:
        return
    await connection.execute(_INSERT, *columns(messages), [m.partition for m in messages], now)


def columns(messages: Sequence[OutgoingMessage]) -> tuple[list[Any], ...]:
    """Topics, keys, types, bodies, headers: for a statement that writes them along with its rows.

    Raises as `put` does.
    """
    trace: dict[str, str] = {}
    propagate.inject(trace)
    return (
        [m.topic.name for m in messages],
        [m.key for m in messages],
        [_type(m) for m in messages],
        [_body(m) for m in messages],
        [_headers(m, trace) for m in messages],
    )


async def depth(connection: Connection) -> Depth:
    """What waits now."""
    row = await connection.fetchrow(_DEPTH, DEPTH_COUNTED_TO)
    assert row is not None  # noqa: S101 - an aggregate always gives a row
    return Depth(row["messages"], max(0.0, row["oldest_seconds"]))


def _type(message: OutgoingMessage) -> str:
    if isinstance(message.body, Message):
        known = message.topic.types_by_struct.get(type(message.body))
        if known is None:
            raise TypeError(f"{message.topic.name} has no {type(message.body).__name__}")
        return message.type or known
    if message.type is not None:
        return message.type
    if message.body is None:
        return TOMBSTONE_TYPE
    if message.topic is DOCUMENTS:
        return DOCUMENT_TYPE
    raise TypeError(f"a message of bytes for {message.topic.name} needs a type")


def _body(message: OutgoingMessage) -> bytes | None:
    body = _encoder.encode(message.body) if isinstance(message.body, Message) else message.body
    limit = message.topic.max_message_bytes - HEADROOM_BYTES
    if body is not None and len(body) > limit:
        raise MessageTooLarge(f"{message.topic.name}: {len(body)} bytes, {limit} fit")
    return body


def _headers(message: OutgoingMessage, trace: dict[str, str]) -> str | None:
    headers = {**trace, **message.headers}
    return json.dumps(headers) if headers else None
