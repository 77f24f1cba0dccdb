"""An event is planned, and planned anew."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from uuid import UUID

from msgspec import UNSET

from services.registration.events import store
from services.registration.events.bodies import EventBody, EventPatch
from services.registration.events.bodies.moving import CopyBody
from services.registration.events.domain import (
    Event,
    Status,
    capacities_below_taken,
    changed_fields,
    is_another_day,
    removed_sessions,
    sessions_elsewhen,
)
from services.registration.events.errors import (
    ChangedMeanwhile,
    EventOver,
)
from services.registration.events.hooks import EventHooks
from services.registration.events.planning import changed_event, planned_event, session_paths
from services.registration.events.planning.shifting import copied_event
from services.registration.events.policy import PLANS
from services.registration.events.use_cases.sessions import refuse_in_use
from services.registration.events.use_cases.telling import locked_event, note_event, tell
from services.registration.organisations.use_cases import refuse_unknown
from shared.database.pool import Connection, Pool, transaction
from shared.errors import InvalidFields, NotFound, WrongRole
from shared.ids import new_id
from shared.web.faults import Faults
from shared.web.principal import Principal, is_administrator, require


async def create_event(
    pool: Pool, principal: Principal, now: datetime, body: EventBody, hooks: EventHooks
) -> Event:
    """A new draft; for organizers at the organisation that organises it."""
    if not is_administrator(principal, now=now):
        require(principal, roles=PLANS, organisation_ids=[body.organiser_id], now=now)
    event = planned_event(body, now, new_id)
    async with transaction(pool) as tx:
        await keep_new(tx, event, now, hooks)
        await note_event(tx, principal, "created", event, now, kind=event.kind.value)
    return event


async def keep_new(tx: Connection, event: Event, now: datetime, hooks: EventHooks) -> None:
    """Write a new event and tell of it; raises InvalidFields for unknown organisations."""
    await _refuse_unknown_of(tx, event)
    await store.insert_event(tx, event)
    await tell(tx, event, now, hooks.after_change)


async def change_event(
    pool: Pool,
    principal: Principal,
    now: datetime,
    event_id: UUID,
    patch: EventPatch,
    *,
    hooks: EventHooks,
    expected_version: int | None = None,
) -> Event:
    """Fields that were sent; no capacity falls below the places already taken.

    Another start or end of a published event is told to everybody who is registered, as in
    `reschedule_event` with bookings kept; `notice` is then what they are told besides. Another time
    of a session is told to those who chose it.

    `expected_version`: the one that was read before; raises ChangedMeanwhile if it is another now.
    """
    async with transaction(pool) as tx:
        before = await locked_event(tx, principal, event_id, now)
        if expected_version not in {None, before.version}:
            raise ChangedMeanwhile
        if before.status in {Status.CLOSED, Status.CANCELLED}:
            raise EventOver
        after = changed_event(before, patch, now, new_id)
        if after.organising_ids != before.organising_ids:
            _check_may_hand_over(principal, before, after, now)
        await refuse_in_use(tx, before, removed_sessions(before.sessions, after.sessions), hooks)
        await _refuse_unknown_of(tx, after)
        taken = await hooks.places_taken(tx, [event_id])
        faults = Faults()
        faults.extend(capacities_below_taken(after, taken, session_paths(before, patch)))
        faults.raise_any()
        if after == before:
            return before
        after = dataclasses.replace(after, version=before.version + 1)
        moves = is_another_day(before, after)
        if moves and patch.notice is UNSET:
            after = dataclasses.replace(after, notice={})
        await store.update_event(tx, after)
        after_it = (*hooks.after_change, *(hooks.on_move if moves else ()))
        told = (*hooks.replanned(before), *dict.fromkeys(after_it))
        await tell(tx, after, now, told, noted=moves)
        if elsewhen := sessions_elsewhen(before, after):
            for hook in hooks.on_sessions_elsewhen:
                await hook(tx, after, elsewhen, now)
        fields = changed_fields(before, after)
        await note_event(tx, principal, "changed", after, now, fields=fields)
    return after


def _check_may_hand_over(principal: Principal, before: Event, after: Event, now: datetime) -> None:
    """Who organises is decided by the organizers of the organisation whose event it is.

    Raises WrongRole for those of a co-organiser, and for who plans nothing at the new one.
    """
    for organiser_id in {before.organiser_id, after.organiser_id}:
        try:
            require(principal, roles=PLANS, organisation_ids=[organiser_id], now=now)
        except NotFound:
            raise WrongRole from None


async def _refuse_unknown_of(tx: Connection, event: Event) -> None:
    named: dict[str, UUID | None] = {"organiser_id": event.organiser_id}
    named.update({f"co_organiser_ids[{i}]": id_ for i, id_ in enumerate(event.co_organiser_ids)})
    named.update({f"partner_ids[{i}]": id_ for i, id_ in enumerate(event.partner_ids)})
    for index, session in enumerate(s for s in event.sessions if s.slot_of is None):
        named[f"sessions[{index}].host_organisation_id"] = session.host_organisation_id
    await refuse_unknown(tx, named)
    if event.series_id is not None:
        series = await store.read_series(tx, event.series_id)
        if series is None or series.organisation_id not in event.organising_ids:
            raise InvalidFields.one("series_id", "is no series of the organiser", "unknown")


async def copy_event(
    pool: Pool,
    principal: Principal,
    now: datetime,
    event_id: UUID,
    body: CopyBody,
    *,
    hooks: EventHooks,
) -> Event:
    """A new draft like this one on another day; for organizers of the team."""
    async with transaction(pool) as tx:
        source = await locked_event(tx, principal, event_id, now)
        copy = copied_event(source, body, now, new_id)
        await store.insert_event(tx, copy)
        await tell(tx, copy, now, hooks.after_change)
        for hook in hooks.on_copy:
            await hook(tx, source, copy, now)
        await note_event(tx, principal, "copied", copy, now, source=str(event_id))
    return copy
