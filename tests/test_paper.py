"""The check of PDFs can fail."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pypdf
import pytest
import typst
from pypdf.generic import BooleanObject, DictionaryObject, NameObject

from shared.typesetting import FONTS, compile_pdf
from tests.paper import complaints

PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
    '<rect width="9" height="9"/></svg>'
)
TEXT = """
#set document(title: "Probe")
#set text(lang: "de", font: "Source Sans 3")
= Überschrift
Ein Satz.
#image(bytes("{picture}"), format: "svg", alt: "Ein Quadrat")
#table(columns: 2, table.header[A][B], [1], [2])
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A small document with all that counts."""
    path = tmp_path / "probe.typ"
    path.write_text(TEXT.replace("{picture}", PICTURE.replace('"', '\\"')))
    return path


@pytest.fixture
def pdf(source: Path) -> bytes:
    """The document as we set documents."""
    return compile_pdf(source, {})


def spoilt(pdf: bytes, what: str) -> bytes:
    """The document with one thing broken."""
    writer: Any = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    root = writer.root_object
    if what == "lang":
        del root["/Lang"]
    elif what == "marked":
        root["/MarkInfo"][NameObject("/Marked")] = BooleanObject(False)
    elif what == "order":
        del writer.pages[0]["/Tabs"]
    elif what == "metadata":
        del root["/Metadata"]
    for node in (each for each in _nodes(writer) if "/S" in each):
        if what == "alt" and node["/S"] == "/Figure":
            del node["/Alt"]
        if what == "headings" and node["/S"] == "/TH":
            node[NameObject("/S")] = NameObject("/TD")
        if what == "levels" and node["/S"] == "/H1":
            node[NameObject("/S")] = NameObject("/H3")
        if what == "content" and node["/S"] == "/P":
            del node["/K"]
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def _nodes(writer: Any) -> list[Any]:
    objects = (writer.get_object(n) for n in range(1, len(writer._objects) + 1))
    return [each for each in objects if isinstance(each, DictionaryObject)]


def test_what_we_set_has_nothing_to_complain_about(pdf: bytes) -> None:
    """The frame of the cases below."""
    assert complaints(pdf) == []


@pytest.mark.parametrize(
    ("what", "complaint"),
    [
        ("lang", "no language"),
        ("marked", "not marked as tagged"),
        ("order", "order of tabs"),
        ("metadata", "no mark of PDF/UA-1"),
        ("alt", "Figure without a text"),
        ("headings", "a table without headings"),
        ("levels", "the first heading is not H1"),
        ("content", "content and structure don't match"),
    ],
)
def test_what_is_spoilt_is_complained_about(pdf: bytes, what: str, complaint: str) -> None:
    """One thing broken at a time."""
    assert any(complaint in line for line in complaints(spoilt(pdf, what)))


def test_a_pdf_without_tags_is_complained_about(source: Path) -> None:
    """What most programs make."""
    plain = typst.compile(source, font_paths=[FONTS], pdf_tags=False)
    assert isinstance(plain, bytes)
    assert complaints(plain) == ["no structure"]
