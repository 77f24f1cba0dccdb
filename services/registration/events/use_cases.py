"""What can happen to organisations and events."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registration.access import store as access_store
from services.registration.access import use_cases as access
from services.registration.access.domain import Grant, Staff, normalised_email
from services.registration.events import announce, store
from services.registration.events.bodies import (
    EventBody,
    EventPatch,
    MemberBody,
    OrganisationBody,
    OrganisationPatch,
)
from services.registration.events.domain import (
    Event,
    Organisation,
    OrganisationKind,
    Status,
    capacities_below_taken,
    removed_sessions,
)
from services.registration.events.errors import EventOver, NotPublished, SessionInUse
from services.registration.events.hooks import EventHook, EventHooks
from services.registration.events.planning import (
    Faults,
    changed_event,
    organisation_values,
    planned_event,
    session_paths,
)
from services.registration.events.policy import PLANS, is_in_team, require_at_event
from shared.database.pool import Connection, Pool, connection, transaction
from shared.errors import FieldError, InvalidFields, NotFound
from shared.ids import new_id
from shared.messaging.outbox import MessageTooLarge, OutgoingMessage, put
from shared.web.principal import (
    ADMINISTRATOR,
    ROLES,
    Principal,
    is_administrator,
    reachable_events,
    reachable_organisations,
    require,
    require_administrator,
)

PAGE_MAX = 100
PUBLIC_EVENTS_MAX = 100


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """An event with what its public view needs."""

    event: Event
    organisations: Mapping[UUID, Organisation]
    taken: Mapping[UUID, int]


async def create_organisation(
    pool: Pool, principal: Principal, now: datetime, body: OrganisationBody
) -> Organisation:
    """Administrators make any, organizers such below their own."""
    values = organisation_values(body)
    parent_id = values.get("parent_id")
    if parent_id is None:
        require_administrator(principal, now=now)
    else:
        require(principal, roles=PLANS, organisation_ids=[parent_id], now=now)
    organisation = Organisation(id=new_id(), version=1, created_at=now, **values)
    async with transaction(pool) as tx:
        await _refuse_unknown(tx, {"parent_id": parent_id})
        await store.insert_organisation(tx, organisation)
        await put(tx, [announce.organisation_changed(organisation, [])], now=now)
    return organisation


async def change_organisation(
    pool: Pool,
    principal: Principal,
    now: datetime,
    organisation_id: UUID,
    body: OrganisationPatch,
) -> Organisation:
    """By the organisation's organizers; the place below another needs a role there as well."""
    require(principal, roles=PLANS, organisation_ids=[organisation_id], now=now)
    async with transaction(pool) as tx:
        before = await _locked_organisation(tx, organisation_id)
        values = organisation_values(body, before.kind)
        if values.get("kind", before.kind) is not OrganisationKind.JOB_CENTRE:
            values["carrier"] = None
        after = dataclasses.replace(before, **values)
        if after.parent_id != before.parent_id and after.parent_id is not None:
            require(principal, roles=PLANS, organisation_ids=[after.parent_id], now=now)
            await _refuse_unknown(tx, {"parent_id": after.parent_id})
            if organisation_id in await store.ancestors(tx, after.parent_id):
                raise InvalidFields.one("parent_id", "stands below this organisation", "circle")
        if after == before:
            return before
        return await _write_organisation(tx, after, now)


async def find_organisation(
    pool: Pool, principal: Principal, now: datetime, organisation_id: UUID
) -> Organisation:
    """For staff of the organisation, and for those who plan above it."""
    async with connection(pool) as reading:
        organisation = await store.read_organisation(reading, organisation_id)
    own = [organisation_id]
    if organisation is not None and organisation.parent_id is not None:
        own.append(organisation.parent_id)
    require(principal, roles=ROLES, organisation_ids=own, now=now)
    if organisation is None:
        raise NotFound
    return organisation


async def list_organisations(
    pool: Pool,
    principal: Principal,
    now: datetime,
    *,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Organisation]:
    """Those where the person has a role and the ones directly below."""
    reachable = reachable_organisations(principal, roles=ROLES, now=now)
    async with connection(pool) as reading:
        return await store.list_organisations(
            reading,
            everywhere=reachable is None,
            organisation_ids=list(reachable or ()),
            after=after,
            limit=limit,
        )


async def add_member(
    pool: Pool, principal: Principal, now: datetime, organisation_id: UUID, body: MemberBody
) -> Staff:
    """Make a staff member (if need be), give the role, invite by mail; twice changes nothing."""
    require(principal, roles=PLANS, organisation_ids=[organisation_id], now=now)
    faults = Faults()
    name = faults.line(body.name, "name", needed=True)
    email = normalised_email(body.email)
    if email is None:
        faults.add("email", "is not an e-mail address", "email")
    if body.role not in ROLES - {ADMINISTRATOR}:
        known = ", ".join(sorted(ROLES - {ADMINISTRATOR}))
        faults.add("role", f"must be one of {known}", "unknown")
    faults.raise_any()
    async with transaction(pool) as tx:
        organisation = await _locked_organisation(tx, organisation_id)
        staff, is_new = await access.ensure_staff(
            tx, now, email=email or "", name=name, locale=body.locale
        )
        wanted = Grant(body.role, organisation_id)
        if await access.grant(tx, staff, wanted, now, is_new=is_new, member=True):
            await access.invite(tx, staff, now, organisation_id=organisation_id, role=body.role)
            await _write_organisation(tx, organisation, now)
    return staff


async def create_event(
    pool: Pool, principal: Principal, now: datetime, body: EventBody, hooks: EventHooks
) -> Event:
    """A new draft; for organizers at the organisation that organises it."""
    if not is_administrator(principal, now=now):
        require(principal, roles=PLANS, organisation_ids=[body.organiser_id], now=now)
    event = planned_event(body, now, new_id)
    async with transaction(pool) as tx:
        await _refuse_unknown_of(tx, event)
        await store.insert_event(tx, event)
        await _tell(tx, event, now, hooks.after_change)
    return event


async def change_event(
    pool: Pool,
    principal: Principal,
    now: datetime,
    event_id: UUID,
    patch: EventPatch,
    *,
    hooks: EventHooks,
) -> Event:
    """Fields that were sent; no capacity falls below the places already taken."""
    async with transaction(pool) as tx:
        before = await _locked_event(tx, principal, event_id, now)
        if before.status in {Status.CLOSED, Status.CANCELLED}:
            raise EventOver
        after = changed_event(before, patch, now, new_id)
        if after.organiser_id != before.organiser_id:
            require(principal, roles=PLANS, organisation_ids=[after.organiser_id], now=now)
        if before.status is Status.PUBLISHED and removed_sessions(before.sessions, after.sessions):
            raise SessionInUse
        await _refuse_unknown_of(tx, after)
        taken = await hooks.places_taken(tx, [event_id])
        faults = Faults()
        faults.extend(capacities_below_taken(after, taken, session_paths(before, patch)))
        faults.raise_any()
        if after == before:
            return before
        after = dataclasses.replace(after, version=before.version + 1)
        await store.update_event(tx, after)
        await _tell(tx, after, now, hooks.after_change)
    return after


async def publish_event(
    pool: Pool, principal: Principal, now: datetime, event_id: UUID, hooks: EventHooks
) -> Event:
    """From now on the public sees it; doing it twice changes nothing."""
    async with transaction(pool) as tx:
        event = await _locked_event(tx, principal, event_id, now)
        if event.status is Status.PUBLISHED:
            return event
        if event.status is not Status.DRAFT or event.ends_at <= now:
            raise EventOver
        published = dataclasses.replace(event, status=Status.PUBLISHED, published_at=now)
        return await _move_on(tx, published, now, hooks.after_change)


async def close_event(
    pool: Pool, principal: Principal, now: datetime, event_id: UUID, hooks: EventHooks
) -> Event:
    """The event is over and its figures are to be reported; `ends_at` stays as planned."""
    async with transaction(pool) as tx:
        event = await _locked_event(tx, principal, event_id, now)
        if event.status is Status.CLOSED:
            return event
        if event.status is Status.CANCELLED:
            raise EventOver
        if event.status is Status.DRAFT:
            raise NotPublished
        closed = dataclasses.replace(event, status=Status.CLOSED, closed_at=now)
        return await _move_on(tx, closed, now, hooks.on_close)


async def cancel_event(
    pool: Pool, principal: Principal, now: datetime, event_id: UUID, hooks: EventHooks
) -> Event:
    """It does not take place; those who had a place are told."""
    async with transaction(pool) as tx:
        event = await _locked_event(tx, principal, event_id, now)
        if event.status is Status.CANCELLED:
            return event
        if event.status is Status.CLOSED:
            raise EventOver
        cancelled = dataclasses.replace(event, status=Status.CANCELLED)
        return await _move_on(tx, cancelled, now, hooks.on_cancel)


async def find_event(
    pool: Pool, principal: Principal | None, now: datetime, event_id: UUID, hooks: EventHooks
) -> Event | PublicEvent:
    """In full for the organizing team, the public view for all others; drafts are for the team."""
    async with connection(pool) as reading:
        event = await store.read_event(reading, event_id)
        if event is None:
            raise NotFound
        if principal is not None and _is_in_team(principal, event, now):
            return event
        if not event.is_public:
            raise NotFound
        return await _public(reading, event, hooks)


async def find_public_event(pool: Pool, event_id: UUID, hooks: EventHooks) -> PublicEvent:
    """What everybody may see; raises NotFound for drafts."""
    async with connection(pool) as reading:
        event = await store.read_event(reading, event_id)
        if event is None or not event.is_public:
            raise NotFound
        return await _public(reading, event, hooks)


async def find_event_of_team(
    pool: Pool, principal: Principal, now: datetime, event_id: UUID, roles: frozenset[str]
) -> tuple[Event, Mapping[UUID, Organisation]]:
    """The event with its organisations, for these roles; raises NotFound, WrongRole."""
    async with connection(pool) as reading:
        event = await store.read_event(reading, event_id)
        if event is None:
            raise NotFound
        require_at_event(principal, event, roles, now)
        return event, await store.read_organisations(reading, event.organisation_ids)


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
    others = [event for event in events if not _is_in_team(principal, event, now)]
    if not others:
        return list(events)
    async with connection(pool) as reading:
        public = {event.id: await _public(reading, event, hooks) for event in others}
    return [public.get(event.id, event) for event in events]


async def list_public_events(pool: Pool, now: datetime, hooks: EventHooks) -> list[PublicEvent]:
    """What is published and not over, the next first."""
    async with connection(pool) as reading:
        events = await store.list_public_events(reading, now, PUBLIC_EVENTS_MAX)
        ids = {id_ for event in events for id_ in event.organisation_ids}
        organisations = await store.read_organisations(reading, ids)
        taken = await hooks.places_taken(reading, [event.id for event in events])
        return [PublicEvent(event, organisations, taken) for event in events]


async def _public(reading: Connection, event: Event, hooks: EventHooks) -> PublicEvent:
    ids = set(event.organisation_ids)
    ids |= {s.host_organisation_id for s in event.sessions if s.host_organisation_id}
    organisations = await store.read_organisations(reading, ids)
    return PublicEvent(event, organisations, await hooks.places_taken(reading, [event.id]))


def _is_in_team(principal: Principal, event: Event, now: datetime) -> bool:
    try:
        return is_in_team(principal, event, now)
    except NotFound:
        return False


async def _locked_event(
    tx: Connection, principal: Principal, event_id: UUID, now: datetime
) -> Event:
    if not await store.lock_event(tx, event_id):
        raise NotFound
    event = await store.read_event(tx, event_id)
    assert event is not None  # noqa: S101 - locked a statement ago
    require_at_event(principal, event, PLANS, now)
    return event


async def _move_on(
    tx: Connection, event: Event, now: datetime, hooks: Sequence[EventHook]
) -> Event:
    moved = dataclasses.replace(event, version=event.version + 1)
    await store.update_event(tx, moved)
    await _tell(tx, moved, now, hooks)
    return moved


async def _tell(tx: Connection, event: Event, now: datetime, hooks: Iterable[EventHook]) -> None:
    """The event goes out before what its change caused."""
    await _put_one(tx, announce.event_changed(event), now)
    for hook in hooks:
        await hook(tx, event, now)


async def _put_one(tx: Connection, message: OutgoingMessage, now: datetime) -> None:
    try:
        await put(tx, [message], now=now)
    except MessageTooLarge:
        raise InvalidFields.one("body", "is too long with all its texts", "too-long") from None


async def _locked_organisation(tx: Connection, organisation_id: UUID) -> Organisation:
    if not await store.lock_organisation(tx, organisation_id):
        raise NotFound
    organisation = await store.read_organisation(tx, organisation_id)
    assert organisation is not None  # noqa: S101 - locked a statement ago
    return organisation


async def _write_organisation(
    tx: Connection, organisation: Organisation, now: datetime
) -> Organisation:
    written = dataclasses.replace(organisation, version=organisation.version + 1)
    await store.update_organisation(tx, written)
    members = await access_store.members_of(tx, written.id)
    await put(tx, [announce.organisation_changed(written, members)], now=now)
    return written


async def _refuse_unknown_of(tx: Connection, event: Event) -> None:
    named: dict[str, UUID | None] = {"organiser_id": event.organiser_id}
    named.update({f"partner_ids[{i}]": id_ for i, id_ in enumerate(event.partner_ids)})
    for index, session in enumerate(s for s in event.sessions if s.slot_of is None):
        named[f"sessions[{index}].host_organisation_id"] = session.host_organisation_id
    await _refuse_unknown(tx, named)


async def _refuse_unknown(tx: Connection, named: Mapping[str, UUID | None]) -> None:
    known = await store.read_organisations(tx, {id_ for id_ in named.values() if id_})
    unknown = [field for field, id_ in named.items() if id_ is not None and id_ not in known]
    if unknown:
        raise InvalidFields(
            [FieldError(field, "is no organisation we know", "unknown") for field in unknown]
        )
