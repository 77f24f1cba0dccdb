"""What a screen reader needs of a PDF, checked as far as a program can (PDF/UA-1, ISO 14289-1).

The conditions are those of the Matterhorn Protocol that need no human eye: everything on a page is
tagged or marked as decoration, every tag is a known one, pictures have a text, tables have
headings, headings skip no level, and the document says language and title.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pypdf
from pypdf.generic import BooleanObject, ContentStream

WORDS = (
    "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4"
    " H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code"
    " Link Annot Figure Formula Form"
)
STANDARD = frozenset(WORDS.split())
PARENTS = {
    "LI": {"L"},
    "Lbl": {"LI", "Note", "TOCI"},
    "LBody": {"LI"},
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "TH": {"TR"},
    "TD": {"TR"},
    "THead": {"Table"},
    "TBody": {"Table"},
}
PAINTING = frozenset(b"Tj TJ ' \" S s f F f* B B* b b* sh Do BI INLINE IMAGE".split())


@dataclass
class Tag:
    """A node of the structure tree; `parts` are the numbers of marked content, by page object."""

    kind: str
    parent: str
    node: Any
    children: list[Tag] = field(default_factory=list)
    parts: list[tuple[int, int]] = field(default_factory=list)

    def walk(self) -> Iterator[Tag]:
        """This tag and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


def complaints(pdf: bytes) -> list[str]:
    """What is wrong with it; empty for a document that everybody can read."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    root: Any = reader.trailer["/Root"]
    if "/StructTreeRoot" not in root:
        return ["no structure"]
    top = _tags(root["/StructTreeRoot"])
    tags = [tag for tag in top.walk() if tag is not top]
    return [
        *_of_document(reader, root),
        *_of_tags(tags),
        *(line for table in tags if table.kind == "Table" for line in _of_table(table)),
        *_of_content(reader, tags),
        *_of_fonts(reader),
    ]


def _of_document(reader: pypdf.PdfReader, root: Any) -> Iterator[str]:
    info = root.get("/MarkInfo", {})
    if not _yes(info, "/Marked") or _yes(info, "/Suspects"):
        yield "not marked as tagged"
    if not re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", root.get("/Lang", "")):
        yield "no language"
    if not _yes(root.get("/ViewerPreferences", {}), "/DisplayDocTitle"):
        yield "the title is not shown"
    xmp = root["/Metadata"].get_data().decode() if "/Metadata" in root else ""
    for what, pattern in {
        "title": r"<dc:title><rdf:Alt><rdf:li[^>]*>[^<]+<",
        "mark of PDF/UA-1": r"<pdfuaid:part>1<",
        "mark of PDF/A-2": r"<pdfaid:part>2<",
        "mark of PDF/A level a": r"<pdfaid:conformance>A<",
    }.items():
        if not re.search(pattern, xmp):
            yield f"no {what} in the metadata"
    if reader.is_encrypted:
        yield "encrypted"
    for number, page in enumerate(reader.pages, 1):
        if page.get("/Tabs") != "/S":
            yield f"page {number}: the order of tabs is not that of the structure"


def _of_tags(tags: list[Tag]) -> Iterator[str]:
    for tag in tags:
        if tag.kind not in STANDARD:
            yield f"unknown tag {tag.kind}"
        if tag.parent not in PARENTS.get(tag.kind, {tag.parent}):
            yield f"{tag.kind} in {tag.parent}"
        if tag.kind in {"Figure", "Formula"} and not str(tag.node.get("/Alt", "")).strip():
            yield f"{tag.kind} without a text"
    levels = [int(tag.kind[1]) for tag in tags if re.fullmatch(r"H[1-6]", tag.kind)]
    if levels and levels[0] != 1:
        yield "the first heading is not H1"
    if any(after > before + 1 for before, after in pairwise(levels)):
        yield "headings skip a level"


def _of_table(table: Tag) -> Iterator[str]:
    cells = [tag for tag in table.walk() if tag.kind in {"TH", "TD"}]
    if not any(cell.kind == "TH" for cell in cells):
        yield "a table without headings"
    for cell in cells:
        if cell.kind == "TH" and not any("/Scope" in a for a in _attributes(cell.node)):
            yield "a heading of a table without scope"
    widths = {
        sum(_span(cell.node) for cell in row.children) for row in table.walk() if row.kind == "TR"
    }
    if len(widths) > 1 and not any("/RowSpan" in a for c in cells for a in _attributes(c.node)):
        yield f"rows of different widths: {sorted(widths)}"


def _of_content(reader: pypdf.PdfReader, tags: list[Tag]) -> Iterator[str]:
    """Nothing is painted outside a tag or decoration, and no tagged piece hangs in the air."""
    tagged = [part for tag in tags for part in tag.parts]
    if len(set(tagged)) != len(tagged):
        yield "content with two tags"
    for number, page in enumerate(reader.pages, 1):
        found: set[int] = set()
        marks: list[int | str | None] = []
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            if operator in {b"BMC", b"BDC"}:
                marks.append(_mark(operands, page))
                found |= {mark for mark in marks[-1:] if isinstance(mark, int)}
            elif operator == b"EMC":
                marks.pop()
            elif operator in PAINTING and not any(mark is not None for mark in marks):
                yield f"page {number}: something is painted without a tag"
        here = page.indirect_reference
        if found != {mcid for at, mcid in tagged if here is not None and at == here.idnum}:
            yield f"page {number}: content and structure don't match"


def _of_fonts(reader: pypdf.PdfReader) -> Iterator[str]:
    for page in reader.pages:
        resources: Any = page["/Resources"]
        fonts = resources.get("/Font", {})
        for font in (each.get_object() for each in fonts.values()):
            inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            if not {"/FontFile", "/FontFile2", "/FontFile3"} & inner["/FontDescriptor"].keys():
                yield f"{font['/BaseFont']} is not embedded"
            if "/ToUnicode" not in font:
                yield f"{font['/BaseFont']} can't be read aloud"


def _tags(root: Any) -> Tag:
    roles = {str(k)[1:]: str(v)[1:] for k, v in root.get("/RoleMap", {}).items()}
    top = Tag("root", "", root)
    _descend(root.get("/K"), top, roles, 0)
    return top


def _descend(kids: Any, into: Tag, roles: dict[str, str], page: int) -> None:
    """Children of a node: tags, numbers of marked content, or references to it."""
    raw = kids.get_object() if kids is not None else []
    for kid in raw if isinstance(raw, list) else [raw]:
        child = kid.get_object()
        if isinstance(child, int):
            into.parts.append((page, child))
        elif child.get("/Type") == "/MCR" or "/MCID" in child:
            at = child.raw_get("/Pg").idnum if "/Pg" in child else page
            into.parts.append((at, int(child["/MCID"])))
        elif "/S" in child:
            kind = str(child["/S"])[1:]
            tag = Tag(roles.get(kind, kind), into.kind, child)
            into.children.append(tag)
            at = child.raw_get("/Pg").idnum if "/Pg" in child else page
            _descend(child.raw_get("/K") if "/K" in child else None, tag, roles, at)


def _mark(operands: list[Any], page: Any) -> int | str | None:
    """Of marked content: its number, `decoration`, or None when it says neither."""
    if operands[0] == "/Artifact":
        return "decoration"
    if len(operands) < 2:
        return None
    given = operands[1]
    if isinstance(given, str):
        given = page["/Resources"]["/Properties"][given]
    return int(given["/MCID"]) if "/MCID" in given else None


def _yes(dictionary: Any, name: str) -> bool:
    """pypdf's false is true to Python."""
    return name in dictionary and dictionary[name] == BooleanObject(True)


def _attributes(node: Any) -> list[Any]:
    found = node.get("/A", [])
    return [each.get_object() for each in (found if isinstance(found, list) else [found])]


def _span(node: Any) -> int:
    return max([int(a.get("/ColSpan", 1)) for a in _attributes(node)], default=1)
