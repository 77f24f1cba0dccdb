"""Events are read, by their team and by everybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.registration.events import store
from services.registration.events.domain import Event
from services.registration.events.hooks import EventHooks
from services.registration.events.policy import ORGANIZING_TEAM, may, require_at_event
from services.registration.organisations.domain import Organisation
from services.registration.organisations.store import read_organisations
from shared.database.pool import Connection, Pool, connection
from shared.errors import NotFound
from shared.web.principal import ROLES, Principal, reachable_events, reachable_organisations

PAGE_MAX = 100
PUBLIC_EVENTS_MAX = 100


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """An event with what its public view needs; `taken` counts what is kept for others, too."""

    event: Event
    organisations: Mapping[UUID, Organisation]
    taken: Mapping[UUID, int]
    plan_lines: Mapping[str, Sequence[str]] = field(default_factory=dict)


async def find_event(
    pool: Pool, principal: Principal | None, now: datetime, event_id: UUID, hooks: EventHooks
) -> Event | PublicEvent:
    """In full for the organizing team, the public view for all others; drafts are for the team."""
    async with connection(pool) as reading:
        event = await store.read_event(reading, event_id)
        if event is None:
            raise NotFound
        if may(principal, event, ORGANIZING_TEAM, now):
            return event
        if not event.is_public:
            raise NotFound
        return (await _public(reading, [event], hooks))[0]


async def find_public_event(pool: Pool, event_id: UUID, hooks: EventHooks) -> PublicEvent:
    """What everybody may see; raises NotFound for drafts."""
    async with connection(pool) as reading:
        event = await store.read_event(reading, event_id)
        if event is None or not event.is_public:
            raise NotFound
        return (await _public(reading, [event], hooks))[0]


async def event_for(
    lent: Connection, principal: Principal, event_id: UUID, roles: frozenset[str], now: datetime
) -> Event:
    """The event, if one of `roles` is held there; raises NotFound, WrongRole."""
    event = await store.read_event(lent, event_id)
    if event is None:
        raise NotFound
    require_at_event(principal, event, roles, now)
    return event


async def find_event_of_team(
    pool: Pool, principal: Principal, now: datetime, event_id: UUID, roles: frozenset[str]
) -> tuple[Event, Mapping[UUID, Organisation]]:
    """The event with its organisations, for these roles; raises NotFound, WrongRole."""
    async with connection(pool) as reading:
        event = await event_for(reading, principal, event_id, roles, now)
        return event, await read_organisations(reading, event.organisation_ids)


async def list_events(
    pool: Pool,
    principal: Principal,
    now: datetime,
    *,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Event]:
    """Events the person has a role at, latest first; partners don't see drafts."""
    reachable = reachable_organisations(principal, roles=ROLES, now=now)
    async with connection(pool) as reading:
        return await store.list_events(
            reading,
            everywhere=reachable is None,
            organisation_ids=list(reachable or ()),
            event_ids=list(reachable_events(principal, roles=ROLES, now=now)),
            after=after,
            limit=limit,
        )


async def as_seen_by(
    pool: Pool, principal: Principal, now: datetime, events: Sequence[Event], hooks: EventHooks
) -> list[Event | PublicEvent]:
    """Each in full for its organizing team, the public view for partners."""
    others = [event for event in events if not may(principal, event, ORGANIZING_TEAM, now)]
    if not others:
        return list(events)
    async with connection(pool) as reading:
        public = {found.event.id: found for found in await _public(reading, others, hooks)}
    return [public.get(event.id, event) for event in events]


async def list_public_events(pool: Pool, now: datetime, hooks: EventHooks) -> list[PublicEvent]:
    """What is published and not over, the next first."""
    async with connection(pool) as reading:
        events = await store.list_public_events(reading, now, PUBLIC_EVENTS_MAX)
        return await _public(reading, events, hooks)


async def _public(
    reading: Connection, events: Sequence[Event], hooks: EventHooks
) -> list[PublicEvent]:
    ids = {id_ for event in events for id_ in event.organisation_ids}
    ids |= {
        s.host_organisation_id for event in events for s in event.sessions if s.host_organisation_id
    }
    organisations = await read_organisations(reading, ids)
    taken = await hooks.places_gone(reading, [event.id for event in events])
    return [PublicEvent(event, organisations, taken) for event in events]
