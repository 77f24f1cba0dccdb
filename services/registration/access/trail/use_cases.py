"""Reading the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registration.access.trail import store
from services.registration.access.trail.domain import WHAT_MAX_CHARACTERS, Entry
from shared.database.pool import Pool, connection
from shared.errors import WrongRole
from shared.web.principal import (
    AUDITOR,
    Principal,
    reachable_organisations,
    require,
)

READS = frozenset({AUDITOR})
PAGE_MAX = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries; None doesn't limit. `what`: a deed, or the things before its dot."""

    organisation_id: UUID | None = None
    about: UUID | None = None
    staff_id: UUID | None = None
    what: str | None = None


async def read_log(
    pool: Pool,
    principal: Principal,
    now: datetime,
    wanted: Wanted,
    *,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[tuple[Entry, str | None]]:
    """Entries, latest first, each with the name of who did it (None: the system, or left since).

    Administrators read everything, auditors what happened at their organisations. Raises
    WrongRole, and NotFound for an organisation that is none of theirs.
    """
    at = reachable_organisations(principal, roles=READS, now=now)
    if at is not None and not at:
        raise WrongRole
    organisation_ids = None if at is None else list(at)
    if wanted.organisation_id is not None:
        require(principal, roles=READS, organisation_ids=[wanted.organisation_id], now=now)
        organisation_ids = [wanted.organisation_id]
    async with connection(pool) as reading:
        return await store.list_entries(
            reading,
            organisation_ids=organisation_ids,
            about=wanted.about,
            staff_id=wanted.staff_id,
            what=wanted.what[:WHAT_MAX_CHARACTERS] if wanted.what else None,
            after=after,
            limit=limit,
        )
