"""How registration knows its staff: from its own rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.registration.access import use_cases
from shared.database.pool import Pool
from shared.web.principal import Principal

REMEMBERED_MAX = 1_000


@dataclass(frozen=True, slots=True)
class StaffAuthenticator:
    """The `Authenticator` of registration; the other services use the replicated one."""

    pool: Pool
    _remembered: dict[str, tuple[datetime, Principal]] = field(default_factory=dict)

    async def find(
        self, token_hash: str, now: datetime, *, age_max_seconds: float = 0.0
    ) -> Principal | None:
        """The principal, or None; a use keeps a browser session alive.

        Who isn't known is looked up each time: a new token works at once.
        """
        if age_max_seconds and (known := self._remembered.get(token_hash)):
            read_at, principal = known
            if timedelta(0) <= now - read_at <= timedelta(seconds=age_max_seconds):
                return principal
        found = await use_cases.find_principal(self.pool, token_hash, now)
        if found is None:
            self._remembered.pop(token_hash, None)
        elif age_max_seconds:
            if len(self._remembered) >= REMEMBERED_MAX:
                self._remembered.clear()
            self._remembered[token_hash] = (now, found)
        return found
