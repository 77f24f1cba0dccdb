"""Tables that people upload: the rows of a CSV or XLSX file as text, within limits.

An upload is hostile until shown otherwise. A CSV is told from an XLSX by its first bytes, never by
its name. An XLSX is a ZIP of XML: what it would unpack to is bounded before anything is unpacked,
document type definitions (entities) are refused, and rows are read one by one, whatever size the
sheet claims to have. Formulas are not computed: the value that was saved counts, as text.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import openpyxl

from shared.errors import InvalidFields

UNPACKED_MAX_BYTES = 8 * 1024 * 1024
PARTS_MAX = 200
LINES_SCANNED_MAX = 20_000
"""Empty lines count here too: a sheet may place one row far below the others."""
COLUMNS_MAX = 60
CELL_MAX_CHARACTERS = 2_000
DELIMITERS = ";,\t"
_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_UTF_16_TEXT = (*_UTF_16, b"<\0", b"\0<")
_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([^\"']+)")
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    RuntimeError,  # encrypted
    NotImplementedError,  # compressed in a way nobody uses
    OSError,
    EOFError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A row that isn't empty; `number` counts from 1 as spreadsheets do."""

    number: int
    cells: tuple[str, ...]


def read_table(content: bytes, *, bytes_max: int, rows_max: int, field: str = "file") -> list[Line]:
    """The rows of a file that are not empty (at most `rows_max` and a few lines of heading).

    UTF-8 with or without byte order mark, UTF-16 with one, else Windows-1252; semicolons, commas
    or tabs. Blocks while it reads: call it in a thread. Raises InvalidFields naming `field`.
    """
    if not content:
        raise InvalidFields.one(field, "is empty", "file-empty")
    if len(content) > bytes_max:
        raise InvalidFields.one(field, f"has more than {bytes_max} bytes", "file-too-large")
    try:
        rows = _xlsx(content) if content.startswith(_ZIP) else _csv(content)
        lines = _bounded(rows, rows_max)
    except _Unreadable as unreadable:
        raise InvalidFields.one(field, unreadable.reason, unreadable.code) from unreadable
    if not lines:
        raise InvalidFields.one(field, "has no rows", "file-empty")
    return lines


class _Unreadable(Exception):  # noqa: N818 - says what the file is
    def __init__(self, reason: str, code: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code


def _bounded(rows: Iterable[tuple[int, list[str]]], rows_max: int) -> list[Line]:
    lines: list[Line] = []
    for number, row in rows:
        if number > LINES_SCANNED_MAX:
            raise _Unreadable(f"has more than {rows_max} rows", "file-rows")
        cells = tuple(cell.strip() for cell in row)
        if not any(cells):
            continue
        if len(lines) >= rows_max:
            raise _Unreadable(f"has more than {rows_max} rows", "file-rows")
        if any(cells[COLUMNS_MAX:]):
            raise _Unreadable(f"has more than {COLUMNS_MAX} columns", "file-columns")
        if any(len(cell) > CELL_MAX_CHARACTERS for cell in cells):
            reason = f"has a cell of more than {CELL_MAX_CHARACTERS} characters in row {number}"
            raise _Unreadable(reason, "file-cell")
        lines.append(Line(number, cells[:COLUMNS_MAX]))
    return lines


def _csv(content: bytes) -> Iterator[tuple[int, list[str]]]:
    if content.startswith(_OLD_OFFICE):
        raise _Unreadable("is of an old office format; save it as XLSX or CSV", "file-old")
    text = _decoded(content)
    if "\0" in text:
        raise _Unreadable("is neither CSV nor XLSX", "file-format")
    text, delimiter = _delimited(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from enumerate(reader, 1)
    except csv.Error as error:
        raise _Unreadable("has a row that can't be read", "file-format") from error


def _decoded(content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith(_UTF_16) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _Unreadable("is neither CSV nor XLSX", "file-format")


def _delimited(text: str) -> tuple[str, str]:
    """The text without Excel's `sep=` line, and what stands between its cells."""
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and first[4:5] in tuple(DELIMITERS):
        return rest, first[4]
    head = "\n".join(text.splitlines()[:10])
    return text, max(DELIMITERS, key=head.count)


def _xlsx(content: bytes) -> Iterator[tuple[int, list[str]]]:
    _refuse_bombs(content)
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        sheet = next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
        sheet.reset_dimensions()
        rows = sheet.iter_rows(
            max_row=LINES_SCANNED_MAX + 1, max_col=COLUMNS_MAX + 1, values_only=True
        )
        for number, row in enumerate(rows, 1):
            yield number, [_text(value) for value in row]
    except Exception as error:  # openpyxl raises whatever it stumbles over
        raise _Unreadable("is no XLSX that can be read", "file-format") from error


def _refuse_bombs(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > PARTS_MAX or unpacked > UNPACKED_MAX_BYTES:
                raise _Unreadable("unpacks to more than we read", "file-too-large")
            for part in parts:
                _refuse_entities(archive.read(part))  # reads no more than it claimed to hold
    except _DAMAGED as error:
        raise _Unreadable("is no XLSX that can be read", "file-format") from error


def _refuse_entities(part: bytes) -> None:
    """No office program writes a document type; another encoding could hide one from this look."""
    declared = _ENCODING.search(part[:200])
    hidden = part.startswith(_UTF_16_TEXT) or (
        declared is not None and declared[1].lower() not in {b"utf-8", b"us-ascii"}
    )
    if hidden or b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise _Unreadable("holds a document type definition", "file-format")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
