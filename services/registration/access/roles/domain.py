"""Which roles can be given, and until when. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from services.registration.access.domain import STEWARD_AFTER_EVENT
from shared.errors import FieldError

ORGANISATION_ROLES = ("organizer", "supervisor", "steward", "partner", "auditor")
"""Roles at an organisation, in the order of pages; administrators are of the whole installation."""
FOR_ONE_EVENT = frozenset({"steward"})
"""Roles that may be limited to one event."""
VALID_MAX = timedelta(days=5 * 365)


def role_errors(role: str, *, has_event: bool) -> list[FieldError]:
    """What is wrong with a role at an organisation."""
    if role not in ORGANISATION_ROLES:
        known = ", ".join(ORGANISATION_ROLES)
        return [FieldError("role", f"must be one of {known}", "unknown")]
    if has_event and role not in FOR_ONE_EVENT:
        return [FieldError("event_id", "is for stewards only", "steward-only")]
    return []


def end_errors(expires_at: datetime | None, now: datetime) -> list[FieldError]:
    """What is wrong with the end of a role."""
    if expires_at is None or now < expires_at <= now + VALID_MAX:
        return []
    reason = f"must lie within the next {VALID_MAX.days} days"
    return [FieldError("expires_at", reason, "day-range")]


def end_for_event(ends_at: datetime) -> datetime:
    """When a role for one event ends unless another end is given: devices may upload late."""
    return ends_at + STEWARD_AFTER_EVENT
