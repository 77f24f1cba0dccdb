"""Seats in rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import UUID

from services.registration.bookings.domain.event import Event
from services.registration.bookings.domain.places import Place, Places, common_pool
from services.registration.bookings.store.invited import sync_pools
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("places.sql"))


def places_outdated(event: Event, places: Places) -> bool:
    """Whether capacities were planned anew since the places were last written."""
    return any(
        id_ not in places or places[id_].capacity != _capacity(capacity, places[id_].taken)
        for id_, capacity in event.capacities().items()
    )


def _capacity(planned: int | None, taken: int) -> int | None:
    return None if planned is None else max(planned, taken)


async def sync_places(connection: Connection, event: Event) -> Places:
    """Write the planned capacities (never below what is taken), with what contingents keep, and
    return the places."""
    capacities = event.capacities()
    await connection.execute(SQL.sync_places, event.id, list(capacities), list(capacities.values()))
    places = await read_places(connection, event.id)
    await sync_pools(connection, event, places)
    return places


async def read_places(connection: Connection, event_id: UUID) -> Places:
    """Seats of the event and its sessions."""
    rows = await connection.fetch(SQL.read_places, event_id)
    return {row["place_id"]: Place(row["capacity"], row["taken"]) for row in rows}


async def places_taken(connection: Connection, event_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Seats taken by the id of event or session, for all these events at once."""
    rows = await connection.fetch(SQL.taken_of, event_ids)
    return {row["place_id"]: row["taken"] for row in rows}


async def places_gone(connection: Connection, event_ids: Sequence[UUID]) -> dict[UUID, int]:
    """As `places_taken`; at events open to everybody, kept places count as taken.

    Where all have to be invited, everybody who comes has a right to some place: none counts.
    """
    rows = await connection.fetch(SQL.gone_of, event_ids)
    found = {row["place_id"]: row for row in rows}
    gone = {id_: row["taken"] for id_, row in found.items()}
    for event_id in event_ids:
        whole, common = found.get(event_id), found.get(common_pool(event_id))
        if whole is None or common is None or not whole["open"]:
            continue
        if None not in (whole["capacity"], common["capacity"]):
            room = max(0, common["capacity"] - common["taken"])
            gone[event_id] = max(whole["taken"], whole["capacity"] - room)
    return gone


async def change_places(connection: Connection, changes: Mapping[UUID, int]) -> None:
    """Take (positive) and give back (negative) seats."""
    changed = {id_: seats for id_, seats in changes.items() if seats}
    if changed:
        await connection.execute(SQL.change_places, list(changed), list(changed.values()))
