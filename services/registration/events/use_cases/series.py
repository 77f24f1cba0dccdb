"""Series of events."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registration.access import audit
from services.registration.events import store
from services.registration.events.bodies.series import SeriesBody, SeriesPatch
from services.registration.events.domain import Event
from services.registration.events.domain.series import Series
from services.registration.events.planning.series import changed_series, planned_series
from services.registration.events.policy import ORGANIZING_TEAM, PLANS, may
from services.registration.organisations.store import read_organisation
from shared.database.pool import Connection, Pool, connection, transaction
from shared.errors import NotFound
from shared.ids import new_id
from shared.web.principal import ROLES, Principal, require

EVENTS_SHOWN_MAX = 100


@dataclass(frozen=True, slots=True)
class SeriesWithEvents:
    """A series, whose it is, and its events that the reader may see, the latest first."""

    series: Series
    organisation: str
    events: tuple[Event, ...]


async def create_series(
    pool: Pool, principal: Principal, now: datetime, organisation_id: UUID, body: SeriesBody
) -> Series:
    """A new series of an organisation; for its organizers."""
    require(principal, roles=PLANS, organisation_ids=[organisation_id], now=now)
    series = planned_series(organisation_id, body, now, new_id)
    async with transaction(pool) as tx:
        if await read_organisation(tx, organisation_id) is None:
            raise NotFound
        await store.insert_series(tx, series)
        await _note(tx, principal, "created", series, now)
    return series


async def change_series(
    pool: Pool, principal: Principal, now: datetime, series_id: UUID, patch: SeriesPatch
) -> Series:
    """Fields that were sent; `coming` null: the next one is an event by now, or not planned."""
    async with transaction(pool) as tx:
        if not await store.lock_series(tx, series_id):
            raise NotFound
        before = await store.read_series(tx, series_id)
        assert before is not None  # noqa: S101 - locked a statement ago
        require(principal, roles=PLANS, organisation_ids=[before.organisation_id], now=now)
        after = changed_series(before, patch, now)
        if after == before:
            return before
        after = dataclasses.replace(after, version=before.version + 1)
        await store.update_series(tx, after)
        await _note(tx, principal, "changed", after, now)
    return after


async def list_series(
    pool: Pool,
    principal: Principal,
    now: datetime,
    organisation_id: UUID,
    *,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Series]:
    """Series of an organisation, the latest first; for everybody who has a role there."""
    require(principal, roles=ROLES, organisation_ids=[organisation_id], now=now)
    async with connection(pool) as reading:
        return await store.list_series(reading, organisation_id, after, limit)


async def find_series(
    pool: Pool, principal: Principal | None, now: datetime, series_id: UUID
) -> SeriesWithEvents:
    """A series with its published events; drafts among them are for their teams."""
    async with connection(pool) as reading:
        series = await store.read_series(reading, series_id)
        if series is None:
            raise NotFound
        organisation = await read_organisation(reading, series.organisation_id)
        events = await store.events_of_series(reading, series_id, EVENTS_SHOWN_MAX)
    shown = tuple(e for e in events if e.is_public or may(principal, e, ORGANIZING_TEAM, now))
    return SeriesWithEvents(series, organisation.name if organisation else "", shown)


async def _note(
    tx: Connection, principal: Principal, deed: str, series: Series, now: datetime
) -> None:
    await audit.note(
        tx,
        principal,
        f"series.{deed}",
        now=now,
        about=series.id,
        organisation_id=series.organisation_id,
        changed={"version": series.version},
    )
