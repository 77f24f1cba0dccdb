"""What the clock makes happen to lists of members."""

from __future__ import annotations

from services.registration.organisations import use_cases
from shared.clock import Clock
from shared.database.pool import Pool
from shared.worker import Worker

FORGETTING_IDLE_SECONDS = 900.0


def forgetting_imports(pool: Pool, clock: Clock) -> Worker:
    """Forget uploaded lists a day later; names and addresses in them with them."""

    async def step() -> int:
        return await use_cases.forget_old_imports(pool, clock())

    return Worker(
        name="organisations-forgetting-imports", step=step, idle_seconds=FORGETTING_IDLE_SECONDS
    )
