"""Records that could not be applied: parked with origin and reason, visible, replayable.

A dead letter is an outbox row of the transaction that moves past the record, so it is as durable as
that. From topics of personal data only coordinates and reason are kept, never bytes.

Replaying puts the record into the table `replays` of the service; the consumer of its group
takes it from there and applies it as if it had just come.
"""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shared.contracts.catalogue import topic_named
from shared.contracts.dead_letters import DEAD_LETTER_TYPE, DEAD_LETTERS
from shared.database.pool import Connection
from shared.messaging.decoding import RawRecord, Undecodable, headers_of
from shared.messaging.kafka import KafkaSettings
from shared.messaging.outbox import OutgoingMessage
from shared.messaging.reading import reading

READ_MAX_RECORDS = 500

_REPLAY = """
INSERT INTO replays (consumer_group, topic, partition, record_offset, key, body, headers,
                     recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""


class Erased(Exception):  # noqa: N818 - says what happened
    """The record is no longer in its topic: compacted, erased or expired."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One parked record. `offset` is its place in the dead-letter topic, which operators name.

    `origin_*` say where it came from; `body` is None where bytes are never kept.
    """

    offset: int
    group: str
    origin_topic: str
    origin_partition: int
    origin_offset: int
    key: str
    reason: str
    detail: str
    body: bytes | None
    headers: dict[str, str]
    recorded_at: datetime


def parked(
    service: str, group: str, topic_name: str, raw: RawRecord, why: Undecodable
) -> OutgoingMessage:
    """The outbox message that parks a record of the contract's topic `topic_name`."""
    origin = topic_named(topic_name)
    headers = {
        "dl_group": group,
        "dl_topic": topic_name,
        "dl_partition": str(raw.partition),
        "dl_offset": str(raw.offset),
        "dl_reason": why.reason,
        "dl_detail": why.detail.replace("\0", ""),
        "dl_time": str(raw.timestamp),
    }
    body = b""
    if not origin.personal_data:
        body = raw.value or b""
        headers["dl_headers"] = _encode_headers(headers_of(raw))
        headers["dl_tombstone"] = "true" if raw.value is None else "false"
    key = (raw.key or b"").decode("utf-8", "replace").replace("\0", "")
    return OutgoingMessage(DEAD_LETTERS[service], key, body, DEAD_LETTER_TYPE, headers)


async def read(kafka: KafkaSettings, service: str) -> AsyncIterator[DeadLetter]:
    """All dead letters of a service that Kafka still has, oldest first."""
    async for raw in _records(kafka, DEAD_LETTERS[service].name, 0, 0):
        yield _dead_letter(raw)


async def replay(connection: Connection, kafka: KafkaSettings, letter: DeadLetter) -> None:
    """Have the letter's group apply it again; raises Erased when its bytes are gone.

    What was parked without bytes is read again from its topic, as the service that may.
    """
    body, headers = letter.body, letter.headers
    if body is None and topic_named(letter.origin_topic).personal_data:
        original = await _original(kafka, letter)
        body, headers = original.value, dict(headers_of(original))
    await connection.execute(
        _REPLAY,
        letter.group,
        letter.origin_topic,
        letter.origin_partition,
        letter.origin_offset,
        letter.key,
        body,
        json.dumps(headers),
        letter.recorded_at,
    )


def replayed(row: Any) -> RawRecord:
    """A row of `replays` as a record."""
    headers: dict[str, str] = json.loads(row["headers"])
    return RawRecord(
        topic=row["topic"],
        partition=row["partition"],
        offset=row["record_offset"],
        key=row["key"].encode(),
        value=row["body"],
        headers=[(name, value.encode()) for name, value in headers.items()],
        timestamp=int(row["recorded_at"].timestamp() * 1000),
    )


def _dead_letter(raw: RawRecord) -> DeadLetter:
    headers = headers_of(raw)
    keeps_bytes = "dl_headers" in headers and headers.get("dl_tombstone") != "true"
    return DeadLetter(
        offset=raw.offset,
        group=headers.get("dl_group", ""),
        origin_topic=headers.get("dl_topic", ""),
        origin_partition=int(headers.get("dl_partition", -1)),
        origin_offset=int(headers.get("dl_offset", -1)),
        key=(raw.key or b"").decode("utf-8", "replace"),
        reason=headers.get("dl_reason", ""),
        detail=headers.get("dl_detail", ""),
        body=raw.value if keeps_bytes else None,
        headers=_decode_headers(headers.get("dl_headers", "")),
        recorded_at=datetime.fromtimestamp(int(headers.get("dl_time", "0")) / 1000, UTC),
    )


async def _original(kafka: KafkaSettings, letter: DeadLetter) -> RawRecord:
    records = _records(kafka, letter.origin_topic, letter.origin_partition, letter.origin_offset)
    async for raw in records:
        if raw.offset == letter.origin_offset:
            return raw
        break
    raise Erased(f"{letter.origin_topic} [{letter.origin_partition}] {letter.origin_offset}")


async def _records(
    kafka: KafkaSettings, topic_name: str, partition: int, start: int
) -> AsyncIterator[RawRecord]:
    """From `start` to the end of a partition as it is now."""
    async with reading(kafka, {(topic_name, partition): start}) as reader:
        async for batch in reader.until(await reader.ends(), READ_MAX_RECORDS):
            for raw in batch:
                yield raw


def _encode_headers(headers: Any) -> str:
    return base64.b64encode(json.dumps(dict(headers)).encode()).decode()


def _decode_headers(text: str) -> dict[str, str]:
    return dict(json.loads(base64.b64decode(text))) if text else {}
