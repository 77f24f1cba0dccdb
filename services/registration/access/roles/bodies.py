"""What clients send and get for roles."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from services.registration.access.domain import HeldRole
from shared.web.fields import Body, Email, Instant, Line, LocaleCode

RoleName = Annotated[str, Meta(max_length=20)]


class AdministratorBody(Body, frozen=True, kw_only=True):
    """A new administrator of the installation; invited by mail."""

    name: Line
    email: Email
    locale: LocaleCode = "de"
    expires_at: Instant | None = None


class RoleBody(Body, frozen=True, kw_only=True):
    """A role for somebody; invited by mail. `event_id`: for that event only (stewards)."""

    name: Line
    email: Email
    role: RoleName
    locale: LocaleCode = "de"
    event_id: UUID | None = None
    expires_at: Instant | None = None


class RolePatch(Body, frozen=True, kw_only=True):
    """Fields left out stay; `expires_at` null: for good, or with the event."""

    role: RoleName | UnsetType = UNSET
    event_id: UUID | UnsetType | None = UNSET
    expires_at: Instant | UnsetType | None = UNSET


class RoleView(msgspec.Struct, frozen=True, kw_only=True):
    """A role and who holds it. `signed_in`: whether the person has ever been here."""

    id: UUID
    staff_id: UUID
    name: str
    email: str
    role: str
    organisation_id: UUID | None
    event_id: UUID | None
    expires_at: datetime | None
    given_at: datetime | None
    signed_in: bool


class RolePage(msgspec.Struct, frozen=True, kw_only=True):
    """All roles of a place: there are at most 1,000."""

    items: list[RoleView]
    next: str | None = None


def role_view(held: HeldRole) -> RoleView:
    """For those who give roles, and auditors."""
    return RoleView(
        id=held.id,
        staff_id=held.staff_id,
        name=held.name,
        email=held.email,
        role=held.grant.role,
        organisation_id=held.grant.organisation_id,
        event_id=held.grant.event_id,
        expires_at=held.grant.expires_at,
        given_at=held.granted_at,
        signed_in=held.signed_in_at is not None,
    )
