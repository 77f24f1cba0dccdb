"""Tables for spreadsheets: CSV and XLSX of the same rows, safe to open. The one place for it.

What other people wrote must not run in a spreadsheet: a text that begins like a formula is written
as text in XLSX, and with an apostrophe before it in CSV (OWASP, CSV Injection).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
XLSX_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_MEDIA_TYPE = "text/csv; charset=utf-8"
SHEET_NAME_MAX_CHARACTERS = 31
_NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))

Cell = str | int


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: numbers stay numbers, everything else is text. `widths` are in characters."""

    title: str
    headers: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[int] = ()
    sheet: str = ""
    created_at: datetime | None = None


def csv_of(table: Table) -> bytes:
    """UTF-8 with a byte order mark and semicolons, as spreadsheets in Germany expect it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([_safe(header) for header in table.headers])
    writer.writerows([_safe(cell) for cell in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_of(table: Table) -> bytes:
    """One sheet with its head fixed; no text in it is ever a formula or a link."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    properties: dict[str, object] = {"title": table.title}
    if table.created_at is not None:
        properties["created"] = table.created_at.replace(tzinfo=None)
    book.set_properties(properties)
    sheet, bold = book.add_worksheet(_sheet_name(table)), book.add_format({"bold": True})
    for column, header in enumerate(table.headers):
        sheet.write_string(0, column, header, bold)
    for line, row in enumerate(table.rows, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(line, column, cell)
            else:
                sheet.write_string(line, column, cell)
    sheet.freeze_panes(1, 0)
    for column, width in enumerate(table.widths):
        sheet.set_column(column, column, width)
    book.close()
    return content.getvalue()


def _safe(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell


def _sheet_name(table: Table) -> str:
    name = (table.sheet or table.title).translate(_NOT_IN_SHEET_NAMES).strip()
    return name[:SHEET_NAME_MAX_CHARACTERS] or "1"
