"""A pasted or uploaded list of employees: one line each, name and address."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.registration.bookings.intake import Intake, PersonWish
from services.registration.companies.domain import EMPLOYEES_MAX
from shared.errors import FieldError, InvalidFields
from shared.uploaded_tables import Line, read_table

LIST_MAX_BYTES = 256 * 1024
_FIRST = frozenset({"vorname", "vornamen", "first name", "given name"})
_LAST = frozenset({"nachname", "familienname", "last name", "surname", "family name"})
_NAME = frozenset({"name", "namen", "vorname und name", "vor- und nachname", "vorname nachname"})
_EMAIL = frozenset({"e-mail", "email", "mail", "e-mail-adresse", "email-adresse", "e-mail address"})


@dataclass(frozen=True, slots=True)
class Read:
    """What stands in a list, in its order; a list with faults registers nobody.

    `text` is the list as lines to edit: the third line of the list is the third line there.
    """

    people: list[PersonWish]
    faults: list[FieldError]
    text: str = ""


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which columns hold what; without headings the name comes first, then the address."""

    names: tuple[int, ...] = (0,)
    email: int = 1

    def read(self, line: Line) -> tuple[str, str]:
        """Name and address of a line, empty where there is none."""
        cells = dict(enumerate(line.cells))
        name = " ".join(cells.get(i, "") for i in self.names).strip()
        return name, cells.get(self.email, "")


def read_list(intake: Intake, event_id: UUID, content: bytes) -> Read:
    """The people of a list and everything that is wrong with it, by line (`lines[3].email`).

    CSV or XLSX or text. The first line may be headings: then the columns are in any order, and
    first and last name may have one each. Blocks while it reads. Raises InvalidFields if nothing
    can be read at all.
    """
    lines = read_table(content, bytes_max=LIST_MAX_BYTES, rows_max=EMPLOYEES_MAX + 1, field="list")
    columns = _columns(lines[0].cells)
    people = lines if columns is None else lines[1:]
    if not people:
        raise InvalidFields.one("list", "has no rows", "file-empty")
    if len(people) > EMPLOYEES_MAX:
        raise InvalidFields.one("list", f"has more than {EMPLOYEES_MAX} people", "file-rows")
    named = [(line.number, *(columns or _Columns()).read(line)) for line in people]
    read, seen = Read([], [], _text(named)), set[tuple[str, str]]()
    for number, name, email in named:
        path = f"lines[{number}]"
        if fault := _fault(seen, name, email):
            read.faults.append(FieldError(f"{path}.name", *fault))
        wish = PersonWish(name=name or None, email=email or None)
        try:
            intake.person(event_id, wish, path)
        except InvalidFields as error:
            read.faults.extend(error.errors)
        read.people.append(wish)
    return read


def _columns(cells: Sequence[str]) -> _Columns | None:
    """What the headings say, None if these are none."""
    at = {cell.casefold(): number for number, cell in reversed(list(enumerate(cells)))}
    first = next((at[word] for word in at if word in _FIRST), None)
    last = next((at[word] for word in at if word in _LAST), None)
    name = next((at[word] for word in at if word in _NAME), None)
    email = next((at[word] for word in at if word in _EMAIL), None)
    if first is None and last is None and name is None:
        return None
    names = (first, last if last is not None else name)
    found = tuple(n for n in (names if first is not None else (name, last)) if n is not None)
    return _Columns(found, len(cells) if email is None else email)


def _text(people: Sequence[tuple[int, str, str]]) -> str:
    rows: list[list[str]] = [[] for _ in range(people[-1][0])] if people else []
    for number, name, email in people:
        rows[number - 1] = [name, email] if email else [name]
    made = io.StringIO()
    csv.writer(made, delimiter=";", lineterminator="\n").writerows(rows)
    return made.getvalue()


def _fault(seen: set[tuple[str, str]], name: str, email: str) -> tuple[str, str] | None:
    """Reason and code of what is wrong with a line beside others."""
    who = (name.casefold(), email.casefold())
    if not name:
        return "is missing", "required"
    if who in seen:
        return "is named twice in this list", "repeated"
    seen.add(who)
    return None
