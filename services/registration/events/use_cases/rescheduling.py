"""An event gets another day, or is called off: everybody is told, bookings kept or released."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from uuid import UUID

from services.registration.events.bodies.moving import BookingsThen, CancelBody, RescheduleBody
from services.registration.events.domain import Event, Status
from services.registration.events.errors import EventOver, NotPublished
from services.registration.events.hooks import EventHooks
from services.registration.events.planning.shifting import moved_event
from services.registration.events.planning.texts import cleaned_notices
from services.registration.events.use_cases.moving import move_on
from services.registration.events.use_cases.telling import locked_event
from shared.database.pool import Pool, transaction
from shared.web.faults import Faults
from shared.web.principal import Principal


async def reschedule_event(
    pool: Pool,
    principal: Principal,
    now: datetime,
    event_id: UUID,
    body: RescheduleBody,
    *,
    hooks: EventHooks,
) -> Event:
    """Another day for a published event, or for one that was called off: it is on again.

    Kept bookings keep their places, tickets and scans; released ones have to register again.
    Raises NotPublished for drafts (change them) and EventOver for closed events.
    """
    async with transaction(pool) as tx:
        before = await locked_event(tx, principal, event_id, now)
        if before.status is Status.DRAFT:
            raise NotPublished
        if before.status is Status.CLOSED or before.published_at is None:
            raise EventOver
        moved = dataclasses.replace(moved_event(before, body, now), status=Status.PUBLISHED)
        if moved == before:
            return before
        keep = body.bookings is BookingsThen.KEEP
        return await move_on(
            tx,
            principal,
            moved,
            now,
            hooks=(*hooks.replanned(before), *(hooks.on_move if keep else hooks.on_release)),
            deed="rescheduled",
            noted=True,
            bookings=body.bookings.value,
        )


async def cancel_event(
    pool: Pool,
    principal: Principal,
    now: datetime,
    event_id: UUID,
    body: CancelBody,
    *,
    hooks: EventHooks,
) -> Event:
    """It does not take place, for good or until it has another day; who had a place is told.

    Doing it twice changes nothing, but bookings that were kept may be released later.
    """
    faults = Faults()
    note = cleaned_notices(body.note, "note", faults)
    faults.raise_any()
    async with transaction(pool) as tx:
        event = await locked_event(tx, principal, event_id, now)
        if event.status is Status.CLOSED:
            raise EventOver
        keep = body.bookings is BookingsThen.KEEP and event.status is not Status.DRAFT
        if event.status is Status.CANCELLED:
            held = (await hooks.reach(tx, event_id)).registrations
            if keep or not held:
                return event
        return await move_on(
            tx,
            principal,
            dataclasses.replace(event, status=Status.CANCELLED, notice=note),
            now,
            hooks=(*hooks.replanned(event), *(hooks.on_postpone if keep else hooks.on_cancel)),
            deed=Status.CANCELLED.value,
            noted=True,
            bookings=(BookingsThen.KEEP if keep else BookingsThen.RELEASE).value,
        )
