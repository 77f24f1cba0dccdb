"""Events and sessions in rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from services.registration.events.domain import Event, Session
from services.registration.events.store.rows import as_json, event_of, event_values, session_of
from services.registration.organisations.domain import Organisation
from services.registration.organisations.store import (
    organisation_of,
)
from shared.database.pool import Connection
from shared.database.queries import load_queries

SQL = load_queries(Path(__file__).with_name("events.sql"))
CHOICES_MAX = 500


@dataclass(frozen=True, slots=True)
class ToChoose:
    """Organisations that a form offers. `more`: others match the search, too."""

    found: list[Organisation]
    more: bool = False


async def lock_event(connection: Connection, event_id: UUID) -> bool:
    """Lock event row and sessions FOR NO KEY UPDATE (lock order of design §4).

    False if there is no such event. Read only in a later statement.
    """
    if await connection.fetchval(SQL.lock_event, event_id) is None:
        return False
    await connection.execute(SQL.lock_sessions, event_id)
    return True


async def read_version(connection: Connection, event_id: UUID) -> int | None:
    """The version an event has now, or None."""
    version: int | None = await connection.fetchval(SQL.read_version, event_id)
    return version


async def read_event(connection: Connection, event_id: UUID) -> Event | None:
    """The event with its sessions, or None."""
    events = await read_events(connection, [event_id])
    return events[0] if events else None


async def read_events(connection: Connection, ids: Sequence[UUID]) -> list[Event]:
    """The events with these ids, in the order of `ids`; unknown ones are left out."""
    rows = {row["id"]: row for row in await connection.fetch(SQL.read_events, ids)}
    sessions: dict[UUID, list[Session]] = {id_: [] for id_ in rows}
    for row in await connection.fetch(SQL.read_sessions, ids):
        sessions.setdefault(row["event_id"], []).append(session_of(row))
    return [event_of(rows[id_], sessions[id_]) for id_ in ids if id_ in rows]


async def insert_event(connection: Connection, event: Event) -> None:
    """Keep a new event with its sessions."""
    await connection.execute(SQL.insert_event, *event_values(event))
    await _put_sessions(connection, event)


async def update_event(connection: Connection, event: Event) -> None:
    """Write the event as it is now; sessions that are not in it any more go."""
    await connection.execute(SQL.update_event, *event_values(event))
    await connection.execute(SQL.delete_sessions, event.id, [s.id for s in event.sessions])
    await _put_sessions(connection, event)


async def note_reports(connection: Connection, since: Mapping[UUID, datetime]) -> None:
    """Keep since when events have a report."""
    await connection.execute(SQL.note_reports, list(since), list(since.values()))


async def minimum_due(
    connection: Connection, after: datetime, until: datetime, limit: int
) -> list[UUID]:
    """Events with a minimum that is decided in this time, and whose team was not warned yet."""
    rows = await connection.fetch(SQL.minimum_due, after, until, limit)
    return [row["id"] for row in rows]


async def is_warned(connection: Connection, event_id: UUID, decide_by: datetime) -> bool:
    """Whether the team was warned of this day of decision."""
    warned: bool = await connection.fetchval(SQL.is_warned, event_id, decide_by)
    return warned


async def note_warning(
    connection: Connection, event_id: UUID, decide_by: datetime, now: datetime
) -> None:
    """Keep that the team was warned of this day of decision."""
    await connection.execute(SQL.note_warning, event_id, decide_by, now)


async def list_public_events(connection: Connection, now: datetime, limit: int) -> list[Event]:
    """Published events that are not over, the next first."""
    rows = await connection.fetch(SQL.list_public_events, now, limit)
    return await read_events(connection, [row["id"] for row in rows])


async def list_events(
    connection: Connection,
    *,
    everywhere: bool,
    organisation_ids: Sequence[UUID],
    event_ids: Sequence[UUID],
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Event]:
    """Events of these organisations (as organizer or partner) or with these ids, latest first."""
    starts_at, id_ = after or (None, None)
    rows = await connection.fetch(
        SQL.list_events, everywhere, organisation_ids, event_ids, starts_at, id_, limit
    )
    return await read_events(connection, [row["id"] for row in rows])


async def organisations_to_choose(
    connection: Connection, event_id: UUID, search: str = "", chosen: UUID | None = None
) -> ToChoose:
    """Where a participant may come from: the event's organisations and those directly below.

    `search`: only those with this in their name, and the one that is `chosen` already.
    """
    rows = await connection.fetch(
        SQL.organisations_to_choose, event_id, CHOICES_MAX + 1, search, chosen
    )
    return ToChoose([organisation_of(row) for row in rows[:CHOICES_MAX]], len(rows) > CHOICES_MAX)


async def _put_sessions(connection: Connection, event: Event) -> None:
    sessions = sorted(event.sessions, key=lambda s: s.slot_of is not None)
    await connection.execute(
        SQL.upsert_sessions,
        event.id,
        [s.id for s in sessions],
        [s.title for s in sessions],
        [s.kind.value for s in sessions],
        [s.field_of_action.value if s.field_of_action else None for s in sessions],
        [s.starts_at for s in sessions],
        [s.ends_at for s in sessions],
        [s.capacity for s in sessions],
        [s.drop_in for s in sessions],
        [s.confidential for s in sessions],
        [s.host_organisation_id for s in sessions],
        [s.room for s in sessions],
        [s.slot_of for s in sessions],
        [as_json(s.texts) for s in sessions],
        [s.cancelled for s in sessions],
    )
