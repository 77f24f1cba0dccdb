"""The clock's part: a step that is done again and again, and rests when there is nothing to do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from shared import metrics
from shared.log import log

FIRST_RETRY_SECONDS = 0.5
LAST_RETRY_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Worker:
    """`step` returns how many things it did; after 0 the worker rests `idle_seconds`."""

    name: str
    step: Callable[[], Awaitable[int]]
    idle_seconds: float = 1.0


async def run_worker(worker: Worker, service: str) -> None:
    """Until cancelled. A step that fails is said so and tried again, ever more slowly."""
    pause = FIRST_RETRY_SECONDS
    while True:
        try:
            done = await worker.step()
        except Exception as error:  # noqa: BLE001 - it waits in its table and is due again
            name = type(error).__name__
            metrics.worker_failures.labels(service, worker.name, name).inc()
            log.warning("worker failed, will try again", worker=worker.name, error=name)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LAST_RETRY_SECONDS)
            continue
        pause = FIRST_RETRY_SECONDS
        await asyncio.sleep(worker.idle_seconds if done == 0 else 0)
