"""Adding, changing and writing to registrations by JSON."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, post
from litestar.datastructures import State
from litestar.params import FromPath, HeaderParameter, JSONBody

from services.registration.bookings.bodies import RegistrationBody, RegistrationView, own_view
from services.registration.desk.bodies import ChangesBody, ChangesView, MessageBody, MessageSent
from services.registration.desk.use_cases import Desk
from services.registration.events.policy import PLANS
from shared.web.paging import cursor, read_cursor
from shared.web.principal import bearer

AnyRequest = Request[Any, Any, Any]
EVENT = "/api/v1/events/{event_id:uuid}"


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
    """Write to people of the event: one mail to each address, in the language of its owner.

    409 `selection-changed` if others than expected match now.
    """
    desk: Desk = state.desk
    seen = await desk.see(await bearer(request), event_id, PLANS)
    found = await desk.acting.targets(seen, data.selection())
    sent = await desk.messages.send(seen.note, found, data.subject, data.text, message_id=data.id)
    return MessageSent(recipients=sent)


@post(f"{EVENT}/desk/changes", status_code=200, opt={"access": "organizer"})
async def change_many(
    request: AnyRequest, state: State, event_id: FromPath[UUID], data: JSONBody[ChangesBody]
) -> ChangesView:
    """Cancel many people, or move them from one session to another; 1,000 registrations at a time.

    Whoever finds no place in the new session keeps what they have, and is counted in `refused`.
    409 `selection-changed` if others than expected are meant now.
    """
    desk: Desk = state.desk
    seen = await desk.see(await bearer(request), event_id, PLANS)
    selection = data.selection()
    if data.do == "cancel":
        done = await desk.acting.cancel(seen, selection)
    else:
        done = await desk.acting.move(seen, selection, data.move(), read_cursor(data.after))
    return ChangesView(
        changed=done.outcome.changed,
        refused=done.outcome.refused or {},
        left=done.left,
        next=cursor(*done.after) if done.after else None,
    )


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


routes: list[Any] = [add_registration, send_message, change_many, send_link_again]
