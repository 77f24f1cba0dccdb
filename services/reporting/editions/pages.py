"""Pages of reports: an event's editions, one report, and its files for signed-in staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath

from services.reporting.editions.api import file_of
from services.reporting.editions.domain import State as Progress
from services.reporting.editions.use_cases import Editions
from services.reporting.editions.view import view_of
from shared.web.pages import render
from shared.web.principal import signed_in

PREFIX = "/reporting"
LIST_MAX = 100

AnyRequest = Request[Any, Any, Any]


@get(
    f"{PREFIX}/events/{{event_id:uuid}}/editions",
    include_in_schema=False,
    opt={"access": "reader"},
)
async def edition_list(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[str]:
    """The reports of an event, or when the first one will follow."""
    principal, editions = await signed_in(request), _editions(state)
    found = await editions.list_editions(principal, event_id, limit=LIST_MAX)
    return render(
        request,
        "editions/list.html",
        event=found.readers,
        editions=found.editions,
        due_at=found.due_at,
        overdue=found.due_at is not None and found.due_at <= editions.clock(),
        corrections_pending=found.state is Progress.CORRECTIONS_PENDING,
    )


@get(f"{PREFIX}/editions/{{edition_id:uuid}}", include_in_schema=False, opt={"access": "reader"})
async def edition_page(
    request: AnyRequest, state: State, edition_id: FromPath[UUID]
) -> Response[str]:
    """One report on a page, with the same figures as its PDF."""
    principal = await signed_in(request)
    head, document, _ = await _editions(state).find_edition(principal, edition_id)
    return render(
        request,
        "editions/report.html",
        edition=head,
        report=view_of(document),
        k=document["min_cell"],
    )


@get(
    f"{PREFIX}/editions/{{edition_id:uuid}}/files/{{format_:str}}",
    include_in_schema=False,
    opt={"access": "reader"},
)
async def edition_file(
    request: AnyRequest, state: State, edition_id: FromPath[UUID], format_: FromPath[str]
) -> Response[bytes]:
    """A file of a report for who is signed in by cookie."""
    principal = await signed_in(request)
    return await file_of(_editions(state), principal, edition_id, format_)


def _editions(state: State) -> Editions:
    editions: Editions = state.editions
    return editions


def routes() -> list[Any]:
    """All pages of this slice."""
    return [edition_list, edition_page, edition_file]
