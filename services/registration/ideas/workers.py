"""What the clock makes happen to ideas."""

from __future__ import annotations

from services.registration.ideas.use_cases import Ideas
from shared.worker import Worker

RETENTION_IDLE_SECONDS = 600.0


def workers(ideas: Ideas) -> list[Worker]:
    """Ideas whose days are over are deleted."""
    return [Worker("ideas-retention", ideas.delete_due, RETENTION_IDLE_SECONDS)]
