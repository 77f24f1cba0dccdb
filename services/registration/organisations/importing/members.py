"""The rows of a list as members; what is wrong is collected cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from services.registration.access.domain import normalised_email
from services.registration.organisations.domain import (
    IMPORT_FAULTS_MAX,
    IMPORT_ROWS_MAX,
    SHOWN_MAX_CHARACTERS,
    Carrier,
    MemberRow,
    OrganisationKind,
    RowFault,
    faults_of_joining,
    name_key,
    repeated_rows,
)
from services.registration.organisations.importing.headings import (
    Column,
    Headings,
    found_headings,
)
from services.registration.organisations.importing.values import (
    NotOne,
    carrier_of,
    day_of,
    headcount_of,
    kind_of,
)
from shared.errors import FieldError, InvalidFields
from shared.uploaded_tables import Line
from shared.web.text import clean_line, clean_text

ADDRESS_MAX = 500

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ReadList:
    """Good rows, faults of the others, headings that are not taken over."""

    row_count: int
    rows: tuple[MemberRow, ...]
    faults: tuple[RowFault, ...]
    ignored: tuple[str, ...]


def read_members(lines: Sequence[Line], today: date) -> ReadList:
    """Every row as a member; raises InvalidFields on `file` when it is no list of members."""
    headings = found_headings(lines)
    below = [line for line in lines if line.number > headings.line]
    if not below:
        raise InvalidFields.one("file", "has headings, but no rows", "file-empty")
    if len(below) > IMPORT_ROWS_MAX:
        raise InvalidFields.one("file", f"has more than {IMPORT_ROWS_MAX} rows", "file-rows")
    rows: list[MemberRow] = []
    faults: list[RowFault] = []
    for line in below:
        cells = _Cells(line, headings)
        row = _member(cells, today)
        faults += cells.faults
        rows += [] if cells.faults else [row]
    faults += _repetitions(rows, headings)
    faults.sort(key=lambda fault: fault.line)
    wrong = {fault.line for fault in faults}
    good = tuple(row for row in rows if row.line not in wrong)
    return ReadList(len(below), good, tuple(faults[:IMPORT_FAULTS_MAX]), headings.ignored)


@dataclass(slots=True)
class _Cells:
    """One row, and what was found wrong with it."""

    line: Line
    headings: Headings
    faults: list[RowFault] = field(default_factory=list)

    def text(self, column: Column) -> str:
        place = self.headings.places.get(column)
        return self.line.cells[place] if place is not None and place < len(self.line.cells) else ""

    def value(self, column: Column, read: Callable[[str], T]) -> T | None:
        """What `read` makes of a cell; None where it is empty or wrong."""
        text = self.text(column)
        if not text:
            return None
        try:
            return read(text)
        except NotOne as fault:
            self.add(column, fault.reason, fault.code)
        except InvalidFields as invalid:
            self.extend(column, invalid.errors)
        return None

    def line_of(self, column: Column, maximum: int) -> str | None:
        return self.value(column, lambda text: clean_line(text, maximum, column.value)) or None

    def add(self, column: Column, reason: str, code: str) -> None:
        shown = self.text(column)[:SHOWN_MAX_CHARACTERS]
        printable = "".join(c if c.isprintable() else "\ufffd" for c in shown)
        heading = self.headings.words.get(column, "")
        self.faults.append(
            RowFault(self.line.number, column.value, heading, code, reason, printable)
        )

    def extend(self, column: Column, errors: Iterable[FieldError]) -> None:
        for error in errors:
            self.add(column, error.reason, error.code)


def _member(cells: _Cells, today: date) -> MemberRow:
    values: dict[str, Any] = {
        "name": cells.line_of(Column.NAME, 200),
        "kind": cells.value(Column.KIND, kind_of) or OrganisationKind.COMPANY,
        "branch": cells.line_of(Column.BRANCH, 100),
        "headcount": cells.value(Column.HEADCOUNT, headcount_of),
        "carrier": cells.value(Column.CARRIER, carrier_of),
        "joined_on": cells.value(Column.JOINED_ON, day_of),
        "address": _address(cells),
        "contact_name": cells.line_of(Column.CONTACT_NAME, 200),
        "contact_email": cells.value(Column.CONTACT_EMAIL, _email),
    }
    if not cells.text(Column.NAME):
        cells.add(Column.NAME, "is missing", "missing")
    carrier: Carrier | None = values["carrier"]
    if carrier is not None and values["kind"] is not OrganisationKind.JOB_CENTRE:
        cells.add(Column.CARRIER, "belongs to job centres only", "carrier-kind")
    joined_on: date | None = values["joined_on"]
    if joined_on is not None:
        cells.extend(Column.JOINED_ON, faults_of_joining(joined_on, today, "joined_on"))
    return MemberRow(line=cells.line.number, **{**values, "name": values["name"] or ""})


def _address(cells: _Cells) -> str | None:
    """One cell, or put together from street, postcode and city."""
    whole = cells.value(Column.ADDRESS, lambda text: clean_text(text, ADDRESS_MAX, "address"))
    street, city = cells.line_of(Column.STREET, 200), cells.line_of(Column.CITY, 100)
    place = " ".join(part for part in (cells.line_of(Column.POSTCODE, 20), city) if part)
    address = ", ".join(part for part in (whole, street, place) if part)
    if len(address) > ADDRESS_MAX:
        cells.add(Column.ADDRESS, f"has more than {ADDRESS_MAX} characters", "too-long")
    return address or None


def _email(text: str) -> str:
    email = normalised_email(clean_line(text, 254, "contact_email"))
    if email is None:
        raise NotOne("is not an e-mail address", "email")
    return email


def _repetitions(rows: list[MemberRow], headings: Headings) -> list[RowFault]:
    heading = headings.words[Column.NAME]
    return [
        RowFault(
            row.line,
            Column.NAME.value,
            heading,
            "repeated",
            f"stands in row {other} already",
            row.name[:SHOWN_MAX_CHARACTERS],
            other,
        )
        for row, other in repeated_rows(rows, [name_key(row.name) for row in rows])
    ]
