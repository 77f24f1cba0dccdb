"""Documents on paper: Typst templates with our own fonts, tagged and archivable.

Fonts are Source Sans 3 by Adobe (SIL Open Font License, see fonts/OFL.txt). System fonts are
ignored, so that a document looks the same everywhere.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import msgspec
import typst

FONTS = Path(__file__).with_name("fonts")
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
"""What the fonts are known to hold; PDF/A forbids a glyph that no font has."""
VERBATIM = "_svg"
"""Values under names with this ending are pictures, not text: they pass unchanged."""


def compile_pdf(template: Path, data: dict[str, Any]) -> bytes:
    """A PDF/A-2a and PDF/UA-1 of a Typst template.

    The template reads `data` by `json(bytes(sys.inputs.data))`. Signs that the fonts lack are left
    out and foreign letters become `?`, so that no title can stop a document. Raises
    `typst.TypstError` where template and data don't fit, or a title or an alternative text is
    missing. Takes tens of milliseconds to a second: call it in a thread.
    """
    document = typst.compile(
        template,
        sys_inputs={"data": msgspec.json.encode(printable(data)).decode()},
        pdf_standards=["a-2a", "ua-1"],
        font_paths=[FONTS],
        ignore_system_fonts=True,
    )
    if not isinstance(document, bytes):
        raise TypeError("one PDF was expected")
    return document


def printable(value: Any) -> Any:
    """The same JSON-able value with text that the fonts can show."""
    if isinstance(value, str):
        return "".join(map(_glyph, unicodedata.normalize("NFC", value))).strip()
    if isinstance(value, dict):
        return {k: v if k.endswith(VERBATIM) else printable(v) for k, v in value.items()}
    return [printable(item) for item in value] if isinstance(value, list) else value


def _glyph(character: str) -> str:
    if any(low <= ord(character) <= high for low, high in PRINTABLE):
        return character
    return "?" if unicodedata.category(character).startswith("L") else ""
