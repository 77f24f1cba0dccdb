"""What is wrong with a list or with an answer, in the language of the page."""

from __future__ import annotations

import re
from dataclasses import dataclass

from services.registration.bookings.errors import AlreadyRegistered
from services.registration.bookings.pages.form import TEXTS, Trouble
from services.registration.bookings.pages.refused import REFUSED_TEXTS
from services.registration.companies.errors import HasBegun, NamesNotKept, StillWaiting
from shared.errors import FieldError, Refused
from shared.web.languages import gettext, mark

FIELDS = {
    "company": mark("Bitte schreiben Sie, wie Ihr Betrieb heißt."),
    "contact.name": mark("Bitte schreiben Sie Ihren Namen."),
    "contact.email": mark("Bitte schreiben Sie Ihre E-Mail-Adresse."),
}
LISTS = {
    "file-empty": mark("In der Liste steht noch niemand."),
    "file-too-large": mark("Diese Liste ist zu groß."),
    "file-rows": mark("Auf einer Liste können höchstens 100 Personen stehen."),
    "file-columns": mark("Diese Liste hat zu viele Spalten. Wir brauchen Name und E-Mail."),
    "file-cell": mark("In einer Zelle dieser Liste steht zu viel Text."),
    "file-old": mark("Dieses alte Format lesen wir nicht. Bitte speichern Sie als XLSX oder CSV."),
    "too-many-lists": mark("Sie haben schon sehr oft Personen ergänzt. Bitte rufen Sie uns an."),
}
UNREADABLE = mark("Diese Datei können wir nicht lesen. Bitte nehmen Sie XLSX oder CSV.")
REPEATED = mark("Diese Person steht schon auf der Liste.")
REFUSED: dict[type[Refused], str] = {
    **REFUSED_TEXTS,
    AlreadyRegistered: mark(
        "Jemand von dieser Liste ist mit Namen und E-Mail-Adresse schon angemeldet."
    ),
    NamesNotKept: mark("Bei dieser Veranstaltung meldet sich jede Person selbst an."),
    HasBegun: mark("Die Veranstaltung hat begonnen. Die Liste bleibt, wie sie ist."),
    StillWaiting: mark("Sobald Sie einen Platz haben, können Sie Angebote wählen."),
}
_LINE = re.compile(r"(?:lines|people)\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line of the list (counted from 1) and what is wrong with it."""

    line: int
    text: str


def field_trouble(error: FieldError) -> Trouble:
    """A fault of a single field."""
    known = FIELDS.get(error.field) if error.code == "missing" else None
    if known is None and error.field in {"list", "people"}:
        return Trouble("list", gettext(LISTS.get(error.code, UNREADABLE)))
    return Trouble(error.field, gettext(known or _text(error)))


def bad_lines(errors: list[FieldError]) -> list[BadLine]:
    """Faults of lines, one for each fault, in the order of the list."""
    found = []
    for error in errors:
        if at := _LINE.match(error.field):
            first = 1 if error.field.startswith("people") else 0
            found.append(BadLine(int(at[1]) + first, gettext(_text(error))))
    return sorted(found, key=lambda bad: bad.line)


def refused_text(error: Refused) -> str:
    """Why nothing was done."""
    return gettext(REFUSED[type(error)])


def _text(error: FieldError) -> str:
    if error.code == "repeated":
        return REPEATED
    known = TEXTS.get(error.code)
    return mark("Bitte prüfen Sie diese Angabe.") if known is None or "%(" in known else known
