"""What a topic is: data that provisioning, relay, consumers, documents and tests all read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import msgspec


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """Base of every message: frozen, additive within a major version."""


class Cleanup(StrEnum):
    """What Kafka does with old records."""

    COMPACT = "compact"
    KEEP = "keep"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic.

    `messages` maps CloudEvents types to Structs; a topic of raw bytes (documents, dead letters) has
    none. `retention` belongs to `Cleanup.DELETE`, `max_compaction_lag` to `Cleanup.COMPACT`.
    `key` says in words what the record key is. `partitions` never changes within a major version.
    """

    name: str
    key: str
    description: str
    producer: str
    consumers: tuple[str, ...]
    cleanup: Cleanup
    messages: dict[str, type[Message]]
    partitions: int = 6
    retention: timedelta | None = None
    max_compaction_lag: timedelta | None = None
    max_message_bytes: int = 1_048_576
    personal_data: bool = False

    @property
    def types_by_struct(self) -> dict[type[Message], str]:
        """The CloudEvents type of each message Struct."""
        return {struct: name for name, struct in self.messages.items()}
