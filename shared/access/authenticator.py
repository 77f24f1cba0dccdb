"""Signing in against the projection."""

from __future__ import annotations

from datetime import datetime

import asyncpg
import msgspec

from shared.access.projection import SQL
from shared.contracts.access import Grant
from shared.database.pool import connection
from shared.web.principal import Principal

_GRANTS = msgspec.json.Decoder(tuple[Grant, ...])


class ProjectedAuthenticator:
    """Implements `shared.web.principal.Authenticator` for reporting and notifications."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def find(
        self,
        token_hash: str,
        now: datetime,
        *,
        age_max_seconds: float = 0.0,  # noqa: ARG002 - never older than now
    ) -> Principal | None:
        """The principal behind the hash, or None; nothing older is ever answered."""
        async with connection(self._pool) as database:
            row = await database.fetchrow(SQL.find_principal, token_hash, now)
        if row is None:
            return None
        scopes = None if row["scopes"] is None else frozenset(row["scopes"])
        return Principal(row["staff_id"], _GRANTS.decode(row["grants"]), row["kind"], scopes)
