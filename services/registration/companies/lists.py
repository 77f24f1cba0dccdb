"""A pasted or uploaded list of employees: one line each, name and address."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.registration.bookings.intake import Intake, PersonWish
from services.registration.companies.domain import EMPLOYEES_MAX
from shared.errors import FieldError, InvalidFields
from shared.uploaded_tables import Line, read_table

LIST_MAX_BYTES = 256 * 1024
_HEADINGS = frozenset({"name", "namen", "vorname und name", "vor- und nachname"})


@dataclass(frozen=True, slots=True)
class Read:
    """What stands in a list, in its order; a list with faults registers nobody."""

    people: list[PersonWish]
    faults: list[FieldError]


def read_list(intake: Intake, event_id: UUID, content: bytes) -> Read:
    """The people of a list and everything that is wrong with it, by line (`lines[3].email`).

    CSV or XLSX or text; the first column is the name, the second the address (may be missing).
    Blocks while it reads. Raises InvalidFields if nothing can be read at all.
    """
    lines = read_table(content, bytes_max=LIST_MAX_BYTES, rows_max=EMPLOYEES_MAX + 1, field="list")
    if lines[0].cells[0].casefold() in _HEADINGS:
        lines = lines[1:]
    if not 1 <= len(lines) <= EMPLOYEES_MAX:
        raise InvalidFields.one("list", f"1 to {EMPLOYEES_MAX} people", "too-long")
    read, seen = Read([], []), set[tuple[str, str]]()
    for line in lines:
        _take(read, seen, intake, event_id, line)
    return read


def _take(
    read: Read, seen: set[tuple[str, str]], intake: Intake, event_id: UUID, line: Line
) -> None:
    path = f"lines[{line.number}]"
    name, email = (*line.cells, "")[:2]
    if not name:
        read.faults.append(FieldError(f"{path}.name", "is missing", "required"))
    who = (name.casefold(), email.casefold())
    if name and who in seen:
        read.faults.append(FieldError(f"{path}.name", "is named twice in this list", "repeated"))
    seen.add(who)
    wish = PersonWish(name=name or None, email=email or None)
    try:
        intake.person(event_id, wish, path)
    except InvalidFields as error:
        read.faults.extend(error.errors)
    read.people.append(wish)
