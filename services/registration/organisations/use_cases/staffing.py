"""Somebody joins the staff of an organisation."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.registration.access import use_cases as access
from services.registration.access.domain import Grant, Staff, normalised_email
from services.registration.organisations.bodies import MemberBody
from services.registration.organisations.policy import PLANS
from services.registration.organisations.use_cases.changing import write_changed
from services.registration.organisations.use_cases.permitted import locked
from shared.database.pool import Pool, transaction
from shared.web.faults import Faults
from shared.web.principal import ADMINISTRATOR, ROLES, Principal, require


async def add_member(
    pool: Pool, principal: Principal, now: datetime, organisation_id: UUID, body: MemberBody
) -> Staff:
    """Make a staff member (if need be), give the role, invite by mail; twice changes nothing.

    For organizers of the organisation itself: who plans above it must not let somebody in.
    """
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
        organisation = await locked(tx, organisation_id)
        staff, is_new = await access.ensure_staff(
            tx, now, email=email or "", name=name, locale=body.locale
        )
        wanted = Grant(body.role, organisation_id)
        if await access.grant(tx, staff, wanted, now, is_new=is_new, member=True):
            await access.invite(tx, staff, now, organisation_id=organisation_id, role=body.role)
            await write_changed(tx, organisation, now)
    return staff
