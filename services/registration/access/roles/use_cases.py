"""What can happen to roles. Lock order: organisation → staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.registration.access import audit, store
from services.registration.access.domain import (
    ROLES_PER_ORGANISATION_MAX,
    Grant,
    HeldRole,
    normalised_email,
)
from services.registration.access.errors import LastAdministrator, RoleTwice
from services.registration.access.hooks import EventInBrief, Surroundings
from services.registration.access.roles.domain import end_errors, end_for_event, role_errors
from services.registration.access.use_cases import (
    ensure_staff,
    grant,
    invite,
    take_back,
    tell_grants,
)
from shared.database.pool import Connection, Pool, connection, transaction
from shared.errors import InvalidFields, NotFound, WrongRole
from shared.web.faults import Faults
from shared.web.principal import (
    ADMINISTRATOR,
    AUDITOR,
    ORGANIZER,
    Principal,
    require,
    require_administrator,
)

GIVES = frozenset({ORGANIZER})
SEES = frozenset({ORGANIZER, AUDITOR})
EXPIRED_BATCH = 50


@dataclass(frozen=True, slots=True)
class WantedRole:
    """A role for whoever has that address. `expires_at` None: for good, or with the event."""

    name: str
    email: str
    role: str
    locale: str = "de"
    event_id: UUID | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Places:
    """Words for an organisation and its events; `to_choose` are those that aren't over."""

    organisation: str = ""
    event_titles: Mapping[UUID, str] = field(default_factory=dict)
    to_choose: Sequence[EventInBrief] = ()


@dataclass(frozen=True, slots=True)
class Roles:
    """Giving and taking back; `surroundings` knows organisations and events."""

    pool: Pool
    surroundings: Surroundings

    async def at(
        self, principal: Principal, now: datetime, organisation_id: UUID
    ) -> Sequence[HeldRole]:
        """Who has which role at an organisation."""
        require(principal, roles=SEES, organisation_ids=[organisation_id], now=now)
        async with connection(self.pool) as reading:
            if not await self.surroundings.organisation_names(reading, [organisation_id]):
                raise NotFound
            return await store.read_roles(reading, organisation_id, ROLES_PER_ORGANISATION_MAX)

    async def administrators(self, principal: Principal, now: datetime) -> Sequence[HeldRole]:
        """Who administers the installation; for administrators."""
        require_administrator(principal, now=now)
        async with connection(self.pool) as reading:
            return await store.read_roles(reading, None, ROLES_PER_ORGANISATION_MAX)

    async def one(self, principal: Principal, now: datetime, role_id: UUID) -> HeldRole:
        """A role that the person may change; raises NotFound, WrongRole."""
        async with connection(self.pool) as reading:
            return await self._changeable(reading, principal, now, role_id)

    async def give(
        self, principal: Principal, now: datetime, organisation_id: UUID, wanted: WantedRole
    ) -> HeldRole:
        """Give a role and invite by mail; raises InvalidFields, RoleTwice, TooManyRoles."""
        require(principal, roles=GIVES, organisation_ids=[organisation_id], now=now)
        async with transaction(self.pool) as tx:
            await self.surroundings.lock_organisation(tx, organisation_id)
            return await self._give(tx, principal, now, organisation_id, wanted)

    async def give_administration(
        self, principal: Principal | None, now: datetime, wanted: WantedRole
    ) -> HeldRole:
        """Make an administrator of the installation; None: the operator does it."""
        if principal is not None:
            require_administrator(principal, now=now)
        async with transaction(self.pool) as tx:
            return await self._give(tx, principal, now, None, wanted)

    async def change(
        self, principal: Principal, now: datetime, role_id: UUID, wanted: Grant
    ) -> HeldRole:
        """Another role, event or end (`wanted` in full); works in sessions that are open."""
        async with transaction(self.pool) as tx:
            held = await self._locked(tx, principal, now, role_id)
            grant_ = await self._checked(tx, wanted, now, held.grant.organisation_id)
            if grant_ == held.grant:
                return held
            if held.grant.role == ADMINISTRATOR and grant_.expires_at is not None:
                await self._keep_one_administrator(tx, role_id, now)
            if not await store.change_grant(tx, role_id, grant_):
                raise RoleTwice
            await tell_grants(tx, held.staff_id, now, next_version=True)
            await self._after(tx, held.grant, now)
            await _note(tx, principal, "roles.changed", now, held=held, said=grant_)
            changed = await store.read_role(tx, role_id)
        assert changed is not None  # noqa: S101 - locked by the transaction
        return changed

    async def take_back(self, principal: Principal, now: datetime, role_id: UUID) -> None:
        """The person loses the role, in sessions that are open as well."""
        async with transaction(self.pool) as tx:
            held = await self._locked(tx, principal, now, role_id)
            if held.grant.role == ADMINISTRATOR:
                await self._keep_one_administrator(tx, role_id, now)
            await take_back(tx, held.staff_id, [role_id], now)
            await self._after(tx, held.grant, now)
            await _note(tx, principal, "roles.taken-back", now, held=held, said=held.grant)

    async def invite_again(self, principal: Principal, now: datetime, role_id: UUID) -> HeldRole:
        """Send the invitation once more; earlier ones stay good until they expire."""
        async with transaction(self.pool) as tx:
            held = await self._locked(tx, principal, now, role_id)
            staff = await store.read_staff(tx, held.staff_id)
            assert staff is not None  # noqa: S101 - holds a role, and is locked
            at = held.grant.organisation_id
            await invite(tx, staff, now, organisation_id=at, role=held.grant.role)
            await _note(tx, principal, "roles.invited-again", now, held=held, said=held.grant)
        return held

    async def end_expired(self, now: datetime) -> int:
        """Take back what has run out; gives the number."""
        async with connection(self.pool) as reading:
            expired = await store.expired_grants(reading, now, EXPIRED_BATCH)
        for role_id, staff_id, organisation_id in expired:
            async with transaction(self.pool) as tx:
                if organisation_id is not None:
                    await self.surroundings.lock_organisation(tx, organisation_id)
                await store.lock_staff(tx, staff_id)
                held = await store.read_role(tx, role_id)
                if held is None or not _is_over(held.grant, now):
                    continue
                await take_back(tx, staff_id, [role_id], now)
                await self._after(tx, held.grant, now)
                await _note(tx, None, "roles.expired", now, held=held, said=held.grant)
        return len(expired)

    async def places(
        self, now: datetime, organisation_id: UUID | None, held: Sequence[HeldRole]
    ) -> Places:
        """Words for where these roles are; the caller has asked whether they may be seen."""
        if organisation_id is None:
            return Places()
        events = {each.grant.event_id for each in held if each.grant.event_id is not None}
        async with connection(self.pool) as reading:
            names = await self.surroundings.organisation_names(reading, [organisation_id])
            return Places(
                organisation=names.get(organisation_id, ""),
                event_titles=await self.surroundings.event_titles(reading, events),
                to_choose=await self.surroundings.events_of(reading, organisation_id, now),
            )

    def may_give(self, principal: Principal, now: datetime, organisation_id: UUID | None) -> bool:
        """Whether the person may give roles there; auditors only look."""
        at = [] if organisation_id is None else [organisation_id]
        try:
            require(principal, roles=GIVES, organisation_ids=at, now=now)
        except (NotFound, WrongRole):
            return False
        return True

    async def _give(
        self,
        tx: Connection,
        principal: Principal | None,
        now: datetime,
        organisation_id: UUID | None,
        wanted: WantedRole,
    ) -> HeldRole:
        faults = Faults()
        name = faults.line(wanted.name, "name", needed=True)
        email = normalised_email(wanted.email)
        if email is None:
            faults.add("email", "is not an e-mail address", "email")
        asked = Grant(wanted.role, organisation_id, wanted.event_id, wanted.expires_at)
        try:
            asked = await self._checked(tx, asked, now, organisation_id)
        except InvalidFields as refused:
            faults.extend(refused.errors)
        faults.raise_any()
        staff, is_new = await ensure_staff(
            tx, now, email=email or "", name=name, locale=wanted.locale
        )
        if not await grant(tx, staff, asked, now, is_new=is_new, member=True):
            raise RoleTwice
        await invite(tx, staff, now, organisation_id=organisation_id, role=asked.role)
        await self._after(tx, asked, now)
        held = await store.find_role(tx, staff.id, asked)
        assert held is not None  # noqa: S101 - given a statement ago
        await _note(tx, principal, "roles.given", now, held=held, said=asked)
        return held

    async def _checked(
        self, tx: Connection, wanted: Grant, now: datetime, organisation_id: UUID | None
    ) -> Grant:
        """The grant as it can be given; raises InvalidFields."""
        faults = Faults()
        faults.extend(end_errors(wanted.expires_at, now))
        if organisation_id is None:
            if wanted.role != ADMINISTRATOR or wanted.event_id is not None:
                faults.add("role", "must be administrator", "unknown")
            faults.raise_any()
            return wanted
        faults.extend(role_errors(wanted.role, has_event=wanted.event_id is not None))
        ends_at = wanted.expires_at
        if wanted.event_id is not None:
            event = await self.surroundings.event_of(tx, organisation_id, wanted.event_id)
            if event is None:
                faults.add("event_id", "is no event of this organisation", "unknown")
            elif ends_at is None:
                ends_at = end_for_event(event.ends_at)
                if ends_at <= now:
                    faults.add("event_id", "is over", "over")
        faults.raise_any()
        return Grant(wanted.role, organisation_id, wanted.event_id, ends_at)

    async def _locked(
        self, tx: Connection, principal: Principal, now: datetime, role_id: UUID
    ) -> HeldRole:
        held = await self._changeable(tx, principal, now, role_id)
        if held.grant.organisation_id is not None:
            await self.surroundings.lock_organisation(tx, held.grant.organisation_id)
        await store.lock_staff(tx, held.staff_id)
        current = await store.read_role(tx, role_id)
        if current is None:
            raise NotFound
        return current

    async def _changeable(
        self, reading: Connection, principal: Principal, now: datetime, role_id: UUID
    ) -> HeldRole:
        held = await store.read_role(reading, role_id)
        if held is None:
            raise NotFound
        at = held.grant.organisation_id
        if at is None:
            _require_administrator_or_stranger(principal, now)
        else:
            require(principal, roles=GIVES, organisation_ids=[at], now=now)
        return held

    async def _keep_one_administrator(self, tx: Connection, role_id: UUID, now: datetime) -> None:
        if await store.count_other_administrators(tx, role_id, now) == 0:
            raise LastAdministrator

    async def _after(self, tx: Connection, changed: Grant, now: datetime) -> None:
        if changed.organisation_id is not None:
            await self.surroundings.members_changed(tx, changed.organisation_id, now)


def _require_administrator_or_stranger(principal: Principal, now: datetime) -> None:
    """To all others administrators are nobody's business: NotFound."""
    require(principal, roles=frozenset(), organisation_ids=[], now=now)


def _is_over(held: Grant, now: datetime) -> bool:
    return held.expires_at is not None and held.expires_at <= now


async def _note(
    tx: Connection,
    principal: Principal | None,
    what: str,
    now: datetime,
    *,
    held: HeldRole,
    said: Grant,
) -> None:
    changed = {
        "staff_id": held.staff_id,
        "role": said.role,
        "event_id": said.event_id,
        "expires_at": said.expires_at,
    }
    if what == "roles.changed":
        changed["role_before"] = held.grant.role
    await audit.note(
        tx,
        principal,
        what,
        now=now,
        about=held.id,
        organisation_id=held.grant.organisation_id,
        changed={name: value for name, value in changed.items() if value is not None},
    )
