"""Tables for spreadsheets, safe whatever other people wrote into them."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from shared.spreadsheets import Table, csv_of, xlsx_of

DANGEROUS = ["=1+1", "+49 3641", "-2", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x.example")']


def table(*rows: tuple[str | int, ...]) -> Table:
    """A table with one text and one number."""
    return Table("Ideen: [Gesundheitstag/2027]", ("Idee", "Punkte"), rows)


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_that_looks_like_a_formula_stays_a_text(text: str) -> None:
    """Protects whoever opens a list: nothing another person wrote is run by the spreadsheet."""
    written = csv_of(table((text, 3))).decode("utf-8-sig")
    assert f"'{text[:3]}" in written
    with zipfile.ZipFile(io.BytesIO(xlsx_of(table((text, 3))))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    assert text.strip()[:3].replace('"', "&quot;") in texts


def test_numbers_stay_numbers_and_umlauts_umlauts() -> None:
    """Protects sums and names: -3 is a number, Bäcker reads well in a German spreadsheet."""
    content = csv_of(table(("Bäcker; Konditor", -3)))
    assert content.startswith(b"\xef\xbb\xbf")
    assert '"Bäcker; Konditor";-3\r\n' in content.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(xlsx_of(table(("Bäcker", -3))))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        names = book.read("xl/workbook.xml").decode()
    assert re.search(r"<v>-3</v>", sheet)
    assert 'name="Ideen:' not in names
