"""Lists of members as people make them, and files that only look like such."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl

GOOD = """Betrieb;Art;Branche;Mitarbeitende;Mitglied seit;Straße;PLZ;Ort;Ansprechpartner/in;E-Mail
Bäckerei Süß & Söhne;;Handwerk;1.200;01.05.2024;Saalgasse 3;07743;Jena;Mira Süß;mira@suess.example
Jobcenter Jena;Jobcenter;;;2023-01-15;;;;;
"=HYPERLINK(""http://evil.example"")";Verein;;7;;;;;;
"""
BAD = """Mitgliederliste 2026;;;
;;;
Betrieb;Mitarbeitende;Mitglied seit;E-Mail
Café Saale;12;01.05.2024;info@saale.example
;5;;
Bäckerei Süß;ca. 50;gestern;info@
CAFE SAALE;3;;
"""


def xlsx(rows: Sequence[Sequence[Any]]) -> bytes:
    """A workbook of one sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    for cell in (cell for row in sheet.iter_rows() for cell in row):
        if isinstance(cell.value, str):
            cell.data_type = "s"  # openpyxl makes a formula of what begins like one
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def rows_of(text: str) -> list[list[str]]:
    """The cells of a CSV."""
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """A workbook one of whose parts is replaced."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for info in before.infolist():
            after.writestr(info.filename, part if info.filename == name else before.read(info))
        if name not in before.namelist():
            after.writestr(name, part)
    return made.getvalue()
