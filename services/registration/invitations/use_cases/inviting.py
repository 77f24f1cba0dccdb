"""Single people are invited: by mail or letter, again, or not any more."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from services.registration.events.domain import Event, EventKind, Identity, Status
from services.registration.events.errors import NotPublished
from services.registration.events.policy import PLANS
from services.registration.events.store import lock_event
from services.registration.invitations import announce, letters, store
from services.registration.invitations.domain import (
    INVITATIONS_MAX,
    LIST_MAX,
    Channel,
    Invitation,
    State,
    told_by_letter,
)
from services.registration.invitations.errors import (
    ContingentReleased,
    InvitationRevoked,
    InvitationUsed,
    NobodyInvitedByName,
    NobodyToInvite,
    ResentOften,
    TooManyInvitations,
)
from services.registration.invitations.intake import Guest
from services.registration.invitations.links import INVITATION
from services.registration.invitations.use_cases.acting import Acting
from services.registration.organisations.store import read_organisations
from shared.database.pool import Connection, transaction
from shared.errors import FieldError, InvalidFields, NotFound
from shared.ids import new_id
from shared.messaging.erasure import erase_contacts
from shared.messaging.outbox import put
from shared.web.principal import Principal

OPEN_DAYS = frozenset({EventKind.HEALTH_DAY, EventKind.HEALTH_WEEK})
"""Whoever visits these stays unknown to the organizers: an invitation would tell."""


class Inviting(Acting):
    """What becomes of personal invitations."""

    async def invite(
        self,
        principal: Principal,
        event_id: UUID,
        guests: Sequence[Guest],
        *,
        contingent_id: UUID | None = None,
    ) -> list[Invitation]:
        """Invite people, all or none; mails go out at once if the event is published.

        `guests` are cleaned (intake.py). Raises NotFound (also for a foreign contingent),
        WrongRole, EventOver, InvalidFields for who is invited already, NobodyInvitedByName,
        TooManyInvitations, ContingentReleased.
        """
        now = self._clock()
        made = [
            Invitation(
                id=new_id(),
                event_id=event_id,
                channel=guest.channel or Channel.MAIL,
                locale=guest.locale,
                created_at=now + timedelta(microseconds=place),  # a list keeps its order
                contingent_id=contingent_id,
                name=guest.name,
                email=guest.email,
                address=guest.address,
            )
            for place, guest in enumerate(guests)
        ]
        async with transaction(self._pool) as tx:
            event = await self._locked(tx, principal, event_id)
            if event.identity is not Identity.NAMED or event.kind in OPEN_DAYS:
                raise NobodyInvitedByName
            await self._check_contingent(tx, event, contingent_id)
            if await store.count_invitations(tx, event_id) + len(made) > INVITATIONS_MAX:
                raise TooManyInvitations
            kept = await self._keep(tx, made)
            _refuse_twice([g for g, each in zip(guests, made, strict=True) if each.id not in kept])
            await put(tx, [announce.contact(each) for each in made if each.email], now=now)
            if event.status is Status.PUBLISHED:
                made = await self._send(tx, event, made)
            await self._note(tx, principal, event, "invited", event.id, count=len(made))
        return made

    async def send_unsent(self, principal: Principal, event_id: UUID) -> int:
        """Mail all open invitations that nobody has got yet; returns how many.

        Raises NotFound, WrongRole, EventOver, NotPublished, NobodyToInvite.
        """
        async with transaction(self._pool) as tx:
            event = await self._locked(tx, principal, event_id)
            if event.status is not Status.PUBLISHED:
                raise NotPublished
            waiting = [i for i in await self._open(tx, event) if i.sent_at is None]
            sent = [i for i in await self._send(tx, event, waiting) if i.sent_at is not None]
            if not sent:
                raise NobodyToInvite
            await self._note(tx, principal, event, "sent", event.id, count=len(sent))
        return len(sent)

    async def resend(self, principal: Principal, invitation_id: UUID) -> Invitation:
        """Mail the link once more; it stays the same, and who declined is asked again.

        Raises NotFound, WrongRole, EventOver, NotPublished, InvitationUsed, InvitationRevoked,
        ResentOften; InvalidFields if there is no address.
        """
        now = self._clock()
        async with transaction(self._pool) as tx:
            event, found = await self._with_invitation(tx, principal, invitation_id)
            await self._check_unused(tx, event, found)
            if event.status is not Status.PUBLISHED:
                raise NotPublished
            if found.email is None:
                raise InvalidFields.one("email", "is missing", "missing")
            asked = found.sent_again(now)
            if asked is None:
                raise ResentOften
            await store.update_invitation(tx, asked, self._code_of(asked))
            await put(tx, [announce.mail(asked, event)], now=now)
            await self._note(tx, principal, event, "sent-again", asked.id)
        return asked

    async def revoke(self, principal: Principal, invitation_id: UUID) -> Invitation:
        """Take the invitation back: link and code are dead. A second time changes nothing.

        Who has registered stays registered: then raises InvitationUsed. Raises NotFound,
        WrongRole, EventOver.
        """
        async with transaction(self._pool) as tx:
            event, found = await self._with_invitation(tx, principal, invitation_id)
            if found.revoked_at is not None:
                return found
            await self._check_unused(tx, event, found)
            dead = await self._end(tx, found)
            await self._note(tx, principal, event, "revoked", dead.id)
        return dead

    async def _end(self, tx: Connection, found: Invitation) -> Invitation:
        """Its link and code are dead from now on."""
        dead = dataclasses.replace(found, generation=found.generation + 1, revoked_at=self._clock())
        await store.update_invitation(tx, dead, self._code_of(dead))
        return dead

    async def erase(self, principal: Principal, invitation_id: UUID) -> None:
        """Forget who was invited, and revoke what was not used. A second time changes nothing.

        Raises NotFound, WrongRole, EventOver.
        """
        now = self._clock()
        async with transaction(self._pool) as tx:
            event, found = await self._with_invitation(tx, principal, invitation_id)
            if found.erased_at is not None:
                return
            usage = await self._hooks.used(tx, event.id)
            if found.id not in usage.bookings and found.revoked_at is None:
                await self._end(tx, found)
            await store.erase_invitations(tx, [found.id], now)
            await erase_contacts(tx, [found.id], now=now)
            await self._note(tx, principal, event, "erased", found.id)

    async def letters(
        self,
        principal: Principal,
        event_id: UUID,
        ids: Sequence[UUID],
        base_url: str,
        *,
        news: bool = False,
    ) -> bytes:
        """Letters to print (PDF) for these open invitations; none named: those by letter that
        were never printed, at most LIST_MAX.

        `news`: to those whom only a letter reached and who have not answered: what is new, or that
        the event is called off; the longest without a letter first.

        Raises NotFound (also for ids of other events), WrongRole, EventOver, NotPublished,
        NobodyToInvite.
        """
        now = self._clock()
        async with transaction(self._pool) as tx:
            event = await (
                self._told(tx, principal, event_id)
                if news
                else self._locked(tx, principal, event_id)
            )
            if event.status is not Status.PUBLISHED and not news:
                raise NotPublished
            open_ = {i.id: i for i in await self._open(tx, event)}
            if ids:
                known = {i.id for i in await store.read_invitations(tx, ids)}
                if known != set(ids):
                    raise NotFound
                chosen = [open_[id_] for id_ in ids if id_ in open_]
            elif news:
                chosen = told_by_letter(open_.values())
            else:
                chosen = [
                    i for i in open_.values() if i.channel is Channel.LETTER and i.sent_at is None
                ]
            chosen = chosen[:LIST_MAX]
            if not chosen:
                raise NobodyToInvite
            contingents = {c.id: c for c in await store.list_contingents(tx, event_id)}
            organisations = await read_organisations(
                tx, {event.organiser_id, *(c.organisation_id for c in contingents.values())}
            )
            await store.mark_sent(tx, [i.id for i in chosen], now)
            await self._note(tx, principal, event, "printed", event.id, count=len(chosen))
        written = [
            letters.Letter(
                invitation=invitation,
                link=self._link(base_url, invitation),
                code=self._keys.code_of(INVITATION, invitation.id, invitation.generation),
                organisation=organisations[
                    contingents[invitation.contingent_id].organisation_id
                ].name
                if invitation.contingent_id
                else None,
            )
            for invitation in chosen
        ]
        organiser = organisations[event.organiser_id].name
        return await asyncio.to_thread(
            letters.write, event, organiser, written, base_url, news=news
        )

    def _link(self, base_url: str, invitation: Invitation) -> str:
        token = self._keys.invitation.token(invitation.id, invitation.generation)
        return f"{base_url}/invited/{token}"

    async def _keep(self, tx: Connection, made: Sequence[Invitation]) -> frozenset[UUID]:
        return await store.insert_invitations(
            tx,
            made,
            codes={each.id: self._code_of(each) for each in made},
            same_as={
                each.id: self._keys.same_as(each.event_id, each.name, each.email) for each in made
            },
        )

    async def _send(
        self, tx: Connection, event: Event, invitations: Sequence[Invitation]
    ) -> list[Invitation]:
        """Ask for the mails of those by mail; all of them as they are then."""
        now = self._clock()
        sent = [
            dataclasses.replace(each, sent_at=now) if _by_mail(each) else each
            for each in invitations
        ]
        mailed = [each for each in sent if _by_mail(each)]
        await store.mark_sent(tx, [each.id for each in mailed], now)
        await put(tx, [announce.mail(each, event) for each in mailed], now=now)
        return sent

    async def _told(self, tx: Connection, principal: Principal, event_id: UUID) -> Event:
        """The event, its row locked, if there may be news of it: published or called off."""
        await lock_event(tx, event_id)
        event = await self._event(tx, principal, event_id, PLANS)
        if event.status not in {Status.PUBLISHED, Status.CANCELLED}:
            raise NotPublished
        return event

    async def _open(self, tx: Connection, event: Event) -> list[Invitation]:
        usage = await self._hooks.used(tx, event.id)
        return [
            each
            for each in await store.invitations_of(tx, event.id)
            if each.state(used=each.id in usage.bookings) is State.OPEN and each.erased_at is None
        ]

    async def _check_unused(self, tx: Connection, event: Event, found: Invitation) -> None:
        usage = await self._hooks.used(tx, event.id)
        if found.id in usage.bookings:
            raise InvitationUsed
        if found.revoked_at is not None or found.erased_at is not None:
            raise InvitationRevoked

    async def _check_contingent(
        self, tx: Connection, event: Event, contingent_id: UUID | None
    ) -> None:
        if contingent_id is None:
            return
        contingent = await store.read_contingent(tx, contingent_id)
        if contingent is None or contingent.event_id != event.id:
            raise NotFound
        if contingent.released_at is not None:
            raise ContingentReleased


def _refuse_twice(guests: Sequence[Guest]) -> None:
    """Raises InvalidFields if there are any."""
    if guests:
        raise InvalidFields(
            [FieldError(f"{g.where}.name", "is invited already", "invited-twice") for g in guests]
        )


def _by_mail(invitation: Invitation) -> bool:
    return invitation.channel is Channel.MAIL and invitation.email is not None
