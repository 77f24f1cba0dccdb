"""Organisations and lists of them: values and decisions. Pure."""

from __future__ import annotations

from services.registration.organisations.domain.imports import (
    IMPORT_BYTES_MAX,
    IMPORT_FAULTS_MAX,
    IMPORT_KEPT,
    IMPORT_ROWS_MAX,
    IMPORTS_WAITING_MAX,
    SHOWN_MAX_CHARACTERS,
    Import,
    MemberRow,
    RowFault,
    repeated_rows,
)
from services.registration.organisations.domain.organisation import (
    KINDS_KEPT_FROM_NAMES,
    MEMBERS_MAX,
    Carrier,
    Organisation,
    OrganisationContact,
    OrganisationKind,
    faults_of_joining,
    name_key,
    size_class,
)

__all__ = [
    "IMPORTS_WAITING_MAX",
    "IMPORT_BYTES_MAX",
    "IMPORT_FAULTS_MAX",
    "IMPORT_KEPT",
    "IMPORT_ROWS_MAX",
    "KINDS_KEPT_FROM_NAMES",
    "MEMBERS_MAX",
    "SHOWN_MAX_CHARACTERS",
    "Carrier",
    "Import",
    "MemberRow",
    "Organisation",
    "OrganisationContact",
    "OrganisationKind",
    "RowFault",
    "faults_of_joining",
    "name_key",
    "repeated_rows",
    "size_class",
]
