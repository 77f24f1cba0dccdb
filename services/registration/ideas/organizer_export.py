"""The list of ideas as a table for spreadsheets. Whatever people wrote stays text there."""

from __future__ import annotations

from collections.abc import Iterator

from litestar import Response

from services.registration.ideas.domain import Idea
from services.registration.ideas.use_cases import Overview
from shared.spreadsheets import (
    CSV_MEDIA_TYPE,
    XLSX_MEDIA_TYPE,
    Cell,
    Table,
    csv_of,
    xlsx_of,
)
from shared.web.formats import local
from shared.web.languages import gettext, mark

HEADERS = (
    mark("Rang"),
    mark("Kategorie"),
    mark("Idee"),
    mark("Punkte"),
    mark("Zusammengeführt mit"),
    mark("Eingegangen"),
)
WIDTHS = (8, 20, 80, 10, 60, 18)


def csv_file(overview: Overview) -> Response[bytes]:
    """The list as CSV to keep."""
    return _file(csv_of(table_of(overview)), CSV_MEDIA_TYPE, "ideen.csv")


def xlsx_file(overview: Overview) -> Response[bytes]:
    """The list as XLSX to keep."""
    return _file(xlsx_of(table_of(overview)), XLSX_MEDIA_TYPE, "ideen.xlsx")


def _file(content: bytes, media_type: str, name: str) -> Response[bytes]:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)


def table_of(overview: Overview) -> Table:
    """Ideas by weight, hidden ones left out; what was merged stands beside."""
    return Table(
        title=overview.event.title,
        sheet=gettext(mark("Ideen")),
        headers=[gettext(header) for header in HEADERS],
        rows=list(_rows(overview)),
        widths=WIDTHS,
    )


def _rows(overview: Overview) -> Iterator[tuple[Cell, ...]]:
    titles = {c.id: c.title for c in overview.collection.categories} if overview.collection else {}
    for rank, idea in enumerate(overview.ideas, 1):
        when = local(idea.created_at, overview.event.time_zone)
        yield (
            rank,
            titles[idea.category_id],
            idea.text,
            idea.weight,
            _beside(idea),
            when.strftime("%Y-%m-%d %H:%M"),
        )


def _beside(idea: Idea) -> str:
    return " | ".join(other.text for other in idea.merged)
