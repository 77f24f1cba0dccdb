"""Organisations: what they are, and the class of their size. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class OrganisationKind(StrEnum):
    """What an organisation is (glossary)."""

    NETWORK = "network"
    COMPANY = "company"
    JOB_CENTRE = "job_centre"
    EMPLOYMENT_AGENCY = "employment_agency"
    INSURER = "insurer"
    UNIVERSITY = "university"
    MUNICIPALITY = "municipality"
    ASSOCIATION = "association"


class Carrier(StrEnum):
    """In whose carriage a job centre is: joint institution or municipal (SGB II §§ 44b, 6a)."""

    JOINT = "gE"
    MUNICIPAL = "zkT"


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who organises, takes part and receives reports. `headcount` never leaves registration."""

    id: UUID
    version: int
    name: str
    kind: OrganisationKind
    created_at: datetime
    parent_id: UUID | None = None
    branch: str | None = None
    headcount: int | None = None
    carrier: Carrier | None = None
    address: str | None = None

    @property
    def size_class(self) -> str | None:
        """The class of establishment size, None where the headcount is unknown."""
        return None if self.headcount is None else size_class(self.headcount)


def size_class(headcount: int) -> str:
    """The class of establishment size of the glossary."""
    bounds = ((10, "<10"), (50, "10-49"), (100, "50-99"), (250, "100-249"), (500, "250-499"))
    for bound, name in bounds:
        if headcount < bound:
            return name
    return "500-1499" if headcount < 1500 else ">=1500"
