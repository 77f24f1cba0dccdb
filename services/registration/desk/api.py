"""JSON routes of the desk. `opt["access"]` says whom a route is for."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody, QueryParameter

from services.registration.bookings.bodies import (
    RegistrationBody,
    RegistrationPage,
    RegistrationView,
    own_view,
    staff_view,
)
from services.registration.bookings.use_cases.reading import PAGE_MAX
from services.registration.desk.asked import filter_asked
from services.registration.desk.bodies import MessageBody, MessageSent
from services.registration.desk.export import file_of, table_of
from services.registration.desk.use_cases import Desk
from services.registration.events.policy import PLANS, PRINTS, WATCHES
from shared.web.paging import cursor, read_cursor
from shared.web.principal import bearer

AnyRequest = Request[Any, Any, Any]
Limit = Annotated[int, QueryParameter(ge=1, le=PAGE_MAX)]
EVENT = "/api/v1/events/{event_id:uuid}"


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


@post(f"{EVENT}/desk/registrations", status_code=201, opt={"access": "organizer"})
async def add_registration(
    request: AnyRequest,
    state: State,
    event_id: FromPath[UUID],
    data: JSONBody[RegistrationBody],
    idempotency_key: Annotated[str | None, HeaderParameter(name="Idempotency-Key")] = None,
) -> RegistrationView:
    """Register somebody who calls, also without an address: the booking code is for them.

    409 `visitors-stay-unknown` at open days of a job centre, agency or insurer.
    """
    desk: Desk = state.desk
    seen = await desk.see(await bearer(request), event_id, PLANS)
    booking = await desk.add(seen, data.wish(), idempotency_key)
    return own_view(booking, state.bookings.intake, request.app.state.web.settings.base_url)


@post(f"{EVENT}/messages", status_code=202, opt={"access": "organizer"})
async def send_message(
    request: AnyRequest, state: State, event_id: FromPath[UUID], data: JSONBody[MessageBody]
) -> MessageSent:
    """Write to people of the event: one mail to each address, in the language of its owner."""
    desk: Desk = state.desk
    seen = await desk.see(await bearer(request), event_id, PLANS)
    chosen = await desk.chosen(seen, data.person_ids)
    sent = await desk.messages.send(seen.note, chosen, data.subject, data.text)
    return MessageSent(recipients=sent)


@post(
    "/api/v1/registrations/{registration_id:uuid}/resend",
    status_code=202,
    opt={"access": "organizer"},
)
async def send_link_again(
    request: AnyRequest, state: State, registration_id: FromPath[UUID]
) -> None:
    """Send the link to a registration once more; 409 `nobody-to-write-to` without an address."""
    desk: Desk = state.desk
    principal = await bearer(request)
    booking = await state.bookings.reading.booking(registration_id)
    seen = await desk.see(principal, booking.event_id, PLANS)
    await desk.write_link_again(seen, booking)


@get(f"{EVENT}/registrations/export.csv", opt={"access": "prints"})
async def export_csv(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[bytes]:
    """The list with the same filters as CSV."""
    return await _export(request, state, event_id, "csv")


@get(f"{EVENT}/registrations/export.xlsx", opt={"access": "prints"})
async def export_xlsx(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[bytes]:
    """The list with the same filters as XLSX."""
    return await _export(request, state, event_id, "xlsx")


async def _export(
    request: AnyRequest, state: State, event_id: UUID, format_: str
) -> Response[bytes]:
    desk: Desk = state.desk
    seen = await desk.see(await bearer(request), event_id, PRINTS)
    wanted = filter_asked(request.query_params.get)
    found = await desk.everything(seen, wanted, format_)
    organisations = await desk.organisations(seen)
    table = table_of(
        seen.event,
        found,
        wanted,
        organisations,
        with_names=seen.with_names,
        now=state.clock(),
    )
    return file_of(table, format_)


routes: list[Any] = [
    list_registrations,
    add_registration,
    send_message,
    send_link_again,
    export_csv,
    export_xlsx,
]
