"""JSON routes of reports: lists, and each edition in four formats."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, QueryParameter

from services.reporting.editions.document import Document
from services.reporting.editions.domain import EditionHead
from services.reporting.editions.sheets import csv_of, xlsx_of
from services.reporting.editions.use_cases import Editions
from shared.errors import InvalidFields, NotFound
from shared.web.principal import Principal, bearer

PREFIX = "/reporting/api/v1"
PAGE_MAX = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

AnyRequest = Request[Any, Any, Any]


class EditionView(msgspec.Struct, frozen=True, kw_only=True):
    """One edition in a list; `urls` has its formats."""

    id: UUID
    event_id: UUID
    number: int
    digest: str
    published_at: datetime
    pdf_bytes: int
    urls: dict[str, str]


class EditionPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of editions, newest first."""

    items: list[EditionView]
    next: str | None


def _json(document: Document) -> bytes:
    return msgspec.json.encode(document)


FORMATS: dict[str, tuple[str, Callable[[Document], bytes] | None]] = {
    "json": ("application/json", _json),
    "pdf": ("application/pdf", None),
    "xlsx": (XLSX, xlsx_of),
    "csv": ("text/csv; charset=utf-8", csv_of),
}
"""Media type and writer of each format; the PDF is kept as it was published."""


@get(f"{PREFIX}/events/{{event_id:uuid}}/editions", opt={"access": "reader"})
async def list_editions(
    request: AnyRequest,
    state: State,
    event_id: FromPath[UUID],
    cursor: FromQuery[str | None] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=PAGE_MAX)] = 50,
) -> EditionPage:
    """Editions of an event's report, newest first."""
    principal, editions = await bearer(request), _editions(state)
    found = await editions.list_editions(principal, event_id, below=_below(cursor), limit=limit + 1)
    heads = found.editions
    more = str(heads[limit - 1].number) if len(heads) > limit else None
    return EditionPage(items=[_view(head) for head in heads[:limit]], next=more)


@get(f"{PREFIX}/editions/{{name:str}}", opt={"access": "reader"})
async def find_edition(request: AnyRequest, state: State, name: FromPath[str]) -> Response[bytes]:
    """An edition as `{id}.json`, `{id}.pdf`, `{id}.xlsx` or `{id}.csv`."""
    principal = await bearer(request)
    id_, _, format_ = name.partition(".")
    return await file_of(_editions(state), principal, _uuid(id_), format_)


async def file_of(
    editions: Editions, principal: Principal, id_: UUID, format_: str
) -> Response[bytes]:
    """An edition in one of `FORMATS`; NotFound for other names."""
    if format_ not in FORMATS:
        raise NotFound
    media_type, write = FORMATS[format_]
    head, document, _ = await editions.find_edition(principal, id_)
    content = write(document) if write else await editions.find_pdf(principal, id_)
    headers = {"cache-control": "private, no-cache", "etag": f'"{head.digest[:32]}-{format_}"'}
    if format_ != "json":
        name = f"bericht-{head.published_at:%Y-%m-%d}-{head.number}.{format_}"
        headers["content-disposition"] = f'attachment; filename="{name}"'
    return Response(content, media_type=media_type, headers=headers)


def _editions(state: State) -> Editions:
    editions: Editions = state.editions
    return editions


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def _below(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    if not cursor.isascii() or not cursor.isdigit() or not 0 < len(cursor) < 10:
        raise InvalidFields.one("cursor", "is not one of ours")
    return int(cursor)


def _view(head: EditionHead) -> EditionView:
    return EditionView(
        id=head.id,
        event_id=head.event_id,
        number=head.number,
        digest=head.digest,
        published_at=head.published_at,
        pdf_bytes=head.pdf_bytes,
        urls={name: f"{PREFIX}/editions/{head.id}.{name}" for name in FORMATS},
    )


def routes() -> list[Any]:
    """All JSON routes of this slice."""
    return [list_editions, find_edition]
