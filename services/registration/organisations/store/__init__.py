"""Organisations, contacts and uploaded lists in rows."""

from __future__ import annotations

from services.registration.organisations.store.imports import (
    confirm_import,
    delete_old_imports,
    insert_import,
    lock_import,
    read_import,
)
from services.registration.organisations.store.organisations import (
    Found,
    ancestors,
    count_below,
    insert_organisation,
    insert_organisations,
    keys_below,
    list_organisations,
    lock_organisation,
    organisation_of,
    put_contacts,
    read_contact,
    read_organisation,
    read_organisations,
    search_below,
    search_reachable,
    update_organisation,
)

__all__ = [
    "Found",
    "ancestors",
    "confirm_import",
    "count_below",
    "delete_old_imports",
    "insert_import",
    "insert_organisation",
    "insert_organisations",
    "keys_below",
    "list_organisations",
    "lock_import",
    "lock_organisation",
    "organisation_of",
    "put_contacts",
    "read_contact",
    "read_import",
    "read_organisation",
    "read_organisations",
    "search_below",
    "search_reachable",
    "update_organisation",
]
