"""Bookings, people, places and the waitlist in rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg

from services.registration.bookings import domain
from services.registration.bookings.domain import (
    Admitted,
    Booking,
    BookingRequest,
    Event,
    Fill,
    Identity,
    KeptAnswer,
    Person,
    Place,
    Places,
    Session,
    State,
    Status,
    Unit,
    Waiting,
)
from services.registration.events import domain as planning
from services.registration.events.cache import EventCache
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries.sql"))
KEY_LASTS = timedelta(hours=24)


class LockedEvents:
    """Events under their row lock, known by the version that the lock statement returns."""

    def __init__(self) -> None:
        self._cache = EventCache(event_of)

    async def lock(self, connection: Connection, event_id: UUID) -> Event | None:
        """Lock the event's row and tell what the event is now; None if there is none."""
        version = await connection.fetchval(SQL.lock_event, event_id)
        return await self._cache.at(connection, event_id, version)


def event_of(event: planning.Event) -> Event:
    """What admission must know of an event."""
    divided = event.divided_ids
    return Event(
        id=event.id,
        version=event.version,
        status=event.status.value,
        capacity=event.capacity,
        waitlist=event.waitlist,
        promotion=event.promotion.value,
        identity=event.identity.value,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        opens_at=event.registration_opens_at,
        closes_at=event.registration_closes_at,
        sessions={s.id: _session(s, s.id in divided) for s in event.sessions},
    )


def _session(session: planning.Session, slotted: bool) -> Session:
    return Session(
        id=session.id,
        title=session.title,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        capacity=session.capacity,
        drop_in=session.drop_in,
        confidential=session.confidential,
        slotted=slotted,
    )


async def read_state(
    connection: Connection, event: Event, requests: Sequence[BookingRequest], now: datetime
) -> State:
    """All that the decision about these requests needs; the event is locked already."""
    rows = await connection.fetch(
        SQL.read_state,
        event.id,
        [p.duplicate for r in requests for p in r.people if p.duplicate],
        [r.key for r in requests if r.key],
        now - KEY_LASTS,
        list({r.organisation_id for r in requests if r.organisation_id}),
    )
    state = State(event, {})
    organisations = set()
    for what, id_, capacity, taken, hash_, body, erased in rows:
        if what == "place":
            state.places[id_] = Place(capacity, taken)
        elif what == "person":
            state.registered.add(hash_)
        elif what == "key":
            state.answered[hash_] = KeptAnswer(body, id_, erased)
        else:
            organisations.add(id_)
    state.organisations = frozenset(organisations)
    return state


def places_outdated(event: Event, places: Places) -> bool:
    """Whether capacities were planned anew since the places were last written."""
    return any(
        id_ not in places or places[id_].capacity != _capacity(capacity, places[id_].taken)
        for id_, capacity in event.capacities().items()
    )


def _capacity(planned: int | None, taken: int) -> int | None:
    return None if planned is None else max(planned, taken)


async def sync_places(connection: Connection, event: Event) -> Places:
    """Write the planned capacities (never below what is taken) and return the places."""
    capacities = event.capacities()
    await connection.execute(SQL.sync_places, event.id, list(capacities), list(capacities.values()))
    return await read_places(connection, event.id)


async def read_places(connection: Connection, event_id: UUID) -> Places:
    """Seats of the event and its sessions."""
    rows = await connection.fetch(SQL.read_places, event_id)
    return {row["place_id"]: Place(row["capacity"], row["taken"]) for row in rows}


async def change_places(connection: Connection, changes: Mapping[UUID, int]) -> None:
    """Take (positive) and give back (negative) seats."""
    changed = {id_: seats for id_, seats in changes.items() if seats}
    if changed:
        await connection.execute(SQL.change_places, list(changed), list(changed.values()))


async def insert_admitted(
    connection: Connection,
    event: Event,
    admitted: Sequence[Admitted],
    held: Mapping[UUID, int],
    now: datetime,
) -> int:
    """Keep new bookings with their people, seats and keys; returns how many people were written."""
    requests = [a.request for a in admitted]
    keyed = [r for r in requests if r.key]
    named = event.identity == Identity.NAMED
    people = [
        (number, status, person, request.id)
        for request, statuses in ((a.request, a.statuses) for a in admitted)
        for number, (person, status) in enumerate(zip(request.people, statuses, strict=True), 1)
    ]
    written: int = await connection.fetchval(
        SQL.insert_admitted,
        event.id,
        now,
        [r.id for r in requests],
        [a.status.value for a in admitted],
        [r.fill.value for r in requests],
        [r.contact_id for r in requests],
        [r.contact_name if named else None for r in requests],
        [r.contact_email for r in requests],
        [r.locale for r in requests],
        [r.organisation_id for r in requests],
        [r.code_lookup for r in requests],
        [person.id for _, _, person, _ in people],
        [booking_id for _, _, _, booking_id in people],
        [number for number, _, _, _ in people],
        [status.value for _, status, _, _ in people],
        [_array(person.sessions) for _, _, person, _ in people],
        [person.name if named else None for _, _, person, _ in people],
        [person.email for _, _, person, _ in people],
        [person.answers for _, _, person, _ in people],
        [person.duplicate for _, _, person, _ in people],
        list(held),
        list(held.values()),
        [r.key for r in keyed],
        [r.body for r in keyed],
        [r.id for r in keyed],
    )
    return written


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
        [_array(person_ids) for _, person_ids, _ in units],
        [_array(ids) for ids in wanted],
        [
            _array(unit.demand[id_] for id_ in ids)
            for ids, (_, _, unit) in zip(wanted, units, strict=True)
        ],
    )


async def forget_keys(connection: Connection, now: datetime, limit: int) -> int:
    """Drop idempotency keys older than a day; returns how many went."""
    status = await connection.execute(SQL.forget_keys, now - KEY_LASTS, limit)
    return int(status.rpartition(" ")[2])


async def waiting_ahead(connection: Connection, event_id: UUID) -> dict[frozenset[UUID], int]:
    """How many units wait, by what they want."""
    rows = await connection.fetch(SQL.waiting_ahead, event_id)
    return {frozenset(row["wanted"]): row["units"] for row in rows}


async def read_waiting(connection: Connection, event_id: UUID) -> list[Waiting]:
    """The waitlist in order."""
    return [
        Waiting(
            number=row["number"],
            booking_id=row["booking_id"],
            person_ids=tuple(row["person_ids"]),
            demand=dict(zip(row["wanted"], row["seats"], strict=True)),
            reachable=row["reachable"],
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
    units = domain.waiting_units(booking)
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
            SQL.update_waiting, booking.event_id, number, person_ids, wanted, seats
        )
    await insert_waiting(connection, booking.event_id, moved)


async def delete_waiting(connection: Connection, event_id: UUID, numbers: Sequence[int]) -> None:
    """These units wait no more."""
    await connection.execute(SQL.delete_waiting, event_id, numbers)


async def delete_waiting_of(connection: Connection, booking_id: UUID) -> None:
    """Nobody of this booking waits any more."""
    await connection.execute(SQL.delete_waiting_of_booking, booking_id)


async def delete_waitlist(connection: Connection, event_id: UUID) -> None:
    """Nobody waits for this event any more."""
    await connection.execute(SQL.delete_waitlist, event_id)


async def active_bookings(connection: Connection, event_id: UUID) -> list[UUID]:
    """Bookings that hold or wait for something, by id; the event is locked already."""
    return [row["id"] for row in await connection.fetch(SQL.active_bookings, event_id)]


async def add_positions(connection: Connection, event: Event, booking: Booking) -> None:
    """Work out the present positions of the booking's waiting people."""
    if all(p.status is not Status.WAITLISTED for p in booking.people):
        return
    places = await read_places(connection, event.id)
    for row in await connection.fetch(SQL.waiting_of_booking, booking.id):
        rivals = domain.contended(event, places, [i for i in row["wanted"] if i in places])
        ahead = await connection.fetchval(SQL.count_ahead, event.id, row["number"], list(rivals))
        for person_id in row["person_ids"]:
            if (person := booking.person(person_id)) is not None:
                person.position = ahead + 1


async def event_of_booking(connection: Connection, booking_id: UUID) -> UUID | None:
    """The event a booking belongs to."""
    found: UUID | None = await connection.fetchval(SQL.event_of_booking, booking_id)
    return found


async def booking_by_code(
    connection: Connection, lookups: Sequence[bytes]
) -> tuple[UUID, int] | None:
    """Id and generation of the booking with this code."""
    row = await connection.fetchrow(SQL.booking_by_code, lookups)
    return (row["id"], row["generation"]) if row else None


async def lock_bookings(connection: Connection, ids: Iterable[UUID]) -> list[Booking]:
    """Lock bookings by id (the event is locked already) and read them."""
    ids = sorted(set(ids))
    await connection.execute(SQL.lock_bookings, ids)
    return await read_bookings(connection, ids)


async def read_bookings(connection: Connection, ids: Sequence[UUID]) -> list[Booking]:
    """The bookings with these ids in this order; unknown ones are left out."""
    rows = {row["id"]: row for row in await connection.fetch(SQL.read_bookings, ids)}
    people: dict[UUID, list[Person]] = {id_: [] for id_ in rows}
    for row in await connection.fetch(SQL.read_people, ids):
        people[row["booking_id"]].append(_person(row))
    return [_booking(rows[id_], people[id_]) for id_ in ids if id_ in rows]


async def list_bookings(
    connection: Connection, event_id: UUID, after: tuple[datetime, UUID] | None, limit: int
) -> list[Booking]:
    """A page of an event's bookings in order of arrival."""
    created_at, id_ = after or (None, None)
    rows = await connection.fetch(SQL.list_bookings, event_id, created_at, id_, limit)
    return await read_bookings(connection, [row["id"] for row in rows])


async def update_bookings(
    connection: Connection, bookings: Sequence[Booking], now: datetime
) -> None:
    """Write status and version of changed bookings, and their people as they are now."""
    await connection.execute(
        SQL.update_bookings,
        now,
        [b.id for b in bookings],
        [b.status.value for b in bookings],
        [b.version for b in bookings],
    )
    people = [p for b in bookings for p in b.people]
    await connection.execute(
        SQL.update_people,
        [p.id for p in people],
        [p.status.value for p in people],
        [_array(p.sessions) for p in people],
        [p.offer_expires_at for p in people],
        [p.changed_at for p in people],
    )


async def due_offers(connection: Connection, now: datetime, limit: int) -> list[UUID]:
    """Events in which an offer has run out."""
    return [row["event_id"] for row in await connection.fetch(SQL.due_offers, now, limit)]


async def expired_offers(connection: Connection, event_id: UUID, now: datetime) -> list[UUID]:
    """Bookings with an offer that has run out; the event is locked already."""
    rows = await connection.fetch(SQL.expired_offers, event_id, now)
    return [row["booking_id"] for row in rows]


async def counts_at_close(connection: Connection, event_id: UUID) -> tuple[int, int]:
    """How many bookings the event has, and the sum of their versions."""
    row = await connection.fetchrow(SQL.counts_at_close, event_id)
    assert row is not None  # noqa: S101 - an aggregate always has one row
    return row["bookings"], row["versions"]


def _booking(row: asyncpg.Record, people: list[Person]) -> Booking:
    return Booking(
        id=row["id"],
        event_id=row["event_id"],
        version=row["version"],
        fill=Fill(row["fill"]),
        locale=row["locale"],
        created_at=row["created_at"],
        changed_at=row["changed_at"],
        people=people,
        status=Status(row["status"]),
        generation=row["generation"],
        contact_id=row["contact_id"],
        contact_name=row["contact_name"],
        contact_email=row["contact_email"],
        organisation_id=row["organisation_id"],
    )


def _person(row: asyncpg.Record) -> Person:
    return Person(
        id=row["id"],
        number=row["number"],
        status=Status(row["status"]),
        sessions=tuple(row["session_ids"]),
        changed_at=row["changed_at"],
        name=row["name"],
        email=row["email"],
        answers=row["answers"],
        generation=row["generation"],
        offer_expires_at=row["offer_expires_at"],
    )


def _array(values: Iterable[UUID] | Iterable[int]) -> str:
    """A one-dimensional array literal: unnest takes no ragged arrays."""
    return "{" + ",".join(map(str, values)) + "}"
