"""What access asks and tells organisations and events, which come after it in the order."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from services.registration.access import store as access_store
from services.registration.access.hooks import EventInBrief, Surroundings
from services.registration.events import store as events
from services.registration.events.domain import Event, Status
from services.registration.organisations import announce
from services.registration.organisations import store as organisations
from shared.database.pool import Connection
from shared.errors import NotFound
from shared.messaging.outbox import put

EVENTS_MAX = 100


def surroundings() -> Surroundings:
    """Handed into access by `service.py`."""
    return Surroundings(
        lock_organisation=_lock_organisation,
        members_changed=_members_changed,
        organisation_names=_organisation_names,
        events_of=_events_of,
        event_of=_event_of,
        event_titles=_event_titles,
    )


async def _lock_organisation(tx: Connection, organisation_id: UUID) -> None:
    if not await organisations.lock_organisation(tx, organisation_id):
        raise NotFound


async def _members_changed(tx: Connection, organisation_id: UUID, now: datetime) -> None:
    found = await organisations.read_organisation(tx, organisation_id)
    assert found is not None  # noqa: S101 - locked by this transaction
    written = dataclasses.replace(found, version=found.version + 1)
    await organisations.update_organisation(tx, written)
    members = await access_store.members_of(tx, organisation_id)
    await put(tx, [announce.organisation_changed(written, members)], now=now)


async def _organisation_names(connection: Connection, ids: Collection[UUID]) -> Mapping[UUID, str]:
    found = await organisations.read_organisations(connection, ids)
    return {id_: organisation.name for id_, organisation in found.items()}


async def _events_of(
    connection: Connection, organisation_id: UUID, now: datetime
) -> Sequence[EventInBrief]:
    found = await events.list_events(
        connection,
        everywhere=False,
        organisation_ids=[organisation_id],
        event_ids=[],
        after=None,
        limit=EVENTS_MAX,
    )
    own = [
        _brief(event)
        for event in found
        if event.organiser_id == organisation_id
        and event.ends_at > now
        and event.status in {Status.DRAFT, Status.PUBLISHED}
    ]
    return sorted(own, key=lambda event: event.starts_at)


async def _event_of(
    connection: Connection, organisation_id: UUID, event_id: UUID
) -> EventInBrief | None:
    event = await events.read_event(connection, event_id)
    return _brief(event) if event and event.organiser_id == organisation_id else None


async def _event_titles(connection: Connection, ids: Collection[UUID]) -> Mapping[UUID, str]:
    return {event.id: event.title for event in await events.read_events(connection, list(ids))}


def _brief(event: Event) -> EventInBrief:
    return EventInBrief(event.id, event.title, event.starts_at, event.ends_at)
