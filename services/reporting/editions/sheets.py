"""A report as a table: XLSX and CSV of the same rows, safe to open in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from services.reporting.editions import wording
from services.reporting.editions.document import TOTALS, Document
from services.reporting.editions.view import OTHER, SIZE_CLASSES
from shared import spreadsheets
from shared.spreadsheets import Table

HEADERS = ("Bereich", "Zeile", "Kennzahl", "Wert")
TOTAL_LABELS = {
    "registered": "Angemeldet",
    "came": "Teilgenommen",
    "came_registered": "Angemeldet und teilgenommen",
    "walk_ins": "Ohne Anmeldung gekommen",
    "no_shows": "Nicht erschienen",
    "waitlisted": "Auf der Warteliste",
}

Row = tuple[str, str, str, int | str]


def rows_of(document: Document) -> Iterator[Row]:
    """Every count of the report with its words; withheld ones say so."""
    event, totals = document["event"], document["totals"]
    yield "Veranstaltung", event["title"], "Wann und wo", wording.occasion(event)
    yield "Veranstaltung", event["title"], "Fassung", document["number"]
    for name in TOTALS:
        yield "Insgesamt", "", TOTAL_LABELS[name], _value(totals[name])
    for row in document["fields"]:
        label = wording.field(row["field_of_action"])
        yield "Handlungsfelder", label, "Besuche", _value(row["visits"])
    for row in document["sessions"]:
        yield "Programmpunkte", row["title"], "Angemeldet", _value(row["registered"])
        yield "Programmpunkte", row["title"], "Besuche", _value(row["visits"])
    for row in document["confidential"]:
        yield "Vertrauliche Angebote", row["title"], "Gespräche", _value(row["total"])
    yield from _breakdowns(document)
    for row in document["arrivals"]:
        yield "Ankünfte", f"{row['from']} bis {row['until']}", "Personen", row["count"]


def _breakdowns(document: Document) -> Iterator[Row]:
    for row in document["branches"]:
        yield "Branchen", row["label"] or OTHER, "Teilgenommen", row["came"]
    for row in document["size_classes"]:
        label = SIZE_CLASSES.get(row["label"], row["label"] or OTHER)
        yield "Betriebsgrößen", label, "Teilgenommen", row["came"]
    for row in document["organisations"]:
        yield "Delegationen", row["name"], "Angemeldet", row["registered"]
        yield "Delegationen", row["name"], "Teilgenommen", row["came"]


def _value(value: Any) -> int | str:
    return value if isinstance(value, int) else wording.cell(value)


def csv_of(document: Document) -> bytes:
    """The report as CSV."""
    return spreadsheets.csv_of(_table(document))


def xlsx_of(document: Document) -> bytes:
    """The report as XLSX; counts are numbers, everything else is text."""
    return spreadsheets.xlsx_of(_table(document))


def _table(document: Document) -> Table:
    return Table(
        title=document["event"]["title"],
        sheet="Bericht",
        headers=HEADERS,
        rows=rows_of(document),
        widths=(22, 46, 28, 20),
        created_at=datetime.fromisoformat(document["published_at"]),
    )
