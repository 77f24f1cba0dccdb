"""Facts in rows, and the figures read from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import msgspec

from services.reporting.editions.figures import (
    Arrivals,
    ConfidentialFigures,
    EventFigures,
    OrganisationFigures,
    SessionFigures,
)
from services.reporting.facts.counted import EventCount, EventSummary, Recount
from services.reporting.facts.domain import EPOCH, Counts
from shared.contracts.attendance import AttendanceClosed, ConfidentialTotal, ScanRecorded
from shared.contracts.bookings import BookedPerson, BookingChanged, BookingsClosed
from shared.contracts.events import EventChanged, SessionState
from shared.contracts.organisations import OrganisationChanged
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries.sql"))
FLOWS = frozenset({"bookings", "attendance"})

_EVENT = msgspec.json.Decoder(EventChanged)
_BY_ID = msgspec.json.Decoder(dict[UUID, int])
_BY_SECOND = msgspec.json.Decoder(dict[int, int])

K = TypeVar("K")
T = TypeVar("T")


async def put_organisations(
    connection: Connection, organisations: Sequence[OrganisationChanged]
) -> None:
    """Keep the latest version of each."""
    latest = _latest(organisations, lambda o: o.id, lambda o: o.version)
    await connection.execute(
        SQL.upsert_organisations,
        [o.id for o in latest],
        [o.version for o in latest],
        [o.name for o in latest],
        [o.kind for o in latest],
        [o.parent_id for o in latest],
        [o.branch for o in latest],
        [o.size_class for o in latest],
        [o.carrier for o in latest],
        [o.joined_on for o in latest],
    )


async def put_events(connection: Connection, events: Sequence[EventChanged]) -> set[UUID]:
    """Keep the latest version of each, without what reporting has no use for; gives those moved."""
    latest = _latest(events, lambda e: e.id, lambda e: e.version)
    moved = await connection.fetch(
        SQL.upsert_events,
        [e.id for e in latest],
        [e.version for e in latest],
        [e.status for e in latest],
        [e.organiser_id for e in latest],
        [_array(e.partner_ids) for e in latest],
        [e.starts_at for e in latest],
        [e.closed_at for e in latest],
        [_body(e) for e in latest],
    )
    return {row["id"] for row in moved}


async def put_bookings(connection: Connection, bookings: Sequence[BookingChanged]) -> set[UUID]:
    """Keep the latest version of each booking and its people; gives the events touched."""
    latest = _latest(bookings, lambda b: b.id, lambda b: b.version)
    rows = await connection.fetch(
        SQL.upsert_bookings,
        [b.id for b in latest],
        [b.event_id for b in latest],
        [b.version for b in latest],
        [b.status for b in latest],
    )
    ids = {row["id"] for row in rows}
    moved = [b for b in latest if b.id in ids]
    await _put_people(connection, moved)
    if changed_again := [b.id for b in moved if b.version > 1]:
        await connection.execute(SQL.delete_people_left_out, changed_again)
    return {b.event_id for b in moved}


async def put_scans(connection: Connection, scans: Sequence[ScanRecorded]) -> set[UUID]:
    """Keep new scans and refold whom they are about; gives the events touched."""
    rows = await connection.fetch(
        SQL.insert_scans,
        [s.scan_id for s in scans],
        [s.event_id for s in scans],
        [s.kind for s in scans],
        [s.attendee_id for s in scans],
        [s.attendee_kind for s in scans],
        [s.session_id for s in scans],
        [s.voids for s in scans],
        [s.scanned_at for s in scans],
        [s.received_at for s in scans],
    )
    subjects = {(r["event_id"], r["subject_id"]) for r in rows if r["kind"] != "void"}
    if voids := [r for r in rows if r["kind"] == "void" and r["voids"] is not None]:
        found = await connection.fetch(
            SQL.find_subjects, [r["event_id"] for r in voids], [r["voids"] for r in voids]
        )
        subjects |= {(r["event_id"], r["subject_id"]) for r in found}
    if subjects:
        touched = sorted(subjects)
        await connection.execute(
            SQL.refold_subjects, [event for event, _ in touched], [who for _, who in touched]
        )
    return {r["event_id"] for r in rows}


async def put_totals(connection: Connection, totals: Sequence[ConfidentialTotal]) -> set[UUID]:
    """Keep the latest total of each confidential session; gives the events touched."""
    latest = _latest(totals, lambda t: t.session_id, lambda t: t.version)
    await connection.execute(
        SQL.upsert_confidential_totals,
        [t.session_id for t in latest],
        [t.event_id for t in latest],
        [t.version for t in latest],
        [t.total for t in latest],
    )
    return {t.event_id for t in latest}


async def put_barriers(
    connection: Connection, barriers: Sequence[BookingsClosed | AttendanceClosed]
) -> set[UUID]:
    """Keep the latest close barrier of each event and flow; gives the events touched."""
    latest = _latest(barriers, lambda b: (b.event_id, _flow(b)), lambda b: b.event_version)
    await connection.execute(
        SQL.upsert_close_barriers,
        [b.event_id for b in latest],
        [_flow(b) for b in latest],
        [b.event_version for b in latest],
        [b.closed_at for b in latest],
        [b.bookings if isinstance(b, BookingsClosed) else 0 for b in latest],
        [b.versions if isinstance(b, BookingsClosed) else 0 for b in latest],
        [b.scans if isinstance(b, AttendanceClosed) else 0 for b in latest],
        [b.totals if isinstance(b, AttendanceClosed) else 0 for b in latest],
    )
    return {b.event_id for b in latest}


async def note_changes(connection: Connection, event_ids: Iterable[UUID]) -> None:
    """Tell other processes that the figures of these events moved; last in a transaction."""
    await connection.execute(SQL.count_changes, sorted(event_ids))


async def find_changes(connection: Connection, event_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How often the facts of each event changed so far."""
    rows = await connection.fetch(SQL.find_changes, list(event_ids))
    return {row["event_id"]: row["changes"] for row in rows}


async def move_current(connection: Connection, current_at: datetime) -> None:
    """State until when the facts are complete."""
    await connection.execute(SQL.move_current, current_at)


async def find_current(connection: Connection) -> datetime | None:
    """Until when the facts are known to be complete."""
    found: datetime | None = await connection.fetchval(SQL.find_current)
    return found


async def find_event(connection: Connection, event_id: UUID) -> EventChanged | None:
    """An event as last published, or None."""
    body = await connection.fetchval(SQL.find_event, event_id)
    return None if body is None else _EVENT.decode(body)


async def find_events(connection: Connection, event_ids: Sequence[UUID]) -> list[EventChanged]:
    """Those of the events that are known."""
    rows = await connection.fetch(SQL.find_events, event_ids)
    return [_EVENT.decode(row["body"]) for row in rows]


async def count_event(connection: Connection, event_id: UUID, now: datetime) -> EventCount | None:
    """The figures of one event, or None if it is unknown."""
    row = await connection.fetchrow(SQL.count_event, event_id, now)
    if row is None:
        return None
    arrivals = _BY_SECOND.decode(row["arrivals"] or "{}")
    counts = Counts(
        registered=row["registered"],
        waitlisted=row["waitlisted"],
        came=row["came"],
        walk_ins=row["walk_ins"],
        in_house=row["in_house"],
        booked=_BY_ID.decode(row["booked"] or "{}"),
        visits=_BY_ID.decode(row["visits"] or "{}"),
        arrivals={datetime.fromtimestamp(s, UTC): arrivals[s] for s in sorted(arrivals)},
    )
    return EventCount(
        event=_EVENT.decode(row["body"]),
        counts=counts,
        totals=_BY_ID.decode(row["totals"] or "{}"),
        changes=row["changes"] or 0,
        current_at=_later(row["current_at"], row["changed_at"]),
    )


async def summarise(
    connection: Connection, event_ids: Sequence[UUID], now: datetime
) -> list[EventSummary]:
    """Registered, came, in the house: for lists of events."""
    rows = await connection.fetch(SQL.summarise_events, event_ids, now)
    return [
        EventSummary(
            event_id=row["event_id"],
            registered=row["registered"],
            came=row["came"],
            in_house=None if row["rule"] == "off" else row["in_house"],
        )
        for row in rows
    ]


async def recount(connection: Connection, event_id: UUID) -> Recount:
    """Count again from the raw scans: the reference of I6 on this side of the topics."""
    row = await connection.fetchrow(SQL.recount_event, event_id)
    assert row is not None  # noqa: S101 - a SELECT of aggregates always gives a row
    return Recount(
        registered=row["registered"],
        waitlisted=row["waitlisted"],
        came=row["came"],
        walk_ins=row["walk_ins"],
        in_house=row["in_house"],
        visits=_BY_ID.decode(row["visits"] or "{}"),
    )


async def barriers_folded(connection: Connection, event_id: UUID) -> datetime | None:
    """When the event closed, once everything up to both close barriers has been folded.

    None while a barrier, or a fact from before one, is missing. A closed event that is closed
    anew has new barriers; both must belong to the same version of the event.
    """
    rows = await connection.fetch(SQL.find_barriers, event_id)
    same_close = len({row["event_version"] for row in rows}) == 1
    if {row["flow"] for row in rows} != FLOWS or not same_close:
        return None
    if not all(row["folded"] for row in rows):
        return None
    closed_at: datetime = max(row["closed_at"] for row in rows)
    return closed_at


async def figures_of(connection: Connection, event_id: UUID) -> EventFigures | None:
    """What an edition is made of, or None until the event is known and closed.

    Call it in a REPEATABLE READ transaction: it takes several statements. `in_house` plays no part
    in a report, so any instant will do.
    """
    barriers = await connection.fetch(SQL.find_barriers, event_id)
    counted = await count_event(connection, event_id, EPOCH)
    if counted is None or not barriers:
        return None
    event, counts = counted.event, counted.counts
    names = await _names(connection, [event.organiser_id, *event.partner_ids])
    organisations = await connection.fetch(SQL.count_organisations, event_id)
    programme = sorted(event.sessions, key=lambda s: (s.starts_at, s.title, s.id))
    own = [s for s in programme if s.slot_of is None]
    return EventFigures(
        event_id=event.id,
        title=event.title,
        kind=event.kind,
        organiser_id=event.organiser_id,
        organiser=names.get(event.organiser_id, ""),
        partner_ids=event.partner_ids,
        partners=tuple(names[id_] for id_ in event.partner_ids if id_ in names),
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        time_zone=event.time_zone,
        venue=event.venue,
        closed_at=max(row["closed_at"] for row in barriers),
        grace_seconds=event.report.grace_seconds,
        min_cell=event.report.min_cell,
        policy=event.report.policy,
        capacity=event.capacity,
        registered=counts.registered,
        waitlisted=counts.waitlisted,
        came=counts.came,
        walk_ins=counts.walk_ins,
        sessions=tuple(_session_figures(s, programme, counts) for s in own if not s.confidential),
        confidential=tuple(
            ConfidentialFigures(s.id, s.title, counted.totals.get(s.id, 0))
            for s in own
            if s.confidential
        ),
        arrivals=tuple(Arrivals(start, n) for start, n in counts.arrivals.items()),
        organisations=tuple(
            OrganisationFigures(
                organisation_id=row["organisation_id"],
                name=row["name"] or "",
                branch=row["branch"],
                size_class=row["size_class"],
                registered=row["registered"],
                came=row["came"],
            )
            for row in organisations
        ),
    )


def _session_figures(
    session: SessionState, programme: Sequence[SessionState], counts: Counts
) -> SessionFigures:
    slots = [s.capacity for s in programme if s.slot_of == session.id]
    capacity = session.capacity
    if capacity is None and slots and None not in slots:
        capacity = sum(c for c in slots if c is not None)
    return SessionFigures(
        session_id=session.id,
        title=session.title,
        kind=session.kind,
        field_of_action=session.field_of_action,
        starts_at=session.starts_at,
        drop_in=session.drop_in,
        capacity=capacity,
        registered=counts.booked.get(session.id, 0),
        visits=counts.visits.get(session.id, 0),
    )


async def _put_people(connection: Connection, bookings: Sequence[BookingChanged]) -> None:
    named = [(b, p) for b in bookings for p in b.people]
    people: list[tuple[BookingChanged, BookedPerson]] = _latest(
        named, lambda pair: pair[1].id, lambda pair: pair[0].version
    )
    if not people:
        return
    await connection.execute(
        SQL.upsert_booked_people,
        [p.id for _, p in people],
        [b.id for b, _ in people],
        [b.version for b, _ in people],
        [b.event_id for b, _ in people],
        [p.status for _, p in people],
        [_array(p.session_ids) for _, p in people],
        [p.organisation_id for _, p in people],
    )


async def _names(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, str]:
    rows = await connection.fetch(SQL.name_organisations, ids)
    return {row["id"]: row["name"] for row in rows}


def _latest(messages: Iterable[T], key: Callable[[T], K], version: Callable[[T], int]) -> list[T]:
    """One message for each key: the one with the highest version."""
    found: dict[K, T] = {}
    for message in messages:
        known = found.get(key(message))
        if known is None or version(known) < version(message):
            found[key(message)] = message
    return list(found.values())


def _body(event: EventChanged) -> str:
    """The event without the link to join and the contact person: no page here shows them."""
    return msgspec.json.encode(msgspec.structs.replace(event, join_url=None, contact=None)).decode()


def _array(ids: Iterable[UUID]) -> str:
    return "{" + ",".join(map(str, ids)) + "}"


def _flow(barrier: BookingsClosed | AttendanceClosed) -> str:
    return "bookings" if isinstance(barrier, BookingsClosed) else "attendance"


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    known = [instant for instant in (one, other) if instant is not None]
    return max(known, default=None)
