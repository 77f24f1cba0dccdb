"""Places that are kept for an organisation: given, changed, released."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from uuid import UUID

from services.registration.events.domain import Event
from services.registration.events.store import lock_event, read_event
from services.registration.invitations import store
from services.registration.invitations.domain import (
    CONTINGENTS_MAX,
    Contingent,
    most_places,
    places_kept,
)
from services.registration.invitations.errors import (
    ContingentExists,
    ContingentReleased,
    TooManyContingents,
)
from services.registration.invitations.use_cases.acting import Acting
from services.registration.organisations.use_cases import refuse_unknown
from shared.database.pool import Connection, connection, transaction
from shared.errors import InvalidFields
from shared.ids import new_id
from shared.web.principal import Principal

EVENTS_RELEASED_AT_ONCE = 50


class Contingents(Acting):
    """What becomes of contingents. What they free goes to who waits, in the same transaction."""

    async def add(
        self,
        principal: Principal,
        event_id: UUID,
        organisation_id: UUID,
        places: int,
        release_at: datetime | None,
    ) -> Contingent:
        """Keep places for an organisation.

        Raises NotFound, WrongRole, EventOver, InvalidFields, ContingentExists, TooManyContingents.
        """
        now = self._clock()
        async with transaction(self._pool) as tx:
            event = await self._locked(tx, principal, event_id)
            await refuse_unknown(tx, {"organisation_id": organisation_id})
            others = await store.list_contingents(tx, event_id)
            if any(c.organisation_id == organisation_id for c in others):
                raise ContingentExists
            if len(others) >= CONTINGENTS_MAX:
                raise TooManyContingents
            made = Contingent(
                id=new_id(),
                event_id=event_id,
                organisation_id=organisation_id,
                places=places,
                created_at=now,
                release_at=release_at,
            )
            _check_release(event, release_at, now)
            await self._check_places(tx, event, made)
            await store.insert_contingent(tx, made, self._code_of(made))
            await self._hooks.places_changed(tx, event, now)
            await self._note(tx, principal, event, "contingent-added", made.id, places=places)
        return made

    async def change(
        self,
        principal: Principal,
        contingent_id: UUID,
        *,
        places: int | None = None,
        release_at: datetime | None = None,
        keep_release: bool = True,
    ) -> Contingent:
        """Other places, another day of release (`keep_release` False: as given, None for never).

        Raises NotFound, WrongRole, EventOver, InvalidFields, ContingentReleased.
        """
        now = self._clock()
        async with transaction(self._pool) as tx:
            event, before = await self._with_contingent(tx, principal, contingent_id)
            if before.released_at is not None:
                raise ContingentReleased
            after = dataclasses.replace(
                before,
                places=places or before.places,
                release_at=before.release_at if keep_release else release_at,
            )
            if after == before:
                return before
            if after.release_at != before.release_at:
                _check_release(event, after.release_at, now)
            if after.places != before.places:
                await self._check_places(tx, event, after)
            await store.update_contingent(tx, after, self._code_of(after))
            await self._hooks.places_changed(tx, event, now)
            await self._note(
                tx, principal, event, "contingent-changed", after.id, places=after.places
            )
        return after

    async def release(self, principal: Principal, contingent_id: UUID) -> Contingent:
        """Give the unused places to everybody else now; a second time changes nothing.

        Raises NotFound, WrongRole, EventOver.
        """
        now = self._clock()
        async with transaction(self._pool) as tx:
            event, before = await self._with_contingent(tx, principal, contingent_id)
            if before.released_at is not None:
                return before
            after = dataclasses.replace(before, released_at=now)
            await store.update_contingent(tx, after, self._code_of(after))
            await self._hooks.places_changed(tx, event, now)
            await self._note(tx, principal, event, "contingent-released", after.id)
        return after

    async def renew_link(self, principal: Principal, contingent_id: UUID) -> Contingent:
        """A new link and code; those handed on until now are dead. Raises as `release`."""
        async with transaction(self._pool) as tx:
            event, before = await self._with_contingent(tx, principal, contingent_id)
            after = dataclasses.replace(before, generation=before.generation + 1)
            await store.update_contingent(tx, after, self._code_of(after))
            await self._note(tx, principal, event, "contingent-link-renewed", after.id)
        return after

    async def release_due(self) -> int:
        """Release what is due by now; returns in how many events, 0 when nothing is left."""
        now = self._clock()
        async with connection(self._pool) as lent:
            due = await store.due_events(lent, now, EVENTS_RELEASED_AT_ONCE)
        for event_id in due:
            async with transaction(self._pool) as tx:
                await lock_event(tx, event_id)
                if not await store.release_due(tx, event_id, now):
                    continue
                event = await read_event(tx, event_id)
                if event is not None:
                    await self._hooks.places_changed(tx, event, now)
        return len(due)

    async def _check_places(self, tx: Connection, event: Event, wanted: Contingent) -> None:
        """Raises InvalidFields if there aren't so many, or more are taken already."""
        usage = await self._hooks.used(tx, event.id)
        others = await store.list_contingents(tx, event.id)
        kept = places_kept(others, besides=wanted.id)
        held = usage.held.get(wanted.id, 0)
        if wanted.places < held:
            raise InvalidFields.one("places", "is below the places already taken", "below_taken")
        most = most_places(event.capacity, kept, usage.taken_by_others)
        if wanted.places > most:
            reason = f"the event has {most} places left for this contingent"
            raise InvalidFields.one("places", reason, "above_capacity")


def _check_release(event: Event, release_at: datetime | None, now: datetime) -> None:
    if release_at is None:
        return
    if release_at <= now:
        raise InvalidFields.one("release_at", "is in the past", "past")
    if release_at > event.ends_at:
        raise InvalidFields.one("release_at", "must not be after the event", "outside_event")


async def event_changed(tx: Connection, event: Event, _now: datetime) -> None:
    """Planning's hook: an event keeps room for its contingents. Raises InvalidFields."""
    if event.capacity is None:
        return
    kept = places_kept(await store.list_contingents(tx, event.id))
    if event.capacity < kept:
        reason = f"is below the {kept} places kept for organisations"
        raise InvalidFields.one("capacity", reason, "below_contingents")
