"""What a report is made of: the true figures of one event, before disclosure control.

`services.reporting.facts` fills `EventFigures`; nothing here may be shown to anybody as it stands.
All counts are persons (design §6 and the contract row `attendance`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SessionFigures:
    """One session that is booked or scanned; slots are already folded into their session.

    `registered`: confirmed people with a place in it. `visits`: distinct attendees with an unvoided
    station or in scan at it, plus station scans without ticket. `capacity` None: unlimited.
    """

    session_id: UUID
    title: str
    kind: str
    field_of_action: str | None
    starts_at: datetime
    drop_in: bool
    capacity: int | None
    registered: int
    visits: int


@dataclass(frozen=True, slots=True)
class ConfidentialFigures:
    """The total of a confidential session: all that is known of it."""

    session_id: UUID
    title: str
    total: int


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Persons whose first sign of presence fell into the 15 minutes from `starts_at`."""

    starts_at: datetime
    count: int


@dataclass(frozen=True, slots=True)
class OrganisationFigures:
    """Registered people of one organisation and those of them who came.

    People without an organisation are in none of these. `branch` and `size_class` None: not known.
    """

    organisation_id: UUID
    name: str
    branch: str | None
    size_class: str | None
    registered: int
    came: int


@dataclass(frozen=True, slots=True)
class EventFigures:
    """Everything an edition needs, read in one transaction.

    `came` = confirmed people with a scan + `walk_ins`, so came − walk_ins ≤ registered.
    `arrivals` holds the non-empty 15-minute bins in order; they sum to `came`. `sessions` has no
    confidential ones, in programme order. `closed_at` is that of the barrier. `policy`:
    small_cells or open_delegations. `partners` are names of the partner organisations.
    """

    event_id: UUID
    title: str
    kind: str
    organiser_id: UUID
    organiser: str
    partner_ids: tuple[UUID, ...]
    partners: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    venue: str | None
    closed_at: datetime
    grace_seconds: int | None
    min_cell: int
    policy: str
    capacity: int | None
    registered: int
    waitlisted: int
    came: int
    walk_ins: int
    sessions: tuple[SessionFigures, ...] = ()
    confidential: tuple[ConfidentialFigures, ...] = ()
    arrivals: tuple[Arrivals, ...] = ()
    organisations: tuple[OrganisationFigures, ...] = ()

    @property
    def came_registered(self) -> int:
        """Confirmed people who came."""
        return self.came - self.walk_ins

    @property
    def no_shows(self) -> int:
        """Confirmed people who did not come."""
        return self.registered - self.came_registered
