"""The report on paper: A4, PDF/A-2a and PDF/UA-1."""

from __future__ import annotations

import asyncio
from pathlib import Path

from services.reporting.editions.document import Document
from services.reporting.editions.view import view_of
from shared.typesetting import compile_pdf

TEMPLATE = Path(__file__).with_name("templates") / "report.typ"
SECONDS_MAX = 30.0


def render_pdf(document: Document) -> bytes:
    """The PDF of an edition; the same document gives the same pages. Blocks for about 0.1 s."""
    return compile_pdf(TEMPLATE, view_of(document))


async def pdf_of(document: Document) -> bytes:
    """`render_pdf` beside the event loop; TimeoutError after `SECONDS_MAX`."""
    return await asyncio.wait_for(asyncio.to_thread(render_pdf, document), SECONDS_MAX)
