"""Contingents and invitations as bookings know them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from services.registration.bookings.domain.event import Event
from services.registration.bookings.domain.places import Place, Places, common_pool
from services.registration.invitations.domain import Usage
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("invited.sql"))


async def read_usage(connection: Connection, event_id: UUID) -> Usage:
    """What bookings of the event say of its contingents and invitations."""
    rows = await connection.fetch(SQL.held_by_contingent, event_id)
    used = await connection.fetch(SQL.used_invitations, event_id)
    return Usage(
        held={r["contingent_id"]: r["held"] for r in rows if r["contingent_id"]},
        waiting={r["contingent_id"]: r["waiting"] for r in rows if r["contingent_id"]},
        bookings={row["invitation_id"]: row["id"] for row in used},
        taken_by_others=sum(row["held"] for row in rows if not row["keeps"]),
    )


async def invitations_of_people(connection: Connection, person_ids: Sequence[UUID]) -> list[UUID]:
    """By which invitations these people registered."""
    rows = await connection.fetch(SQL.invitations_of_people, list(person_ids))
    return [row["invitation_id"] for row in rows]


async def sync_pools(connection: Connection, event: Event, places: Places) -> None:
    """Write what contingents keep now into the places of a locked event, and into `places`.

    Never below what is taken, as for the event itself.
    """
    common = common_pool(event.id)
    kept = await connection.fetch(SQL.kept_places, event.id)
    pools = {row["id"]: Place(max(row["places"], row["held"]), row["held"]) for row in kept}
    if kept:
        pools[common] = _rest(places[event.id], pools)
        await connection.execute(
            SQL.write_pools,
            event.id,
            list(pools),
            [pool.capacity for pool in pools.values()],
            [pool.taken for pool in pools.values()],
        )
    if common in places or pools:
        for row in await connection.fetch(SQL.drop_pools, event.id, common, list(pools)):
            places.pop(row["place_id"], None)
    places.update(pools)


def _rest(whole: Place, pools: Places) -> Place:
    """What is left for everybody else."""
    taken = whole.taken - sum(pool.taken for pool in pools.values())
    if whole.capacity is None:
        return Place(None, taken)
    kept = sum(pool.capacity or 0 for pool in pools.values())
    return Place(max(whole.capacity - kept, taken), taken)
