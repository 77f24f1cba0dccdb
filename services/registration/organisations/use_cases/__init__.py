"""What can happen to organisations, their staff and lists of their members."""

from __future__ import annotations

from services.registration.organisations.use_cases.changing import (
    change_organisation,
    create_organisation,
)
from services.registration.organisations.use_cases.importing import (
    Preview,
    confirm_import,
    find_import,
    forget_old_imports,
    upload_list,
)
from services.registration.organisations.use_cases.permitted import refuse_unknown
from services.registration.organisations.use_cases.reading import (
    PAGE_MAX,
    SEARCH_MAX_CHARACTERS,
    Page,
    Whole,
    find_organisation,
    find_whole,
    list_organisations,
    members_of,
    organisations_planned_by,
    search_organisations,
)
from services.registration.organisations.use_cases.staffing import add_member

__all__ = [
    "PAGE_MAX",
    "SEARCH_MAX_CHARACTERS",
    "Page",
    "Preview",
    "Whole",
    "add_member",
    "change_organisation",
    "confirm_import",
    "create_organisation",
    "find_import",
    "find_organisation",
    "find_whole",
    "forget_old_imports",
    "list_organisations",
    "members_of",
    "organisations_planned_by",
    "refuse_unknown",
    "search_organisations",
    "upload_list",
]
