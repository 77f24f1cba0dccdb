"""The audit log as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, get
from litestar.datastructures import State
from litestar.params import FromQuery, QueryParameter

from services.registration.access.trail.domain import Entry
from services.registration.access.trail.use_cases import PAGE_MAX, Wanted, read_log
from shared.web.paging import cursor, read_cursor
from shared.web.principal import bearer

AnyRequest = Request[Any, Any, Any]
Limit = Annotated[int, QueryParameter(ge=1, le=PAGE_MAX)]


class EntryView(msgspec.Struct, frozen=True, kw_only=True):
    """Someone did something. `staff_id` null: the clock, a message or the operator.

    `staff_name` null: the system, or somebody who has left since.
    """

    id: UUID
    at: datetime
    staff_id: UUID | None
    staff_name: str | None
    via: str
    what: str
    about: UUID | None
    organisation_id: UUID | None
    changed: dict[str, Any]


class EntryPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the log, latest first."""

    items: list[EntryView]
    next: str | None = None


@get("/api/v1/audit", opt={"access": "auditing"})
async def list_entries(  # noqa: PLR0917 - each is a query parameter
    request: AnyRequest,
    state: State,
    organisation_id: FromQuery[UUID | None] = None,
    about: FromQuery[UUID | None] = None,
    staff_id: FromQuery[UUID | None] = None,
    what: FromQuery[str | None] = None,
    cursor_: Annotated[str | None, QueryParameter(name="cursor")] = None,
    limit: Limit = 50,
) -> EntryPage:
    """Who changed what at your organisations; administrators read everything."""
    principal = await bearer(request)
    found = await read_log(
        state.pool,
        principal,
        state.clock(),
        Wanted(organisation_id, about, staff_id, what),
        after=read_cursor(cursor_),
        limit=limit + 1,
    )
    last = found[limit - 1][0] if len(found) > limit else None
    items = [entry_view(entry, name) for entry, name in found[:limit]]
    return EntryPage(items=items, next=cursor(last.at, last.id) if last else None)


def entry_view(entry: Entry, name: str | None) -> EntryView:
    """A line of the log with who did it."""
    return EntryView(
        id=entry.id,
        at=entry.at,
        staff_id=entry.staff_id,
        staff_name=name,
        via=entry.via,
        what=entry.what,
        about=entry.about,
        organisation_id=entry.organisation_id,
        changed=dict(entry.changed),
    )


routes: list[Any] = [list_entries]
