"""What the clock makes be forgotten."""

from __future__ import annotations

from services.registration.erasure.use_cases import Erasures
from shared.worker import Worker

IDLE_SECONDS = 600.0


def workers(erasures: Erasures) -> list[Worker]:
    """People whose time is over."""
    return [Worker("retention", erasures.erase_due, IDLE_SECONDS)]
