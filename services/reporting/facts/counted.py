"""What is read from the facts: an event with its figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.reporting.facts.domain import Counts
from shared.contracts.events import EventChanged


@dataclass(frozen=True, slots=True)
class EventCount:
    """An event with its figures, all of one instant.

    `totals` are those of confidential sessions as far as published. `changes` grows with every
    change of the facts. `current_at`: until when the facts were known to be complete when this was
    read; None before the first sign of Kafka.
    """

    event: EventChanged
    counts: Counts
    totals: Mapping[UUID, int]
    changes: int
    current_at: datetime | None


@dataclass(frozen=True, slots=True)
class EventSummary:
    """A line of a list of events; `in_house` None where nobody counts it."""

    event_id: UUID
    registered: int
    came: int
    in_house: int | None


@dataclass(frozen=True, slots=True)
class Recount:
    """Figures from raw scans, for comparison."""

    registered: int
    waitlisted: int
    came: int
    walk_ins: int
    in_house: int
    visits: Mapping[UUID, int]
