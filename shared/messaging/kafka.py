"""How to reach Kafka."""

from __future__ import annotations

from typing import Any

import msgspec

METADATA_MAX_AGE_MS = 5_000
SESSION_TIMEOUT_MS = 6_000
HEARTBEAT_INTERVAL_MS = 1_000
PRODUCER_REQUEST_TIMEOUT_MS = 5_000
CONSUMER_REQUEST_TIMEOUT_MS = 10_000
SASL_MECHANISM = "SCRAM-SHA-512"


Place = tuple[str, int]
"""Topic (the contract's name) and partition."""


class KafkaSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Address and, where the broker asks for it, user and password.

    `bootstrap`: `host:port[,host:port]`. Without `username` the connection is plain. `topic_prefix`
    goes before every topic and group name: tests share a broker with it.
    """

    bootstrap: str
    username: str = ""
    password: str = ""
    topic_prefix: str = ""

    def security(self) -> dict[str, Any]:
        """Keyword arguments for aiokafka's clients."""
        if not self.username:
            return {"security_protocol": "PLAINTEXT"}
        return {
            "security_protocol": "SASL_PLAINTEXT",
            "sasl_mechanism": SASL_MECHANISM,
            "sasl_plain_username": self.username,
            "sasl_plain_password": self.password,
        }

    def topic(self, name: str) -> str:
        """The name of a topic on this broker."""
        return self.topic_prefix + name

    def plain_topic(self, name: str) -> str:
        """The contract's name of a topic on this broker."""
        return name.removeprefix(self.topic_prefix)

    def group(self, name: str) -> str:
        """The name of a consumer group on this broker."""
        return self.topic_prefix + name
