"""What the clock makes happen to staff and sessions."""

from __future__ import annotations

from services.registration.access import use_cases
from services.registration.access.administration import ensure_first_administrator
from services.registration.access.roles.use_cases import Roles
from shared.clock import Clock
from shared.database.pool import Pool
from shared.worker import Worker

FORGETTING_IDLE_SECONDS = 300.0
FIRST_ADMINISTRATOR_IDLE_SECONDS = 3600.0
EXPIRED_ROLES_IDLE_SECONDS = 60.0


def forgetting(pool: Pool, clock: Clock) -> Worker:
    """Forget sessions and links that are over."""

    async def step() -> int:
        return await use_cases.forget_what_is_over(pool, clock())

    return Worker(name="access-forgetting", step=step, idle_seconds=FORGETTING_IDLE_SECONDS)


def first_administrator(pool: Pool, clock: Clock, email: str) -> Worker:
    """Invite the first administrator as soon as there is a database and none yet."""

    async def step() -> int:
        if not email:
            return 0
        return int(await ensure_first_administrator(pool, email, clock()))

    return Worker(
        name="access-first-administrator",
        step=step,
        idle_seconds=FIRST_ADMINISTRATOR_IDLE_SECONDS,
    )


def expired_roles(roles: Roles, clock: Clock) -> Worker:
    """Take back roles that have run out, so that reports and lists know it, too."""

    async def step() -> int:
        return await roles.end_expired(clock())

    return Worker(name="access-expired-roles", step=step, idle_seconds=EXPIRED_ROLES_IDLE_SECONDS)
