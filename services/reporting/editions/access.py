"""Who may read a report: the people of those who organise, and the partners it was made for."""

from __future__ import annotations

from datetime import datetime

from services.reporting.editions.store import Readers
from shared.errors import NotFound, WrongRole
from shared.web.principal import AUDITOR, ORGANIZER, PARTNER, SUPERVISOR, Principal, require

OF_ORGANISER = frozenset({ORGANIZER, SUPERVISOR, AUDITOR})
OF_PARTNER = frozenset({PARTNER})


def require_reader(principal: Principal, readers: Readers, *, now: datetime) -> None:
    """Pass a reader; WrongRole for others of these organisations, NotFound for strangers."""
    known = False
    for roles, organisations in (
        (OF_ORGANISER, readers.organising_ids),
        (OF_PARTNER, readers.partner_ids),
    ):
        try:
            require(
                principal,
                roles=roles,
                organisation_ids=organisations,
                event_id=readers.event_id,
                now=now,
            )
        except NotFound:
            continue
        except WrongRole:
            known = True
        else:
            return
    raise WrongRole if known else NotFound
