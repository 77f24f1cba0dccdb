"""What the columns of a list may be called, and which of ours each one is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.registration.organisations.domain import name_key
from shared.errors import InvalidFields
from shared.uploaded_tables import Line

HEADING_LINES_MAX = 10
"""Lists often begin with a title; the headings stand within these lines."""


class Column(StrEnum):
    """What a column tells of an organisation."""

    NAME = "name"
    KIND = "kind"
    BRANCH = "branch"
    HEADCOUNT = "headcount"
    CARRIER = "carrier"
    JOINED_ON = "joined_on"
    ADDRESS = "address"
    STREET = "street"
    POSTCODE = "postcode"
    CITY = "city"
    CONTACT_NAME = "contact_name"
    CONTACT_EMAIL = "contact_email"


HEADINGS: dict[Column, tuple[str, ...]] = {
    Column.NAME: (
        "Name", "Organisation", "Betrieb", "Firma", "Unternehmen", "Mitglied", "Mitgliedsbetrieb",
        "Firmenname", "Name des Betriebs", "Name der Firma", "Name der Organisation",
        "Name des Unternehmens", "Unternehmensname", "company", "organisation name",
    ),
    Column.KIND: ("Art", "Organisationsart", "Art der Organisation", "Typ", "kind", "type"),
    Column.BRANCH: ("Branche", "Wirtschaftszweig", "Gewerbe", "branch", "industry"),
    Column.HEADCOUNT: (
        "Beschäftigte", "Anzahl Beschäftigte", "Anzahl der Beschäftigten", "Beschäftigtenzahl",
        "Mitarbeitende", "Anzahl Mitarbeitende", "Anzahl der Mitarbeitenden", "Mitarbeiter",
        "Mitarbeiter/innen", "Mitarbeiter:innen", "Mitarbeiter*innen", "Anzahl Mitarbeiter",
        "Mitarbeiterzahl", "MA", "headcount", "employees",
    ),
    Column.CARRIER: ("Trägerform", "Trägerschaft", "carrier"),
    Column.JOINED_ON: (
        "Mitglied seit", "Beigetreten am", "Beitritt", "Beitrittsdatum", "Beitritt am",
        "dabei seit", "joined on", "member since",
    ),
    Column.ADDRESS: ("Anschrift", "Adresse", "address"),
    Column.STREET: ("Straße", "Strasse", "Straße und Hausnummer", "Straße, Hausnummer",
                    "Straße Nr.", "street"),
    Column.POSTCODE: ("PLZ", "Postleitzahl", "postcode"),
    Column.CITY: ("Ort", "Stadt", "Wohnort", "city"),
    Column.CONTACT_NAME: (
        "Ansprechperson", "Ansprechpartner", "Ansprechpartnerin", "Ansprechpartner/in",
        "Ansprechpartner:in", "Kontakt", "Kontaktperson", "Name der Ansprechperson", "contact",
        "contact name",
    ),
    Column.CONTACT_EMAIL: (
        "E-Mail", "Email", "Mail", "E-Mail-Adresse", "Mailadresse", "E-Mail der Ansprechperson",
        "contact email",
    ),
}  # fmt: skip
_BY_KEY = {
    name_key(word): column for column, words in HEADINGS.items() for word in (*words, column.value)
}


@dataclass(frozen=True, slots=True)
class Headings:
    """Which column stands where, as the file calls it, and what is not taken over."""

    line: int
    places: dict[Column, int]
    words: dict[Column, str]
    ignored: tuple[str, ...]


def found_headings(lines: Sequence[Line]) -> Headings:
    """The first line that names a column of names; raises InvalidFields on `file`."""
    for line in lines[:HEADING_LINES_MAX]:
        columns = [_BY_KEY.get(name_key(cell)) for cell in line.cells]
        if Column.NAME in columns:
            return _headings(line, columns)
    raise InvalidFields.one("file", "has no column for the name", "file-no-name")


def _headings(line: Line, columns: Sequence[Column | None]) -> Headings:
    places: dict[Column, int] = {}
    for place, column in enumerate(columns):
        if column in places:
            reason = f"has two columns for {column}: columns {places[column] + 1} and {place + 1}"
            raise InvalidFields.one("file", reason, "file-two-columns")
        if column is not None:
            places[column] = place
    words = {column: line.cells[place] for column, place in places.items()}
    pairs = zip(line.cells, columns, strict=True)
    ignored = tuple(cell[:100] for cell, column in pairs if cell and column is None)
    return Headings(line.number, places, words, ignored)
