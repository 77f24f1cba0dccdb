"""What clients send and get for organisations (design §9)."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from services.registration.organisations.domain import Carrier, Organisation, OrganisationKind
from shared.web.fields import Address, Body, Email, Line, LocaleCode, ShortLine

Headcount = Annotated[int, Meta(ge=0, le=10_000_000)]


class OrganisationPatch(Body, frozen=True, kw_only=True):
    """Fields left out stay."""

    name: Line | UnsetType = UNSET
    kind: OrganisationKind | UnsetType = UNSET
    parent_id: UUID | UnsetType | None = UNSET
    branch: ShortLine | UnsetType | None = UNSET
    headcount: Headcount | UnsetType | None = UNSET
    carrier: Carrier | UnsetType | None = UNSET
    address: Address | UnsetType | None = UNSET


class OrganisationBody(OrganisationPatch, frozen=True, kw_only=True):
    """A new organisation."""

    name: Line
    kind: OrganisationKind


class MemberBody(Body, frozen=True, kw_only=True):
    """A new member of an organisation's staff; invited by mail."""

    name: Line
    email: Email
    role: Annotated[str, Meta(max_length=20)]
    locale: LocaleCode = "de"


class OrganisationView(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation as its own staff sees it."""

    id: UUID
    version: int
    name: str
    kind: str
    parent_id: UUID | None
    branch: str | None
    headcount: int | None
    size_class: str | None
    carrier: str | None
    address: str | None


class OrganisationPage(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a list."""

    items: list[OrganisationView]
    next: str | None


class MemberView(msgspec.Struct, frozen=True, kw_only=True):
    """A member just added, as sent: who is staff elsewhere keeps name and language there."""

    staff_id: UUID
    organisation_id: UUID
    name: str
    role: str
    locale: str


def organisation_view(organisation: Organisation) -> OrganisationView:
    """For the organisation's own staff."""
    return OrganisationView(
        id=organisation.id,
        version=organisation.version,
        name=organisation.name,
        kind=organisation.kind.value,
        parent_id=organisation.parent_id,
        branch=organisation.branch,
        headcount=organisation.headcount,
        size_class=organisation.size_class,
        carrier=organisation.carrier.value if organisation.carrier else None,
        address=organisation.address,
    )
