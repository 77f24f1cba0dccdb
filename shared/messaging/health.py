"""What `/health/ready` says of the flow: degraded at worst, for people are still served."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shared.database.pool import Pool, connection
from shared.messaging.consumer import Consumer
from shared.messaging.outbox import depth
from shared.web.health import Finding, Probe

OUTBOX_OLD_SECONDS = 10.0
LAG_HIGH_RECORDS = 1_000


def probes(pool: Pool, consumers: Sequence[Consumer] = ()) -> Mapping[str, Probe]:
    """Probes for `Health`: `outbox` (waiting messages, age of the oldest), `consumers` (lag).

    The outbox shows an absent Kafka also in a process without a relay.
    """

    async def outbox() -> Finding:
        async with connection(pool) as lent:
            found = await depth(lent)
        seconds = round(found.oldest_seconds, 1)
        value = {"messages": found.messages, "oldest_seconds": seconds}
        return Finding(found.oldest_seconds < OUTBOX_OLD_SECONDS, value)

    async def consuming() -> Finding:
        lag = {c.subscription.group: sum(c.lag.values()) for c in consumers}
        reachable = all(c.reachable for c in consumers)
        ok = reachable and all(records < LAG_HIGH_RECORDS for records in lag.values())
        return Finding(ok, {"kafka": "up" if reachable else "down", "lag": lag})

    return {"outbox": outbox, **({"consumers": consuming} if consumers else {})}
