"""How registration knows its staff: from its own rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.registration.access import use_cases
from shared.database.pool import Pool
from shared.web.principal import Principal


@dataclass(frozen=True, slots=True)
class StaffAuthenticator:
    """The `Authenticator` of registration; the other services use the replicated one."""

    pool: Pool

    async def find(self, token_hash: str, now: datetime) -> Principal | None:
        """The principal, or None; a use keeps a browser session alive."""
        return await use_cases.find_principal(self.pool, token_hash, now)
