"""The waitlist in rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from services.registration.bookings.domain.booking import Booking, Status
from services.registration.bookings.domain.event import Event
from services.registration.bookings.domain.places import Places
from services.registration.bookings.domain.units import Unit, waiting_units
from services.registration.bookings.domain.waitlist import Line, Waiting, contended, line_of
from services.registration.bookings.store.arrays import array, nested, options_of_each
from services.registration.bookings.store.places import read_places
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("waitlist.sql"))


async def insert_waiting(
    connection: Connection, event_id: UUID, units: Sequence[tuple[UUID, Sequence[UUID], Unit]]
) -> None:
    """Put units (booking, ids of its people, demand) at the end of the waitlist, in this order."""
    if not units:
        return
    wanted = [sorted(unit.demand) for _, _, unit in units]
    await connection.execute(
        SQL.insert_waiting,
        event_id,
        [booking_id for booking_id, _, _ in units],
        [array(person_ids) for _, person_ids, _ in units],
        [array(ids) for ids in wanted],
        [
            array(unit.demand[id_] for id_ in ids)
            for ids, (_, _, unit) in zip(wanted, units, strict=True)
        ],
        [nested(unit.options) for _, _, unit in units],
    )


async def waiting_ahead(connection: Connection, event_id: UUID, places: Places) -> dict[Line, int]:
    """How many units wait, by what they wait for."""
    found: dict[Line, int] = {}
    for row in await connection.fetch(SQL.waiting_ahead, event_id):
        line = line_of(event_id, places, row["wanted"], row["contingent_id"])
        found[line] = found.get(line, 0) + row["units"]
    return found


async def read_waiting(connection: Connection, event_id: UUID) -> list[Waiting]:
    """The waitlist in order."""
    return [
        Waiting(
            number=row["number"],
            booking_id=row["booking_id"],
            person_ids=tuple(row["person_ids"]),
            demand=dict(zip(row["wanted"], row["seats"], strict=True)),
            reachable=row["reachable"],
            unproven=row["unproven"],
            options=options_of_each(row["options"]),
            contingent_id=row["contingent_id"],
        )
        for row in await connection.fetch(SQL.read_waiting, event_id)
    ]


async def requeue(connection: Connection, booking: Booking) -> None:
    """Form the waiting units of a changed booking anew.

    A unit that wants less than before keeps its place in the list; one that wants something else
    goes to the end, or it would pass those who asked for that before.
    """
    rows = await connection.fetch(SQL.waiting_of_booking, booking.id)
    if not rows:
        return
    units = waiting_units(booking)
    gone, moved = [], []
    kept: list[tuple[int, list[UUID], Unit]] = []
    for row in rows:
        old = dict(zip(row["wanted"], row["seats"], strict=True))
        unit = next(
            (u for u in units if booking.people[u.indexes[0]].id in row["person_ids"]), None
        )
        if unit is not None and all(old.get(i, 0) >= n for i, n in unit.demand.items()):
            kept.append((row["number"], [booking.people[i].id for i in unit.indexes], unit))
            continue
        gone.append(row["number"])
        if unit is not None:
            moved.append((booking.id, [booking.people[i].id for i in unit.indexes], unit))
    await delete_waiting(connection, booking.event_id, gone)
    for number, person_ids, unit in kept:
        wanted = sorted(unit.demand)
        seats = [unit.demand[id_] for id_ in wanted]
        await connection.execute(
            SQL.update_waiting,
            booking.event_id,
            number,
            person_ids,
            wanted,
            seats,
            nested(unit.options),
        )
    await insert_waiting(connection, booking.event_id, moved)


async def delete_waiting(connection: Connection, event_id: UUID, numbers: Sequence[int]) -> None:
    """These units wait no more."""
    await connection.execute(SQL.delete_waiting, event_id, numbers)


async def let_first(connection: Connection, event_id: UUID, numbers: Sequence[int]) -> None:
    """Put these units before all others, in the order given."""
    await connection.execute(SQL.let_first, event_id, numbers)


async def delete_waiting_of(connection: Connection, booking_id: UUID) -> None:
    """Nobody of this booking waits any more."""
    await connection.execute(SQL.delete_waiting_of_booking, booking_id)


async def delete_waitlist(connection: Connection, event_id: UUID) -> None:
    """Nobody waits for this event any more."""
    await connection.execute(SQL.delete_waitlist, event_id)


async def add_positions(connection: Connection, event: Event, booking: Booking) -> None:
    """Work out the present positions of the booking's waiting people."""
    if event.by_hand or all(p.status is not Status.WAITLISTED for p in booking.people):
        return
    places = await read_places(connection, event.id)
    for row in await connection.fetch(SQL.waiting_of_booking, booking.id):
        wanted = [id_ for id_ in row["wanted"] if id_ in places]
        rivals = contended(event, places, wanted, booking.contingent_id)
        ahead = await connection.fetchval(
            SQL.count_ahead,
            event.id,
            row["number"],
            list(rivals - {event.id}),
            event.id in rivals,
            list(places),
            booking.contingent_id if booking.contingent_id in places else None,
        )
        for person_id in row["person_ids"]:
            if (person := booking.person(person_id)) is not None:
                person.position = ahead + 1
