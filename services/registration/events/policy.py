"""Who may do what with events. Bookings and attendance ask here, too."""

from __future__ import annotations

from datetime import datetime

from services.registration.events.domain import Event
from shared.errors import NotFound, WrongRole
from shared.web.principal import (
    AUDITOR,
    ORGANIZER,
    ROLES,
    STEWARD,
    SUPERVISOR,
    Principal,
    require,
)

PLANS = frozenset({ORGANIZER})
WATCHES = frozenset({ORGANIZER, SUPERVISOR, AUDITOR})
AT_THE_DOOR = frozenset({ORGANIZER, SUPERVISOR, STEWARD})
PRINTS = frozenset({ORGANIZER, SUPERVISOR})
"""Not those at the door, who need no list of names, and not auditors, who take nothing away."""
ORGANIZING_TEAM = frozenset({ORGANIZER, SUPERVISOR, STEWARD, AUDITOR})


def require_at_event(
    principal: Principal, event: Event, roles: frozenset[str], now: datetime
) -> None:
    """Pass if one of `roles` is held at an organisation that organises the event.

    Raises NotFound for strangers, WrongRole for partners' staff and for the wrong role.
    """
    require(
        principal, roles=ROLES, organisation_ids=event.organisation_ids, event_id=event.id, now=now
    )
    try:
        require(
            principal,
            roles=roles,
            organisation_ids=event.organising_ids,
            event_id=event.id,
            now=now,
        )
    except NotFound:
        raise WrongRole from None


def may(principal: Principal | None, event: Event, roles: frozenset[str], now: datetime) -> bool:
    """Whether one of `roles` is held at an organisation that organises the event.

    None (who isn't signed in) holds no role.
    """
    if principal is None:
        return False
    try:
        require_at_event(principal, event, roles, now)
    except (NotFound, WrongRole):
        return False
    return True
