"""What admission reads and writes: one statement before the decision, one after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from services.registration.bookings.domain.admission import Admitted, KeptAnswer, State
from services.registration.bookings.domain.event import Event, Identity
from services.registration.bookings.domain.places import Place
from services.registration.bookings.domain.request import BookingRequest
from services.registration.bookings.store.arrays import array
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("admission.sql"))
KEY_LASTS = timedelta(hours=24)


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
        elif what == "questions":
            state.questions_version = taken
        else:
            organisations.add(id_)
    state.organisations = frozenset(organisations)
    return state


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
        [array(person.sessions) for _, _, person, _ in people],
        [person.name if named else None for _, _, person, _ in people],
        [person.email for _, _, person, _ in people],
        [person.answers if person.given is None else None for _, _, person, _ in people],
        [person.duplicate for _, _, person, _ in people],
        list(held),
        list(held.values()),
        [r.key for r in keyed],
        [r.body for r in keyed],
        [r.id for r in keyed],
        [r.registered_by for r in requests],
        [r.contact_phone if named else None for r in requests],
    )
    return written


async def forget_keys(connection: Connection, now: datetime, limit: int) -> int:
    """Drop idempotency keys older than a day; returns how many went."""
    status = await connection.execute(SQL.forget_keys, now - KEY_LASTS, limit)
    return int(status.rpartition(" ")[2])
