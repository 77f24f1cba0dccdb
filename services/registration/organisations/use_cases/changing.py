"""An organisation is made, and changed."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.registration.access import store as access_store
from services.registration.access.domain import normalised_email
from services.registration.organisations import announce, store
from services.registration.organisations.bodies import (
    OrganisationBody,
    OrganisationContactBody,
    OrganisationPatch,
)
from services.registration.organisations.domain import (
    KINDS_KEPT_FROM_NAMES,
    MEMBERS_MAX,
    Carrier,
    Organisation,
    OrganisationContact,
    OrganisationKind,
    faults_of_joining,
)
from services.registration.organisations.policy import PLANS
from services.registration.organisations.use_cases.permitted import (
    locked,
    refuse_unknown,
    require_there_or_above,
)
from shared.database.pool import Connection, Pool, transaction
from shared.errors import InvalidFields
from shared.ids import new_id
from shared.messaging.outbox import put
from shared.web.faults import Faults
from shared.web.principal import Principal, require_administrator

UNCHANGED = object()


async def create_organisation(
    pool: Pool, principal: Principal, now: datetime, body: OrganisationBody
) -> Organisation:
    """Administrators make any, organizers such below their own."""
    values = _values_sent(body, now.date())
    contact = values.pop("contact", None)
    organisation = Organisation(id=new_id(), version=1, created_at=now, **values)
    async with transaction(pool) as tx:
        if organisation.parent_id is None:
            require_administrator(principal, now=now)
        else:
            await _stand_below(tx, principal, organisation.parent_id, now)
        await store.insert_organisation(tx, organisation)
        await store.put_contacts(tx, {organisation.id: contact} if contact else {}, now)
        await put(tx, [announce.organisation_changed(organisation, [])], now=now)
    return organisation


async def change_organisation(
    pool: Pool,
    principal: Principal,
    now: datetime,
    organisation_id: UUID,
    body: OrganisationPatch,
) -> Organisation:
    """By organizers there or above; the place below another needs a role there as well."""
    async with transaction(pool) as tx:
        await require_there_or_above(tx, principal, organisation_id, PLANS, now)
        before = await locked(tx, organisation_id)
        values = _values_sent(body, now.date(), before.kind)
        contact = values.pop("contact", UNCHANGED)
        if values.get("kind", before.kind) is not OrganisationKind.JOB_CENTRE:
            values["carrier"] = None
        after = dataclasses.replace(before, **values)
        if before.kind in KINDS_KEPT_FROM_NAMES and after.kind not in KINDS_KEPT_FROM_NAMES:
            require_administrator(principal, now=now)
        if after.parent_id != before.parent_id and after.parent_id is not None:
            await _stand_below(tx, principal, after.parent_id, now)
            if organisation_id in await store.ancestors(tx, after.parent_id):
                raise InvalidFields.one("parent_id", "stands below this organisation", "circle")
        if contact is not UNCHANGED:
            await store.put_contacts(tx, {organisation_id: contact}, now)
        if after == before:
            return before
        return await write_changed(tx, after, now)


async def write_changed(tx: Connection, organisation: Organisation, now: datetime) -> Organisation:
    """Its next version, written and told; the caller holds the row lock."""
    written = dataclasses.replace(organisation, version=organisation.version + 1)
    await store.update_organisation(tx, written)
    members = await access_store.members_of(tx, written.id)
    await put(tx, [announce.organisation_changed(written, members)], now=now)
    return written


async def _stand_below(
    tx: Connection, principal: Principal, parent_id: UUID, now: datetime
) -> None:
    await require_there_or_above(tx, principal, parent_id, PLANS, now)
    await refuse_unknown(tx, {"parent_id": parent_id})
    if await store.count_below(tx, parent_id) >= MEMBERS_MAX:
        raise InvalidFields.one("parent_id", f"has {MEMBERS_MAX} members", "too-many")


def _values_sent(body: OrganisationPatch, today: date, current_kind: Any = None) -> dict[str, Any]:
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
        faults.add("carrier", "belongs to job centres only", "carrier-kind")
    if isinstance(values.get("joined_on"), date):
        faults.extend(faults_of_joining(values["joined_on"], today, "joined_on"))
    if isinstance(values.get("contact"), OrganisationContactBody):
        values["contact"] = _contact(values["contact"], faults)
    faults.raise_any()
    return values


def _contact(body: OrganisationContactBody, faults: Faults) -> OrganisationContact | None:
    """None where both are empty."""
    email = faults.line(body.email, "contact.email", maximum=254)
    address = normalised_email(email) if email else None
    if email and address is None:
        faults.add("contact.email", "is not an e-mail address", "email")
    contact = OrganisationContact(name=faults.line(body.name, "contact.name"), email=address)
    return contact if contact.name or contact.email else None
