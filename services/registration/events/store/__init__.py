"""Events, sessions and series in rows."""

from __future__ import annotations

from services.registration.events.store.events import (
    CHOICES_MAX,
    SQL,
    ToChoose,
    insert_event,
    is_warned,
    list_events,
    list_public_events,
    lock_event,
    minimum_due,
    note_reports,
    note_warning,
    organisations_to_choose,
    read_event,
    read_events,
    read_version,
    update_event,
)
from services.registration.events.store.series import (
    events_of_series,
    insert_series,
    list_series,
    lock_series,
    read_series,
    update_series,
)
from services.registration.events.store.templates import (
    count_templates,
    delete_template,
    insert_template,
    list_templates,
    read_template,
)
from services.registration.organisations.store import insert_organisation, read_organisation

__all__ = [
    "CHOICES_MAX",
    "SQL",
    "ToChoose",
    "count_templates",
    "delete_template",
    "events_of_series",
    "insert_event",
    "insert_organisation",
    "insert_series",
    "insert_template",
    "is_warned",
    "list_events",
    "list_public_events",
    "list_series",
    "list_templates",
    "lock_event",
    "lock_series",
    "minimum_due",
    "note_reports",
    "note_warning",
    "organisations_to_choose",
    "read_event",
    "read_events",
    "read_organisation",
    "read_series",
    "read_template",
    "read_version",
    "update_event",
    "update_series",
]
