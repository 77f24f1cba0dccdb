"""A list of members between upload and confirmation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from services.registration.organisations.domain.organisation import Carrier, OrganisationKind

IMPORT_ROWS_MAX = 2_000
IMPORT_BYTES_MAX = 900 * 1024
"""Below what a request may hold, so that the refusal can name the file."""
IMPORT_KEPT = timedelta(days=1)
IMPORTS_WAITING_MAX = 5
"""Of one organisation; with another one the oldest goes."""
IMPORT_FAULTS_MAX = 500
"""Faults that are kept and shown; a list with more is a wrong file."""
SHOWN_MAX_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One organisation of an uploaded list; `line` is its row as a spreadsheet numbers it."""

    line: int
    name: str
    kind: OrganisationKind
    branch: str | None = None
    headcount: int | None = None
    carrier: Carrier | None = None
    address: str | None = None
    joined_on: date | None = None
    contact_name: str | None = None
    contact_email: str | None = None


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with one cell. `value` is what stands there, shortened.

    `field` is ours (`headcount`), `heading` the file's ("Mitarbeitende", empty for a column that is
    missing). `other_line`: the row that says the same.
    """

    line: int
    field: str
    heading: str
    code: str
    reason: str
    value: str = ""
    other_line: int | None = None


@dataclass(frozen=True, slots=True)
class Import:
    """An uploaded list. It can be confirmed when it has no fault; then its rows are gone."""

    id: UUID
    organisation_id: UUID
    created_at: datetime
    file_name: str
    row_count: int
    rows: tuple[MemberRow, ...]
    faults: tuple[RowFault, ...]
    ignored: tuple[str, ...]
    confirmed_at: datetime | None = None
    created_count: int | None = None
    skipped_count: int | None = None

    @property
    def state(self) -> str:
        """`faulty`, `ready` or `done`."""
        if self.confirmed_at is not None:
            return "done"
        return "faulty" if self.faults else "ready"


def repeated_rows(rows: list[MemberRow], keys: list[str]) -> list[tuple[MemberRow, int]]:
    """Rows whose name stands in an earlier row already, with that row's line."""
    first: dict[str, int] = {}
    repeated: list[tuple[MemberRow, int]] = []
    for row, key in zip(rows, keys, strict=True):
        if key in first:
            repeated.append((row, first[key]))
        else:
            first[key] = row.line
    return repeated
