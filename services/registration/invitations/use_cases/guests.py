"""What the invited can do: open their link, type their code, say that they can't come."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from uuid import UUID

from services.registration.events.domain import Event
from services.registration.events.errors import EventOver
from services.registration.events.store import lock_event, read_event
from services.registration.invitations import store
from services.registration.invitations.domain import Contingent, Invitation, Right, State
from services.registration.invitations.errors import InvitationInvalid, InvitationUsed
from services.registration.invitations.hooks import InvitationHooks
from services.registration.invitations.links import InvitationKeys
from services.registration.invitations.use_cases.acting import Acting
from services.registration.organisations.store import read_organisation
from shared.buckets import Buckets, network_of
from shared.clock import Clock
from shared.database.pool import Connection, Pool, connection, transaction
from shared.errors import TooManyRequests
from shared.tokens import ParsedToken, parse_token

CODES_BURST = 30
CODES_PER_SECOND = 0.2


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link or code opens. `invitation` None: the link of a whole contingent."""

    event: Event
    right: Right
    token: str
    organisation: str | None
    invitation: Invitation | None
    state: State

    @property
    def name(self) -> str | None:
        """Who is invited."""
        return self.invitation.name if self.invitation else None


class Guests(Acting):
    """The use cases of those who hold a link or a code."""

    def __init__(
        self,
        pool: Pool,
        clock: Clock,
        keys: InvitationKeys,
        hooks: InvitationHooks,
        *,
        limited: bool,
    ) -> None:
        super().__init__(pool, clock, keys, hooks)
        self._codes = Buckets(CODES_BURST, CODES_PER_SECOND) if limited else None

    async def opened(self, text: str) -> Opened:
        """What a token of a link opens; raises InvitationInvalid. Nothing changes."""
        parsed = parse_token(text)
        if parsed is None:
            raise InvitationInvalid
        async with connection(self._pool) as lent:
            invitation = await store.read_invitation(lent, parsed.id)
            if invitation is not None:
                return await self._of_invitation(lent, invitation, parsed)
            contingent = await store.read_contingent(lent, parsed.id)
            if contingent is not None:
                return await self._of_contingent(lent, contingent, parsed)
        raise InvitationInvalid

    async def right(self, text: str) -> Right:
        """The right that a token gives; raises InvitationInvalid."""
        return (await self.opened(text)).right

    async def kept_for(self, event_id: UUID, organisation_id: UUID) -> Right | None:
        """The places that are kept for an organisation: whom the team registers takes one."""
        async with connection(self._pool) as lent:
            found = await store.contingent_of(lent, event_id, organisation_id)
        if found is None:
            return None
        return Right(event_id, found.generation, found.id, None, organisation_id)

    async def by_code(self, typed: str, network: str | None) -> str:
        """The token that a code on paper stands for; raises InvitationInvalid, TooManyRequests."""
        self._brake(network)
        lookups = self._keys.code_lookups(typed)
        if not lookups:
            raise InvitationInvalid
        async with connection(self._pool) as lent:
            id_ = await store.id_by_code(lent, lookups)
            invitation = await store.read_invitation(lent, id_) if id_ else None
            contingent = await store.read_contingent(lent, id_) if id_ else None
        if invitation is not None:
            return self._keys.invitation.token(invitation.id, invitation.generation)
        if contingent is not None:
            return self._keys.contingent.token(contingent.id, contingent.generation)
        raise InvitationInvalid

    async def decline(self, text: str) -> Opened:
        """The invited can't come; a second time changes nothing, and registering later is fine.

        Raises InvitationInvalid (also for a contingent's link), InvitationUsed, EventOver.
        """
        now = self._clock()
        found = await self.opened(text)
        if found.invitation is None:
            raise InvitationInvalid
        async with transaction(self._pool) as tx:
            await lock_event(tx, found.event.id)
            invitation = await store.read_invitation(tx, found.invitation.id)
            usage = await self._hooks.used(tx, found.event.id)
            if invitation is None or invitation.generation != found.right.generation:
                raise InvitationInvalid
            if invitation.id in usage.bookings:
                raise InvitationUsed
            if found.event.ends_at <= now:
                raise EventOver
            if invitation.declined_at is None:
                invitation = dataclasses.replace(invitation, declined_at=now)
                await store.update_invitation(tx, invitation, self._code_of(invitation))
        return dataclasses.replace(found, invitation=invitation, state=State.DECLINED)

    async def _of_invitation(
        self, lent: Connection, invitation: Invitation, parsed: ParsedToken
    ) -> Opened:
        good = self._keys.invitation.matches(parsed, invitation.generation)
        event = await read_event(lent, invitation.event_id)
        if not good or invitation.revoked_at or event is None or not event.is_public:
            raise InvitationInvalid
        usage = await self._hooks.used(lent, event.id)
        organisation_id = None
        if invitation.contingent_id is not None:
            contingent = await store.read_contingent(lent, invitation.contingent_id)
            organisation_id = contingent.organisation_id if contingent else None
        return Opened(
            event=event,
            right=Right(
                event_id=event.id,
                generation=invitation.generation,
                contingent_id=invitation.contingent_id,
                invitation_id=invitation.id,
                organisation_id=organisation_id,
            ),
            token=self._keys.invitation.token(invitation.id, invitation.generation),
            organisation=await _name_of(lent, organisation_id),
            invitation=invitation,
            state=invitation.state(used=invitation.id in usage.bookings),
        )

    async def _of_contingent(
        self, lent: Connection, contingent: Contingent, parsed: ParsedToken
    ) -> Opened:
        good = self._keys.contingent.matches(parsed, contingent.generation)
        event = await read_event(lent, contingent.event_id)
        if not good or event is None or not event.is_public:
            raise InvitationInvalid
        return Opened(
            event=event,
            right=Right(
                event_id=event.id,
                generation=contingent.generation,
                contingent_id=contingent.id,
                organisation_id=contingent.organisation_id,
            ),
            token=self._keys.contingent.token(contingent.id, contingent.generation),
            organisation=await _name_of(lent, contingent.organisation_id),
            invitation=None,
            state=State.OPEN,
        )

    def _brake(self, network: str | None) -> None:
        if self._codes is None or network is None:
            return
        wait = self._codes.take(network_of(network), self._clock())
        if wait > 0:
            raise TooManyRequests(retry_after_seconds=math.ceil(wait))


async def _name_of(lent: Connection, organisation_id: UUID | None) -> str | None:
    found = await read_organisation(lent, organisation_id) if organisation_id else None
    return found.name if found else None
