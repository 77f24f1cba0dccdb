"""QR codes as PNG."""

from __future__ import annotations

import io

import segno

SCALE = 6
QUIET_ZONE = 4
MASK = 3
"""Choosing the best of eight masks is most of the work and gains nothing here: half of a ticket is
random, so no mask makes the blank areas or stripes that the choice is there to avoid."""


def qr_png(text: str) -> bytes:
    """A full QR code (never Micro QR, which phones can't read) with its quiet zone."""
    stream = io.BytesIO()
    segno.make_qr(text, error="m", mask=MASK).save(
        stream, kind="png", scale=SCALE, border=QUIET_ZONE
    )
    return stream.getvalue()
