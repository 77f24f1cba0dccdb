"""Whom routes are for. Each route of staff declares one of these in `opt={"access": …}`.

The rule names roles; where they must be held (at which organisation or event) is the use case's to
check. tests/access/ asks every route of every service with every role and compares.
"""

from __future__ import annotations

from collections.abc import Mapping

from shared.web.principal import (
    ADMINISTRATOR,
    AUDITOR,
    ORGANIZER,
    PARTNER,
    ROLES,
    STEWARD,
    SUPERVISOR,
)

OPT = "access"

RULES: Mapping[str, frozenset[str] | None] = {
    "public": None,
    "manage-token": None,
    "staff": ROLES,
    "administrator": frozenset({ADMINISTRATOR}),
    "organizer": frozenset({ADMINISTRATOR, ORGANIZER}),
    "organizing-team": frozenset({ADMINISTRATOR, ORGANIZER, SUPERVISOR, STEWARD, AUDITOR}),
    "watching": frozenset({ADMINISTRATOR, ORGANIZER, SUPERVISOR, AUDITOR}),
    "door": frozenset({ADMINISTRATOR, ORGANIZER, SUPERVISOR, STEWARD}),
    "cards": frozenset({ADMINISTRATOR, ORGANIZER, SUPERVISOR}),
    "overseeing": frozenset({ADMINISTRATOR, ORGANIZER, AUDITOR}),
    "auditing": frozenset({ADMINISTRATOR, AUDITOR}),
    "reader": frozenset({ADMINISTRATOR, ORGANIZER, SUPERVISOR, AUDITOR, PARTNER}),
    "live": frozenset({ADMINISTRATOR, ORGANIZER, SUPERVISOR, STEWARD, AUDITOR}),
    "deliveries": frozenset({ADMINISTRATOR, ORGANIZER, SUPERVISOR, AUDITOR}),
    "named": frozenset(),
    "prints": frozenset({ADMINISTRATOR, ORGANIZER, SUPERVISOR}),
}
"""Who may pass; None: no staff role decides (everybody, or who holds a booking's token).

`named`: no role is enough, the event names its people one by one."""
