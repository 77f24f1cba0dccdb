"""The list by JSON, and as files."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, QueryParameter

from services.registration.access.trail.api import EntryPage, entry_view
from services.registration.bookings.bodies import RegistrationPage, staff_view
from services.registration.bookings.use_cases.reading import PAGE_MAX
from services.registration.desk.asked import filter_asked
from services.registration.desk.bodies import CountView
from services.registration.desk.download import download
from services.registration.desk.selection import Selection, recipients, without_address
from services.registration.desk.use_cases import Desk
from services.registration.events.policy import WATCHES
from shared.web.paging import cursor, read_cursor
from shared.web.principal import bearer
from shared.web.scopes import BOOKINGS
from shared.web.scopes import OPT as SCOPE_OPT

AnyRequest = Request[Any, Any, Any]
Limit = Annotated[int, QueryParameter(ge=1, le=PAGE_MAX)]
EVENT = "/api/v1/events/{event_id:uuid}"
OVERSEES = frozenset({"organizer", "auditor"})


@get(f"{EVENT}/registrations", opt={"access": "watching"})
async def list_registrations(  # noqa: PLR0917 - each is a query parameter
    request: AnyRequest,
    state: State,
    event_id: FromPath[UUID],
    search: FromQuery[str | None] = None,
    status: FromQuery[str | None] = None,
    session_id: FromQuery[str | None] = None,
    organisation_id: FromQuery[str | None] = None,
    order: FromQuery[str | None] = None,
    cursor_: Annotated[str | None, QueryParameter(name="cursor")] = None,
    limit: Limit = 50,
) -> RegistrationPage:
    """An event's registrations in order of arrival; names only where the event allows them.

    `search`: part of a name or address, or a booking code; `status` and `session_id` find
    registrations with such a person; `order=latest` turns the list round.
    """
    desk: Desk = state.desk
    seen = await desk.see(await bearer(request), event_id, WATCHES)
    given = {"search": search, "status": status, "order": order}
    given |= {"session_id": session_id, "organisation_id": organisation_id}
    found = await desk.page(seen, filter_asked(given.get), read_cursor(cursor_), limit + 1)
    more = cursor(found[limit - 1].created_at, found[limit - 1].id) if len(found) > limit else None
    items = [staff_view(b, with_names=seen.with_names) for b in found[:limit]]
    return RegistrationPage(items=items, next=more)


@get(f"{EVENT}/registrations/count", opt={"access": "watching"})
async def count_registrations(  # noqa: PLR0917 - each is a query parameter
    request: AnyRequest,
    state: State,
    event_id: FromPath[UUID],
    search: FromQuery[str | None] = None,
    status: FromQuery[str | None] = None,
    session_id: FromQuery[str | None] = None,
    organisation_id: FromQuery[str | None] = None,
) -> CountView:
    """How many people the same limits find, before something is done to all of them."""
    desk: Desk = state.desk
    seen = await desk.see(await bearer(request), event_id, WATCHES)
    given = {"search": search, "status": status}
    given |= {"session_id": session_id, "organisation_id": organisation_id}
    found = await desk.acting.targets(seen, Selection(wanted=filter_asked(given.get)))
    return CountView(
        people=len(found),
        registrations=len({target.booking_id for target in found}),
        addresses=len(recipients(found)),
        without_address=without_address(found),
    )


@get(f"{EVENT}/history", opt={"access": "overseeing", SCOPE_OPT: BOOKINGS})
async def event_history(
    request: AnyRequest,
    state: State,
    event_id: FromPath[UUID],
    cursor_: Annotated[str | None, QueryParameter(name="cursor")] = None,
    limit: Limit = 50,
) -> EntryPage:
    """Who of the team changed what at the event and its registrations, latest first."""
    desk: Desk = state.desk
    seen = await desk.see(await bearer(request), event_id, OVERSEES)
    found = await desk.history(seen, read_cursor(cursor_), limit + 1)
    last = found[limit - 1][0] if len(found) > limit else None
    items = [entry_view(entry, name) for entry, name in found[:limit]]
    return EntryPage(items=items, next=cursor(last.at, last.id) if last else None)


@get(f"{EVENT}/registrations/export.csv", opt={"access": "prints"})
async def export_csv(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[bytes]:
    """The list with the same filters as CSV."""
    principal = await bearer(request)
    return await download(state.desk, principal, event_id, request.query_params.get, "csv")


@get(f"{EVENT}/registrations/export.xlsx", opt={"access": "prints"})
async def export_xlsx(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[bytes]:
    """The list with the same filters as XLSX."""
    principal = await bearer(request)
    return await download(state.desk, principal, event_id, request.query_params.get, "xlsx")


routes: list[Any] = [
    list_registrations,
    count_registrations,
    event_history,
    export_csv,
    export_xlsx,
]
