"""QR codes on pages."""

from __future__ import annotations

import segno
from markupsafe import Markup

SCALE = 4


def qr_inline(content: str, title: str) -> Markup:
    """An SVG element, black on nothing: put it on a white ground with some air around it.

    Never a Micro QR, which phones can't read. `title` is what a screen reader says.
    """
    code = segno.make_qr(content, error="m")
    svg = code.svg_inline(scale=SCALE, border=2, omitsize=True, title=title, dark="#000")
    return Markup(svg)  # noqa: S704 - made by segno; the title is escaped by it
