"""What every act of the organizing team on contingents and invitations begins and ends with."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.registration.access import audit
from services.registration.events.domain import Event, Status
from services.registration.events.errors import EventOver
from services.registration.events.policy import PLANS
from services.registration.events.store import lock_event
from services.registration.events.use_cases import event_for
from services.registration.invitations import store
from services.registration.invitations.domain import Contingent, Invitation
from services.registration.invitations.hooks import InvitationHooks
from services.registration.invitations.links import CONTINGENT, INVITATION, InvitationKeys
from shared.clock import Clock
from shared.database.pool import Connection, Pool
from shared.errors import NotFound
from shared.web.principal import Principal


class Acting:
    """Shared by the use cases of this slice."""

    def __init__(
        self, pool: Pool, clock: Clock, keys: InvitationKeys, hooks: InvitationHooks
    ) -> None:
        self._pool = pool
        self._clock = clock
        self._keys = keys
        self._hooks = hooks

    async def _locked(
        self,
        tx: Connection,
        principal: Principal,
        event_id: UUID,
        roles: frozenset[str] = PLANS,
    ) -> Event:
        """The event, its row locked, still to come. Raises NotFound, WrongRole, EventOver."""
        await lock_event(tx, event_id)
        event = await self._event(tx, principal, event_id, roles)
        if event.status not in {Status.DRAFT, Status.PUBLISHED} or event.ends_at <= self._clock():
            raise EventOver
        return event

    async def _event(
        self, tx: Connection, principal: Principal, event_id: UUID, roles: frozenset[str]
    ) -> Event:
        return await event_for(tx, principal, event_id, roles, self._clock())

    async def _with_contingent(
        self, tx: Connection, principal: Principal, contingent_id: UUID
    ) -> tuple[Event, Contingent]:
        """A contingent and its event, locked. Raises NotFound, WrongRole, EventOver."""
        found = await store.read_contingent(tx, contingent_id)
        if found is None:
            raise NotFound
        event = await self._locked(tx, principal, found.event_id)
        now_so = await store.read_contingent(tx, contingent_id)
        return event, now_so or found

    async def _with_invitation(
        self, tx: Connection, principal: Principal, invitation_id: UUID
    ) -> tuple[Event, Invitation]:
        """An invitation and its event, locked. Raises NotFound, WrongRole, EventOver."""
        found = await store.read_invitation(tx, invitation_id)
        if found is None:
            raise NotFound
        event = await self._locked(tx, principal, found.event_id)
        now_so = await store.read_invitation(tx, invitation_id)
        return event, now_so or found

    def _code_of(self, thing: Contingent | Invitation) -> bytes:
        purpose = CONTINGENT if isinstance(thing, Contingent) else INVITATION
        code = self._keys.code_of(purpose, thing.id, thing.generation)
        return self._keys.code_lookup(code)

    async def _note(
        self,
        tx: Connection,
        principal: Principal,
        event: Event,
        deed: str,
        about: UUID,
        **changed: Any,
    ) -> None:
        await audit.note(
            tx,
            principal,
            f"invitations.{deed}",
            now=self._clock(),
            about=about,
            organisation_id=event.organiser_id,
            changed={"event_id": str(event.id), **changed},
        )
