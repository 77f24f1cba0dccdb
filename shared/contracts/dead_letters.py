"""<service>.dead-letters.v1: what could not be decoded or is not known, with origin and reason."""

from __future__ import annotations

from datetime import timedelta

from shared.contracts.topic import Cleanup, Topic

DEAD_LETTER_TYPE = "auftakt.dead-letter.v1"
DEAD_LETTER_MAX_BYTES = 5 * 1024 * 1024


def _of(service: str) -> Topic:
    return Topic(
        name=f"{service}.dead-letters.v1",
        key="original key",
        description=f"Messages that {service} could not apply: bytes, origin, reason.",
        producer=service,
        consumers=("operators",),
        cleanup=Cleanup.DELETE,
        retention=timedelta(days=90),
        messages={},
        partitions=1,
        max_message_bytes=DEAD_LETTER_MAX_BYTES,
    )


DEAD_LETTERS = {s: _of(s) for s in ("registration", "notifications", "reporting")}
