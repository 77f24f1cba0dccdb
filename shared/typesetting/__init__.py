"""Documents on paper: Typst templates with our own fonts, tagged and archivable.

Fonts are Source Sans 3 by Adobe (SIL Open Font License, see fonts/LICENSE.md). System fonts are
ignored, so that a document looks the same everywhere.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import typst

FONTS = Path(__file__).with_name("fonts")


def compile_pdf(template: Path, data: dict[str, Any] | msgspec.Struct) -> bytes:
    """A PDF/A-2a and PDF/UA-1 of a Typst template.

    The template reads `data` by `json(bytes(sys.inputs.data))`. Raises `typst.TypstError` where
    the template or its data don't fit, or a title or alternative text is missing. Takes tens of
    milliseconds to a second: call it in a thread.
    """
    document = typst.compile(
        template,
        sys_inputs={"data": msgspec.json.encode(data).decode()},
        pdf_standards=["a-2a", "ua-1"],
        font_paths=[FONTS],
        ignore_system_fonts=True,
    )
    if not isinstance(document, bytes):
        raise TypeError("one PDF was expected")
    return document
