"""Documents on paper: Typst templates with our own fonts, tagged and archivable.

Fonts are Source Sans 3 by Adobe (Latin, Cyrillic, Greek; fonts/OFL.txt) and, for Arabic letters,
Vazirmatn (fonts/Vazirmatn-OFL.txt; where it is from: shared/web/static/vendor/THIRD_PARTY.md), both
under the SIL Open Font License. Typst takes from the second what the first lacks. System fonts are
ignored, so that a document looks the same everywhere.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import msgspec
import typst

FONTS = Path(__file__).with_name("fonts")
ARABIC = (
    (0x60C, 0x60D),
    (0x61B, 0x61B),
    (0x61F, 0x61F),
    (0x621, 0x63A),
    (0x640, 0x658),
    (0x660, 0x671),
    (0x679, 0x679),
    (0x67C, 0x67C),
    (0x67E, 0x67E),
    (0x681, 0x681),
    (0x685, 0x686),
    (0x688, 0x689),
    (0x691, 0x691),
    (0x693, 0x693),
    (0x695, 0x696),
    (0x698, 0x698),
    (0x69A, 0x69A),
    (0x6A4, 0x6A4),
    (0x6A9, 0x6AD),
    (0x6AF, 0x6AF),
    (0x6B5, 0x6B5),
    (0x6BA, 0x6BA),
    (0x6BC, 0x6BE),
    (0x6C0, 0x6C3),
    (0x6C6, 0x6D0),
    (0x6D2, 0x6D5),
    (0x6F0, 0x6F9),
    (0xFE76, 0xFEFC),
)
"""Letters of Arabic, Persian, Urdu and Kurdish."""
PRINTABLE = (
    *ARABIC,
    (0x20, 0x7E),
    (0xA0, 0x17F),
    (0x2BC, 0x2BC),
    (0x384, 0x3CE),
    (0x400, 0x45F),
    (0x490, 0x491),
    (0x1E80, 0x1E85),
    (0x1EA0, 0x1EF9),
    (0x200C, 0x200D),
    (0x2010, 0x2022),
    (0x2026, 0x2026),
    (0x20AC, 0x20AC),
    (0x2116, 0x2116),
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
