"""Uploaded lists are read within limits, and every bad cell is named. No database."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.registration.organisations.domain import Carrier, OrganisationKind, name_key
from services.registration.organisations.importing import ReadList, read_members
from services.registration.organisations.importing.values import NotOne, day_of, headcount_of
from shared.errors import InvalidFields
from shared.uploaded_tables import LINES_SCANNED_MAX, UNPACKED_MAX_BYTES, read_table
from tests.services.registration.organisations.lists import (
    BAD,
    GOOD,
    rows_of,
    with_part,
    xlsx,
)

TODAY = date(2027, 5, 3)
SHEET = "xl/worksheets/sheet1.xml"


def read(content: bytes) -> ReadList:
    """The list of members in a file."""
    return read_members(read_table(content, bytes_max=900 * 1024, rows_max=2_010), TODAY)


def refused(content: bytes) -> str:
    """Why a file is no list at all."""
    with pytest.raises(InvalidFields) as refusal:
        read(content)
    (error,) = refusal.value.errors
    assert error.field == "file"
    return error.code


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode(),
        GOOD.encode("utf-8-sig"),
        GOOD.encode("cp1252"),
        GOOD.encode("utf-16"),
        GOOD.replace(";", "\t").encode("utf-16"),
        b"sep=;\r\n" + GOOD.replace("\n", "\r\n").encode("cp1252"),
        xlsx(rows_of(GOOD)),
    ],
    ids=["utf-8", "with mark", "windows", "utf-16", "tabs", "sep line", "xlsx"],
)
def test_german_lists_are_read_however_excel_saves_them(content: bytes) -> None:
    """Protects organizers: headings in German, any of Excel's encodings and separators."""
    found = read(content)
    assert found.faults == ()
    bakery, job_centre, last = found.rows
    assert (bakery.name, bakery.kind) == ("Bäckerei Süß & Söhne", OrganisationKind.COMPANY)
    assert (bakery.headcount, bakery.joined_on) == (1200, date(2024, 5, 1))
    assert bakery.address == "Saalgasse 3, 07743 Jena"
    assert (bakery.contact_name, bakery.contact_email) == ("Mira Süß", "mira@suess.example")
    assert (job_centre.kind, job_centre.joined_on) == (
        OrganisationKind.JOB_CENTRE,
        date(2023, 1, 15),
    )
    assert last.name.startswith("=HYPERLINK")


def test_numbers_and_days_of_a_workbook_are_what_they_are() -> None:
    """Protects cells that Excel keeps as numbers and dates, and commas in a CSV."""
    rows = [["Name", "MA", "Mitglied seit", "Trägerform", "Art"]]
    rows.append(["A", 120.0, datetime(2024, 5, 1), None, None])  # type: ignore[list-item]  # noqa: DTZ001
    rows.append(["B", None, date(2025, 1, 2), "zkT", "Jobcenter"])  # type: ignore[list-item]
    first, second = read(xlsx(rows)).rows
    assert (first.headcount, first.joined_on) == (120, date(2024, 5, 1))
    assert (second.carrier, second.joined_on) == (Carrier.MUNICIPAL, date(2025, 1, 2))
    assert read(b'name,headcount\n"Meyer, Sohn & Co",3\n').rows[0].name == "Meyer, Sohn & Co"


def test_every_bad_cell_is_named_by_row_column_and_content() -> None:
    """Protects organizers: one look says what to correct; rows are counted as Excel counts them."""
    found = read(BAD.encode("cp1252"))
    assert [(f.line, f.heading, f.code, f.value) for f in found.faults] == [
        (5, "Betrieb", "missing", ""),
        (6, "Mitarbeitende", "whole-number", "ca. 50"),
        (6, "Mitglied seit", "day", "gestern"),
        (6, "E-Mail", "email", "info@"),
        (7, "Betrieb", "repeated", "CAFE SAALE"),
    ]
    assert found.faults[-1].other_line == 4
    assert [row.name for row in found.rows] == ["Café Saale"]
    assert found.row_count == 4


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("A;Betrieb;;gE", "carrier-kind"),
        ("A;Bäcker;;", "kind"),
        ("A;;01.05.1824;", "day-range"),
        ("A;;01.05.2030;", "day-range"),
        ("A;;31.02.2024;", "day"),
        ("A;Jobcenter;;Bund", "carrier"),
        ("A" * 201 + ";;;", "too-long"),
        ("A\u202eB;;;", "character"),
    ],
)
def test_what_cannot_be_is_a_fault(line: str, code: str) -> None:
    """Protects the rules of organisations: a list is no way around them."""
    found = read(f"Name;Art;Mitglied seit;Trägerform\n{line}\n".encode())
    assert [fault.code for fault in found.faults] == [code]
    assert found.rows == ()


def test_columns_that_mean_nothing_to_us_are_named() -> None:
    """Protects from believing that a column was taken over."""
    assert read(b"Name;Bemerkung;;Rabatt\nA;x;;5\n").ignored == ("Bemerkung", "Rabatt")


def _bomb() -> bytes:
    return with_part(xlsx([["Name"], ["A"]]), "xl/media/x.xml", b"0" * (UNPACKED_MAX_BYTES + 1))


def _entities() -> bytes:
    evil = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    return with_part(xlsx([["Name"], ["A"]]), SHEET, evil)


def _entities_elsewhere() -> bytes:
    evil = b'<?xml version="1.0" encoding="cp037"?>' + "<!DOCTYPE x>".encode("cp037")
    return with_part(xlsx([["Name"], ["A"]]), SHEET, evil)


def _far_below() -> bytes:
    """One cell in the last row that a sheet can have, and a claim to be as large."""
    part = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<dimension ref="A1:XFD1048576"/><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row>'
        b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>B</t></is></c></row>'
        b"</sheetData></worksheet>"
    )
    return with_part(xlsx([["Name"], ["A"]]), SHEET, part)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: b"", "file-empty"),
        (lambda: b"Name;Ort\n", "file-empty"),
        (lambda: b";;\n\n", "file-empty"),
        (lambda: b"Ort;PLZ\nJena;07743\n", "file-no-name"),
        (lambda: b"Name;Betrieb\nA;B\n", "file-two-columns"),
        (lambda: b"x" * (900 * 1024 + 1), "file-too-large"),
        (lambda: b"Name\n" + b"A\n" * 2_001, "file-rows"),
        (lambda: b"Name" + b";x" * 70 + b"\nA" + b";y" * 70, "file-columns"),
        (lambda: b"Name\n" + b"A" * 2_001, "file-cell"),
        (lambda: b"\xd0\xcf\x11\xe0" + bytes(600), "file-old"),
        (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "file-format"),
        (lambda: b"PK\x03\x04" + bytes(50), "file-format"),
        (lambda: xlsx([["Name"], ["A"]])[:-200], "file-format"),
        (_bomb, "file-too-large"),
        (_entities, "file-format"),
        (_entities_elsewhere, "file-format"),
        (_far_below, "file-rows"),
    ],
)
def test_what_is_no_list_is_refused_quickly(make: Callable[[], bytes], code: str) -> None:
    """Protects the service: bombs, entities, gaps of a million rows, pictures, old formats."""
    content = make()
    began = time.perf_counter()
    assert refused(content) == code
    assert time.perf_counter() - began < 2


def test_a_sheet_is_scanned_no_further_than_its_limit() -> None:
    """Protects memory: what lies below is not even asked for."""
    assert LINES_SCANNED_MAX < 2**20


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=400), st.text(max_size=400).map(str.encode)))
def test_no_file_does_anything_but_be_read_or_refused(content: bytes) -> None:
    """Protects from whatever is uploaded: no other exception, ever."""
    for prefix in (b"", b"Name;MA;Mitglied seit;E-Mail\n", b"PK\x03\x04"):
        try:
            read(prefix + content)
        except InvalidFields:
            continue


@pytest.mark.parametrize(
    ("text", "number"),
    [("1.200", 1200), ("1\u202f200", 1200), ("1,200", 1200), ("0", 0), ("00012", 12)],
)
def test_numbers_are_read_as_people_write_them(text: str, number: int) -> None:
    """Protects headcounts from their separators."""
    assert headcount_of(text) == number


@pytest.mark.parametrize("text", ["12,5", "1.2", "-3", "=1+1", "٣", "10-49", "9" * 30, ""])
def test_what_is_no_number_is_none(text: str) -> None:
    """Protects size classes: nothing is guessed."""
    with pytest.raises(NotOne):
        headcount_of(text)


@pytest.mark.parametrize("text", ["05/01/2024", "1.5.24", "2024", "45413", "heute"])
def test_what_may_be_two_days_is_none(text: str) -> None:
    """Protects the day of joining: 5 January or 1 May is for people to say."""
    with pytest.raises(NotOne):
        day_of(text)


def test_names_are_compared_without_case_accents_and_signs() -> None:
    """Protects from the same company twice."""
    assert name_key("Bäckerei Süß & Söhne") == name_key("BACKEREI  SUSS + SOHNE.")
    assert name_key("C&A") != name_key("CA")
    assert name_key("+++") == "+++"
