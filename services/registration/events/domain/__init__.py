"""Events and sessions: values, defaults by kind, and what makes an event valid.

Pure: no I/O, no clock but passed-in instants.
"""

from __future__ import annotations

from services.registration.events.domain.defaults import (
    confidential_by_default,
    duplicate_answer_by_identity,
    identity_by_kind,
    listed_by_admission,
    policy_by_kind,
    promotion_by_kind,
)
from services.registration.events.domain.event import (
    MIN_CELL,
    Contact,
    Event,
    Report,
    Session,
    Text,
)
from services.registration.events.domain.minimum import Minimum, Shortfall, minimum_of, shortfall_of
from services.registration.events.domain.overlaps import (
    ALLOWED_OVERLAPS_MAX,
    Overlaps,
    Pair,
    in_order,
    without,
)
from services.registration.events.domain.places import (
    FEW_PLACES_SHARE,
    availability,
    availability_of_slots,
    slot_times,
)
from services.registration.events.domain.validity import (
    EVENT_DAYS_MAX,
    SESSIONS_MAX,
    YEARS_AHEAD_MAX,
    capacities_below_taken,
    changed_fields,
    faults_of_dates,
    faults_of_event,
    faults_of_session,
    is_another_day,
    removed_sessions,
    sessions_elsewhen,
)
from services.registration.events.domain.venue import Accessibility, PostalAddress
from services.registration.events.domain.words import (
    Admission,
    Availability,
    DuplicateAnswer,
    EventKind,
    FieldOfAction,
    Identity,
    InHouse,
    Promotion,
    SessionKind,
    Status,
)
from services.registration.organisations.domain import (
    Carrier,
    Organisation,
    OrganisationKind,
    size_class,
)

__all__ = [
    "ALLOWED_OVERLAPS_MAX",
    "EVENT_DAYS_MAX",
    "FEW_PLACES_SHARE",
    "MIN_CELL",
    "SESSIONS_MAX",
    "YEARS_AHEAD_MAX",
    "Accessibility",
    "Admission",
    "Availability",
    "Carrier",
    "Contact",
    "DuplicateAnswer",
    "Event",
    "EventKind",
    "FieldOfAction",
    "Identity",
    "InHouse",
    "Minimum",
    "Organisation",
    "OrganisationKind",
    "Overlaps",
    "Pair",
    "PostalAddress",
    "Promotion",
    "Report",
    "Session",
    "SessionKind",
    "Shortfall",
    "Status",
    "Text",
    "availability",
    "availability_of_slots",
    "capacities_below_taken",
    "changed_fields",
    "confidential_by_default",
    "duplicate_answer_by_identity",
    "faults_of_dates",
    "faults_of_event",
    "faults_of_session",
    "identity_by_kind",
    "in_order",
    "is_another_day",
    "listed_by_admission",
    "minimum_of",
    "policy_by_kind",
    "promotion_by_kind",
    "removed_sessions",
    "sessions_elsewhen",
    "shortfall_of",
    "size_class",
    "slot_times",
    "without",
]
