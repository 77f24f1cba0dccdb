"""A report as a table: XLSX and CSV of the same rows, safe to open in a spreadsheet.

Titles are other people's words: a text that begins like a formula is written as text in XLSX, and
with an apostrophe before it in CSV (OWASP, CSV Injection).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import xlsxwriter

from services.reporting.editions import wording
from services.reporting.editions.document import TOTALS, Document
from services.reporting.editions.view import OTHER, SIZE_CLASSES

HEADERS = ("Bereich", "Zeile", "Kennzahl", "Wert")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
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
    """UTF-8 with a byte order mark and semicolons, as spreadsheets in Germany expect it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADERS)
    writer.writerows([_safe(value) for value in row] for row in rows_of(document))
    return text.getvalue().encode("utf-8-sig")


def _safe(value: int | str) -> int | str:
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def xlsx_of(document: Document) -> bytes:
    """One sheet; counts are numbers, everything else is text and never a formula."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    published = datetime.fromisoformat(document["published_at"])
    book.set_properties(
        {"title": document["event"]["title"], "created": published.replace(tzinfo=None)}
    )
    sheet, bold = book.add_worksheet("Bericht"), book.add_format({"bold": True})
    for column, header in enumerate(HEADERS):
        sheet.write_string(0, column, header, bold)
    for line, row in enumerate(rows_of(document), 1):
        for column, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(line, column, value)
            else:
                sheet.write_string(line, column, value)
    sheet.freeze_panes(1, 0)
    for column, width in enumerate((22, 46, 28, 20)):
        sheet.set_column(column, column, width)
    book.close()
    return content.getvalue()
