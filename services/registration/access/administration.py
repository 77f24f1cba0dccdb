"""What the operator does without a browser: the first administrator, API tokens."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from services.registration.access import audit, store, use_cases
from services.registration.access.domain import TOKEN_VALID, Grant, normalised_email
from shared.database.pool import Pool, transaction
from shared.errors import InvalidFields
from shared.web.principal import ADMINISTRATOR, ROLES

SECRET_BYTES = 32


async def issue_token(
    pool: Pool,
    email: str,
    role: str,
    organisation_id: UUID | None,
    now: datetime,
    *,
    name: str = "",
    locale: str = "de",
    label: str = "",
    valid: timedelta = TOKEN_VALID,
) -> str:
    """A new API token for a staff member, made if need be, with this role.

    `organisation_id` None is for administrators only. A token of the same non-empty `label` is
    replaced. The grant is no membership: reports aren't mailed for it. The secret is returned and
    kept nowhere. Raises InvalidFields.
    """
    address = _checked(email, role, organisation_id)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    async with transaction(pool) as tx:
        staff, is_new = await use_cases.ensure_staff(
            tx, now, email=address, name=name or address.partition("@")[0], locale=locale
        )
        wanted = Grant(role, organisation_id)
        await use_cases.grant(tx, staff, wanted, now, is_new=is_new, member=False)
        await use_cases.open_token(
            tx, staff.id, now, secret=secret, label=label, expires_at=now + valid
        )
    return secret


async def ensure_first_administrator(pool: Pool, email: str, now: datetime) -> bool:
    """Make and invite the first administrator; False if there is one. Raises InvalidFields."""
    address = _checked(email, ADMINISTRATOR, None)
    async with transaction(pool) as tx:
        if await store.has_administrator(tx):
            return False
        staff, is_new = await use_cases.ensure_staff(
            tx, now, email=address, name="Administration", locale="de"
        )
        wanted = Grant(ADMINISTRATOR)
        await use_cases.grant(tx, staff, wanted, now, is_new=is_new, member=False)
        await use_cases.invite(tx, staff, now, organisation_id=None, role=ADMINISTRATOR)
    return True


async def create_administrator(
    pool: Pool, email: str, now: datetime, *, name: str, locale: str = "de"
) -> bool:
    """Make and invite one more administrator; False if they are one already.

    Raises InvalidFields.
    """
    address = _checked(email, ADMINISTRATOR, None)
    async with transaction(pool) as tx:
        staff, is_new = await use_cases.ensure_staff(
            tx, now, email=address, name=name, locale=locale
        )
        wanted = Grant(ADMINISTRATOR)
        if not await use_cases.grant(tx, staff, wanted, now, is_new=is_new, member=True):
            return False
        await use_cases.invite(tx, staff, now, organisation_id=None, role=ADMINISTRATOR)
        changed = {"staff_id": staff.id, "role": ADMINISTRATOR}
        await audit.note(tx, None, "roles.given", now=now, changed=changed)
    return True


def _checked(email: str, role: str, organisation_id: UUID | None) -> str:
    address = normalised_email(email)
    if address is None:
        raise InvalidFields.one("email", "is not an e-mail address", "email")
    if role not in ROLES:
        raise InvalidFields.one("role", f"must be one of {', '.join(sorted(ROLES))}", "unknown")
    if (role == ADMINISTRATOR) != (organisation_id is None):
        reason = "administrators have none, every other role needs one"
        raise InvalidFields.one("organisation_id", reason, "role")
    return address
