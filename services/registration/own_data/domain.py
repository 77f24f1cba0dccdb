"""What is told to somebody about the data kept of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.registration.bookings.domain.booking import Booking
from services.registration.events.domain import Event


@dataclass(frozen=True, slots=True)
class Known:
    """One kind of data. `kind` names it for programs and finds its words; `entries` are what is
    kept, by field. `recipients`: who may read it, see words.py. `kept_until` None: as long as the
    registration.
    """

    kind: str
    entries: Sequence[Mapping[str, Any]]
    recipients: Sequence[str]
    kept_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """All that is known, at an instant. `kept_until`: when it is erased by the clock."""

    booking: Booking
    event: Event
    organiser: str
    as_of: datetime
    kept_until: datetime
    known: Sequence[Known]


TEAM = "team"
MAIL = "mail"
CONTACT = "contact"
SUPPORT = "support"
NOBODY = "nobody"


def sessions_by_id(event: Event) -> dict[UUID, str]:
    """What the sessions are called."""
    return {session.id: session.title for session in event.sessions}
