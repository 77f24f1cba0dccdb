"""What the clock makes happen to events."""

from __future__ import annotations

from services.registration.events.use_cases.minimum import Minimums
from shared.worker import Worker

MINIMUM_IDLE_SECONDS = 300.0


def workers(minimums: Minimums) -> list[Worker]:
    """Teams hear in time that too few people are registered."""
    return [Worker("events-minimum", minimums.warn, MINIMUM_IDLE_SECONDS)]
