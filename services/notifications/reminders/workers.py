"""The clock → people are reminded the day before."""

from __future__ import annotations

from services.notifications.reminders.use_cases import ReminderUseCases
from shared.worker import Worker

REMINDERS_SECONDS = 15.0
FORGET_SECONDS = 3600.0


def make_workers(use_cases: ReminderUseCases) -> list[Worker]:
    """Plan what has changed, remind of what is near, forget what is long past."""

    async def remind() -> int:
        return await use_cases.plan() + await use_cases.remind()

    return [
        Worker("reminders", remind, REMINDERS_SECONDS),
        Worker("days that people were reminded of", use_cases.forget, FORGET_SECONDS),
    ]
