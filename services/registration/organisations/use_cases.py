"""What can happen to organisations and their members."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from services.registration.access import store as access_store
from services.registration.access import use_cases as access
from services.registration.access.domain import Grant, Staff, normalised_email
from services.registration.organisations import announce, store
from services.registration.organisations.bodies import (
    MemberBody,
    OrganisationBody,
    OrganisationPatch,
)
from services.registration.organisations.domain import Carrier, Organisation, OrganisationKind
from services.registration.organisations.policy import PLANS
from shared.database.pool import Connection, Pool, connection, transaction
from shared.errors import FieldError, InvalidFields, NotFound
from shared.ids import new_id
from shared.messaging.outbox import put
from shared.web.faults import Faults
from shared.web.principal import (
    ADMINISTRATOR,
    ROLES,
    Principal,
    reachable_organisations,
    require,
    require_administrator,
)

PAGE_MAX = 100


async def create_organisation(
    pool: Pool, principal: Principal, now: datetime, body: OrganisationBody
) -> Organisation:
    """Administrators make any, organizers such below their own."""
    values = _values_sent(body)
    parent_id = values.get("parent_id")
    if parent_id is None:
        require_administrator(principal, now=now)
    else:
        require(principal, roles=PLANS, organisation_ids=[parent_id], now=now)
    organisation = Organisation(id=new_id(), version=1, created_at=now, **values)
    async with transaction(pool) as tx:
        await refuse_unknown(tx, {"parent_id": parent_id})
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
        values = _values_sent(body, before.kind)
        if values.get("kind", before.kind) is not OrganisationKind.JOB_CENTRE:
            values["carrier"] = None
        after = dataclasses.replace(before, **values)
        if after.parent_id != before.parent_id and after.parent_id is not None:
            require(principal, roles=PLANS, organisation_ids=[after.parent_id], now=now)
            await refuse_unknown(tx, {"parent_id": after.parent_id})
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


async def refuse_unknown(tx: Connection, named: Mapping[str, UUID | None]) -> None:
    """Raises InvalidFields with the field of each id that is no organisation's."""
    known = await store.read_organisations(tx, {id_ for id_ in named.values() if id_})
    unknown = [field for field, id_ in named.items() if id_ is not None and id_ not in known]
    if unknown:
        raise InvalidFields(
            [FieldError(field, "is no organisation we know", "unknown") for field in unknown]
        )


def _values_sent(body: OrganisationPatch, current_kind: Any = None) -> dict[str, Any]:
    """The fields of an organisation that were sent, cleaned; raises InvalidFields."""
    faults = Faults()
    values = body.sent()
    if "name" in values:
        values["name"] = faults.line(values["name"], "name", needed=True)
    if "branch" in values:
        values["branch"] = faults.line(values["branch"], "branch", maximum=100)
    if "address" in values:
        values["address"] = faults.text(values["address"], "address", maximum=500)
    kind = values.get("kind", current_kind)
    if isinstance(values.get("carrier"), Carrier) and kind is not OrganisationKind.JOB_CENTRE:
        faults.add("carrier", "belongs to job centres only", "carrier")
    faults.raise_any()
    return values


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
