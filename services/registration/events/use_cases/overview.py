"""What the organizer's pages show beside an event: its places, and organisations to name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registration.events import store
from services.registration.events.domain import Event, Organisation, OrganisationKind
from services.registration.events.hooks import EventHooks, Reach
from services.registration.events.policy import PLANS
from services.registration.events.use_cases.reading import PublicEvent, event_for
from services.registration.organisations.store import (
    read_organisations,
    search_below,
    search_reachable,
)
from shared.database.pool import Connection, Pool, connection
from shared.web.principal import Principal, reachable_organisations

FOUND_MAX = 30
HOSTS_MAX = 300
EARLIER_EVENTS_MAX = 20


@dataclass(frozen=True, slots=True)
class Nameable:
    """Organisations that a form offers. `more`: others match the search, too."""

    organisations: tuple[Organisation, ...]
    more: bool = False


async def find_overview(
    pool: Pool,
    principal: Principal,
    now: datetime,
    event_id: UUID,
    *,
    roles: frozenset[str],
    hooks: EventHooks,
) -> PublicEvent:
    """An event in full with its organisations, hosts and places; raises NotFound, WrongRole."""
    async with connection(pool) as reading:
        event = await event_for(reading, principal, event_id, roles, now)
        hosts = {s.host_organisation_id for s in event.sessions if s.host_organisation_id}
        organisations = await read_organisations(reading, {*event.organisation_ids, *hosts})
        taken = await hooks.places_taken(reading, [event_id])
        lines = await hooks.plan_lines(reading, event)
        return PublicEvent(event, organisations, taken, lines)


async def places_taken(
    pool: Pool, event_ids: Sequence[UUID], hooks: EventHooks
) -> Mapping[UUID, int]:
    """Places taken in these events, which the caller may see."""
    async with connection(pool) as reading:
        return await hooks.places_taken(reading, event_ids)


async def find_reach(pool: Pool, event_id: UUID, hooks: EventHooks) -> Reach:
    """Whom a change of this event would reach; the caller may plan it."""
    async with connection(pool) as reading:
        return await hooks.reach(reading, event_id)


async def partners_to_name(
    pool: Pool, principal: Principal, now: datetime, event: Event, search: str
) -> Nameable:
    """Organisations that may become partners of an event.

    By name anybody who is no company; companies only where one plans. Without a search: one's own
    organisations and the partners of earlier events.
    """
    planned = reachable_organisations(principal, roles=PLANS, now=now)
    async with connection(pool) as reading:
        if search:
            found = await search_reachable(
                reading,
                everywhere=True,
                organisation_ids=[],
                search=search,
                limit=FOUND_MAX,
                offset=0,
            )
            near = planned or frozenset()
            offered = [
                each
                for each, _ in found.entries
                if planned is None
                or each.kind is not OrganisationKind.COMPANY
                or not near.isdisjoint({each.id, each.parent_id})
            ]
            return Nameable(_others(offered, event), found.total > len(found.entries))
        ids = await _partners_of_earlier_events(reading, event)
        known = await read_organisations(reading, {*ids, *list(planned or ())[:FOUND_MAX]})
        return Nameable(_others(sorted(known.values(), key=lambda each: each.name), event))


async def hosts_to_name(pool: Pool, event: Event) -> list[Organisation]:
    """Who may host a session: the event's organisations and the organizer's members, by name."""
    async with connection(pool) as reading:
        own = await read_organisations(reading, event.organisation_ids)
        below = await search_below(
            reading, event.organiser_id, search="", limit=HOSTS_MAX, offset=0
        )
        present = {s.host_organisation_id for s in event.sessions if s.host_organisation_id}
        others = await read_organisations(reading, present)
    hosts = {**own, **{each.id: each for each, _ in below.entries}, **others}
    return sorted(hosts.values(), key=lambda each: each.name)


async def _partners_of_earlier_events(reading: Connection, event: Event) -> set[UUID]:
    earlier = await store.list_events(
        reading,
        everywhere=False,
        organisation_ids=[event.organiser_id],
        event_ids=[],
        after=None,
        limit=EARLIER_EVENTS_MAX,
    )
    return {id_ for each in earlier for id_ in each.organisation_ids}


def _others(found: Sequence[Organisation], event: Event) -> tuple[Organisation, ...]:
    return tuple(each for each in found if each.id != event.organiser_id)


async def organisers_to_choose(
    pool: Pool, principal: Principal, now: datetime
) -> list[Organisation]:
    """For which organisations somebody may plan, by name; empty where for none."""
    planned = reachable_organisations(principal, roles=PLANS, now=now)
    async with connection(pool) as reading:
        if planned is None:
            found = await search_reachable(
                reading,
                everywhere=True,
                organisation_ids=[],
                search="",
                limit=HOSTS_MAX,
                offset=0,
            )
            return [each for each, _ in found.entries]
        own = await read_organisations(reading, list(planned)[:HOSTS_MAX])
    return sorted(own.values(), key=lambda each: each.name)
