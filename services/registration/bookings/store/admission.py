"""What admission reads and writes: one statement before the decision, one after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from services.registration.bookings.domain.admission import Admitted, KeptAnswer, State
from services.registration.bookings.domain.booking import Status
from services.registration.bookings.domain.event import Event, Identity
from services.registration.bookings.domain.invited import Invitation
from services.registration.bookings.domain.places import Place
from services.registration.bookings.domain.request import BookingRequest
from services.registration.bookings.store.arrays import array, nested
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
        [r.right.invitation_id for r in requests if r.right and r.right.invitation_id],
        [r.right.contingent_id for r in requests if r.right and r.right.contingent_id],
    )
    state = State(event, {})
    organisations = set()
    for what, id_, capacity, taken, hash_, body, erased in rows:
        if what == "place":
            state.places[id_] = Place(capacity, taken)
        elif what == "person":
            state.registered[hash_] = id_
        elif what == "key":
            state.answered[hash_] = KeptAnswer(body, id_, erased)
        elif what == "questions":
            state.questions_version = taken
        elif what == "invitation":
            state.invited.invitations[id_] = Invitation(capacity, used=taken > 0, dead=erased)
        elif what == "contingent":
            state.invited.contingents[id_] = capacity
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
        (number, status, person, a, sessions)
        for a in admitted
        for number, (person, status, sessions) in enumerate(
            zip(a.request.people, a.statuses, a.sessions, strict=True), 1
        )
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
        [person.id for _, _, person, _, _ in people],
        [a.request.id for _, _, _, a, _ in people],
        [number for number, _, _, _, _ in people],
        [status.value for _, status, _, _, _ in people],
        [array(sessions) for _, _, _, _, sessions in people],
        [person.name if named else None for _, _, person, _, _ in people],
        [person.email for _, _, person, _, _ in people],
        [person.answers if person.given is None else None for _, _, person, _, _ in people],
        [None if n - 1 in a.repeating else p.duplicate for n, _, p, a, _ in people],
        list(held),
        list(held.values()),
        [r.key for r in keyed],
        [r.body for r in keyed],
        [r.id for r in keyed],
        [r.registered_by for r in requests],
        [r.contact_phone if named else None for r in requests],
        [
            nested(person.options) if status is Status.WAITLISTED else None
            for _, status, person, _, _ in people
        ],
        [r.contingent_id for r in requests],
        [r.right.invitation_id if r.right else None for r in requests],
        [a.repeats for a in admitted],
        [r.unproven for r in requests],
        [a.held_until if status is Status.OFFERED else None for _, status, _, a, _ in people],
    )
    return written


async def forget_keys(connection: Connection, now: datetime, limit: int) -> int:
    """Drop idempotency keys older than a day; returns how many went."""
    status = await connection.execute(SQL.forget_keys, now - KEY_LASTS, limit)
    return int(status.rpartition(" ")[2])
