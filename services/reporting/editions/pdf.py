"""The report on paper: A4, PDF/A-2a and PDF/UA-1, by typst."""

from __future__ import annotations

import asyncio
import json
import unicodedata
from pathlib import Path
from typing import Any

import typst

from services.reporting.editions.document import Document
from services.reporting.editions.view import view_of

TEMPLATE = Path(__file__).with_name("templates") / "report.typ"
FONTS = Path(__file__).with_name("fonts")
SECONDS_MAX = 20.0
PRINTABLE = (
    (0x20, 0x7E),
    (0xA0, 0x17F),
    (0x384, 0x3CE),
    (0x400, 0x45F),
    (0x1E80, 0x1E85),
    (0x1EA0, 0x1EF9),
    (0x2010, 0x2022),
    (0x20AC, 0x20AC),
    (0x2265, 0x2265),
)
"""What the font is known to hold; PDF/A forbids a glyph that no font has."""


def render_pdf(document: Document) -> bytes:
    """The PDF of an edition; the same document gives the same pages. Blocks for about 0.1 s."""
    data = json.dumps(_printable(view_of(document)), ensure_ascii=False)
    pdf: bytes = typst.compile(
        str(TEMPLATE),
        sys_inputs={"data": data},
        pdf_standards=["a-2a", "ua-1"],
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
    )
    return pdf


async def pdf_of(document: Document) -> bytes:
    """`render_pdf` beside the event loop; TimeoutError after `SECONDS_MAX`."""
    return await asyncio.wait_for(asyncio.to_thread(render_pdf, document), SECONDS_MAX)


def _printable(value: Any) -> Any:
    """The same data without characters the font lacks: signs go, foreign letters become `?`."""
    if isinstance(value, str):
        return "".join(map(_glyph, unicodedata.normalize("NFC", value))).strip()
    if isinstance(value, dict):
        return {key: _printable(item) for key, item in value.items()}
    return [_printable(item) for item in value] if isinstance(value, list) else value


def _glyph(character: str) -> str:
    if any(low <= ord(character) <= high for low, high in PRINTABLE):
        return character
    return "?" if unicodedata.category(character).startswith("L") else ""
