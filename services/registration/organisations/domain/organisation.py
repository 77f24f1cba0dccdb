"""Organisations: what they are, the class of their size, and how their names compare. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from shared.errors import FieldError

MEMBERS_MAX = 10_000
"""Organisations directly below one."""
JOINED_ON_MIN = date(1900, 1, 1)
JOINED_AHEAD_MAX = timedelta(days=366)
_NOT_COMPARED = re.compile(r"[\W_]+")


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


KINDS_KEPT_FROM_NAMES = frozenset(
    {OrganisationKind.JOB_CENTRE, OrganisationKind.EMPLOYMENT_AGENCY, OrganisationKind.INSURER}
)
"""These don't learn who visits their open days, so their staff can't make them something else."""


class Carrier(StrEnum):
    """In whose carriage a job centre is: joint institution or municipal (SGB II §§ 44b, 6a)."""

    JOINT = "gE"
    MUNICIPAL = "zkT"


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who organises, takes part and receives reports. `headcount` never leaves registration.

    `joined_on`: since when it belongs to the organisation above it.
    """

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
    joined_on: date | None = None

    @property
    def size_class(self) -> str | None:
        """The class of establishment size, None where the headcount is unknown."""
        return None if self.headcount is None else size_class(self.headcount)


@dataclass(frozen=True, slots=True)
class OrganisationContact:
    """Whom to ask at an organisation, as its network noted it. Never leaves registration."""

    name: str | None = None
    email: str | None = None


def size_class(headcount: int) -> str:
    """The class of establishment size of the glossary."""
    bounds = ((10, "<10"), (50, "10-49"), (100, "50-99"), (250, "100-249"), (500, "250-499"))
    for bound, name in bounds:
        if headcount < bound:
            return name
    return "500-1499" if headcount < 1500 else ">=1500"


def name_key(name: str) -> str:
    """What names are sorted, searched and compared by: no case, accents, signs (DIN 5007-1).

    "Bäckerei Süß & Söhne" and "BACKEREI SUSS + SOHNE" have the same.
    """
    plain = unicodedata.normalize("NFKD", name)
    letters = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    return _NOT_COMPARED.sub(" ", letters).strip() or letters.strip()


def faults_of_joining(joined_on: date, today: date, field: str) -> list[FieldError]:
    """What is wrong with a day of joining."""
    if not JOINED_ON_MIN <= joined_on <= today + JOINED_AHEAD_MAX:
        return [FieldError(field, "must lie between 1900 and a year from now", "day-range")]
    return []
