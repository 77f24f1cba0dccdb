"""Pictures for documents on paper."""

from __future__ import annotations

import io

import segno


def qr_picture(text: str) -> str:
    """A QR code (never a Micro QR, which phones can't read) as an SVG document."""
    picture = io.BytesIO()
    segno.make_qr(text, error="m").save(
        picture, kind="svg", border=2, omitsize=True, xmldecl=False, nl=False
    )
    return picture.getvalue().decode()
