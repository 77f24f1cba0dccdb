"""What the clock makes happen to contingents."""

from __future__ import annotations

from services.registration.invitations.use_cases import Invitations
from shared.worker import Worker

RELEASE_IDLE_SECONDS = 15.0


def workers(invitations: Invitations) -> list[Worker]:
    """Unused places are released on their day."""
    return [
        Worker("contingents-release", invitations.contingents.release_due, RELEASE_IDLE_SECONDS)
    ]
