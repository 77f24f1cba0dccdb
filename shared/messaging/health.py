"""What `/health/ready` says of the flow: degraded at worst, for people are still served."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from shared import metrics
from shared.database.pool import Pool, connection
from shared.messaging import outbox
from shared.messaging.kafka import KafkaSettings
from shared.web.health import Finding, Probe

OUTBOX_OLD_SECONDS = 60.0
"""When messages wait longer than this for Kafka, the service calls itself degraded."""
LAG_HIGH_RECORDS = 1_000


def probes(pool: Pool, kafka: KafkaSettings) -> Mapping[str, Probe]:
    """Probes for `Health`: `outbox` (what waits, for how long), `kafka` (up or down), `lag`.

    `lag` counts the records this process's consumers have not applied yet, by group.
    """

    async def waiting() -> Finding:
        async with connection(pool) as lent:
            found = await outbox.depth(lent)
        seconds = round(found.oldest_seconds, 1)
        value = {"messages": found.messages, "oldest_seconds": seconds}
        return Finding(found.oldest_seconds < OUTBOX_OLD_SECONDS, value)

    async def reachable() -> Finding:
        host, _, port = kafka.bootstrap.partition(",")[0].rpartition(":")
        _, writer = await asyncio.open_connection(host, int(port))
        writer.close()
        return Finding(ok=True)

    async def lag() -> Finding:
        found = _lag_by_group()
        return Finding(all(n < LAG_HIGH_RECORDS for n in found.values()), found)

    return {"outbox": waiting, "kafka": reachable, "lag": lag}


def _lag_by_group() -> dict[str, int]:
    found: dict[str, int] = {}
    for metric in metrics.consumer_lag.collect():
        for sample in metric.samples:
            group = sample.labels["group"]
            found[group] = found.get(group, 0) + int(sample.value)
    return found
