"""The clock → mails go out; figures for operators."""

from __future__ import annotations

from services.notifications.deliveries import use_cases
from services.notifications.deliveries.use_cases import Dispatch
from shared.clock import Clock
from shared.database.pool import Pool
from shared.worker import Worker

DISPATCH_SECONDS = 0.2
MEASURE_SECONDS = 10.0


def make_workers(dispatch: Dispatch, pool: Pool, clock: Clock) -> list[Worker]:
    """Send what is due; count what there is."""

    async def measure() -> int:
        await use_cases.measure(pool, clock())
        return 0

    return [
        Worker("mails", dispatch.run_once, DISPATCH_SECONDS),
        Worker("figures of mails", measure, MEASURE_SECONDS),
    ]
