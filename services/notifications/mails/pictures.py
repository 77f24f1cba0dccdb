"""QR codes as PNG."""

from __future__ import annotations

import io

import segno

SCALE = 6
QUIET_ZONE = 4


def qr_png(text: str) -> bytes:
    """A full QR code (never Micro QR, which phones can't read) with its quiet zone."""
    stream = io.BytesIO()
    segno.make_qr(text, error="m").save(stream, kind="png", scale=SCALE, border=QUIET_ZONE)
    return stream.getvalue()
