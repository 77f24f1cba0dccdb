"""What clients send and get for organisations (design §9)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from services.registration.organisations.domain import (
    Carrier,
    Import,
    MemberRow,
    Organisation,
    OrganisationContact,
    OrganisationKind,
    RowFault,
    name_key,
)
from shared.web.fields import Address, Body, Email, Line, LocaleCode, ShortLine

Headcount = Annotated[int, Meta(ge=0, le=10_000_000)]


class OrganisationContactBody(Body, frozen=True, kw_only=True):
    """Whom to ask at an organisation: a name, an address, or both."""

    name: Line | None = None
    email: Email | None = None


class OrganisationPatch(Body, frozen=True, kw_only=True):
    """Fields left out stay."""

    name: Line | UnsetType = UNSET
    kind: OrganisationKind | UnsetType = UNSET
    parent_id: UUID | UnsetType | None = UNSET
    branch: ShortLine | UnsetType | None = UNSET
    headcount: Headcount | UnsetType | None = UNSET
    carrier: Carrier | UnsetType | None = UNSET
    address: Address | UnsetType | None = UNSET
    joined_on: date | UnsetType | None = UNSET
    contact: OrganisationContactBody | UnsetType | None = UNSET


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
    joined_on: date | None


class OrganisationContactView(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to ask."""

    name: str | None
    email: str | None


class OrganisationDetail(OrganisationView, frozen=True, kw_only=True):
    """One organisation; `contact` is for those who plan there or above, and None for all others."""

    contact: OrganisationContactView | None


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


class ImportedRowView(msgspec.Struct, frozen=True, kw_only=True):
    """A row that can be imported. `already_member`: its name is there, it will be left out."""

    line: int
    name: str
    kind: OrganisationKind
    branch: str | None
    headcount: int | None
    carrier: Carrier | None
    address: str | None
    joined_on: date | None
    contact_name: str | None
    contact_email: str | None
    already_member: bool


class RowFaultView(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with one cell; `heading` is the column's name in the file."""

    line: int
    field: str
    heading: str
    reason: str
    value: str


class ImportView(msgspec.Struct, frozen=True, kw_only=True):
    """A list of members. `state`: faulty, ready or done; only a ready one can be confirmed."""

    id: UUID
    organisation_id: UUID
    state: str
    row_count: int
    rows: list[ImportedRowView]
    faults: list[RowFaultView]
    ignored_columns: list[str]
    created: int | None
    skipped: int | None


def organisation_view(organisation: Organisation) -> OrganisationView:
    """For the organisation's own staff, and those above."""
    return OrganisationView(**_fields(organisation))


def organisation_detail(
    organisation: Organisation, contact: OrganisationContact | None
) -> OrganisationDetail:
    """With whom to ask there."""
    shown = OrganisationContactView(name=contact.name, email=contact.email) if contact else None
    return OrganisationDetail(**_fields(organisation), contact=shown)


def import_view(import_: Import, known: Collection[str]) -> ImportView:
    """A list as it would be imported now; `known` are the keys of names that are there."""
    return ImportView(
        id=import_.id,
        organisation_id=import_.organisation_id,
        state=import_.state,
        row_count=import_.row_count,
        rows=[_row(row, name_key(row.name) in known) for row in import_.rows],
        faults=[_fault(fault) for fault in import_.faults],
        ignored_columns=list(import_.ignored),
        created=import_.created_count,
        skipped=import_.skipped_count,
    )


def _fields(organisation: Organisation) -> dict[str, Any]:
    return {
        "id": organisation.id,
        "version": organisation.version,
        "name": organisation.name,
        "kind": organisation.kind.value,
        "parent_id": organisation.parent_id,
        "branch": organisation.branch,
        "headcount": organisation.headcount,
        "size_class": organisation.size_class,
        "carrier": organisation.carrier.value if organisation.carrier else None,
        "address": organisation.address,
        "joined_on": organisation.joined_on,
    }


def _row(row: MemberRow, already_member: bool) -> ImportedRowView:
    return ImportedRowView(
        line=row.line,
        name=row.name,
        kind=row.kind,
        branch=row.branch,
        headcount=row.headcount,
        carrier=row.carrier,
        address=row.address,
        joined_on=row.joined_on,
        contact_name=row.contact_name,
        contact_email=row.contact_email,
        already_member=already_member,
    )


def _fault(fault: RowFault) -> RowFaultView:
    return RowFaultView(
        line=fault.line,
        field=fault.field,
        heading=fault.heading,
        reason=fault.reason,
        value=fault.value,
    )
