"""The team's own note about a registration, by JSON."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, get, put
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody

from services.registration.bookings.domain.booking import Booking
from services.registration.bookings.use_cases.team_notes import TEAM_NOTE_MAX_CHARACTERS
from services.registration.desk.use_cases import Desk, Seen
from services.registration.events.policy import PLANS
from shared.errors import InvalidFields
from shared.web.principal import bearer

AnyRequest = Request[Any, Any, Any]
NOTE = "/api/v1/registrations/{registration_id:uuid}/note"


class TeamNoteBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The note; empty: none."""

    note: Annotated[str, msgspec.Meta(max_length=TEAM_NOTE_MAX_CHARACTERS)]


class TeamNoteView(msgspec.Struct, frozen=True, kw_only=True):
    """The note, null if there is none. Whoever it is about gets it with their data."""

    note: str | None


@get(NOTE, opt={"access": "organizer"})
async def read_note(
    request: AnyRequest, state: State, registration_id: FromPath[UUID]
) -> TeamNoteView:
    """What the team noted about a registration."""
    booking, _ = await _reached(request, state, registration_id)
    return TeamNoteView(note=await state.bookings.team_notes.read(booking.id))


@put(NOTE, status_code=204, opt={"access": "organizer"})
async def write_note(
    request: AnyRequest,
    state: State,
    registration_id: FromPath[UUID],
    data: JSONBody[TeamNoteBody],
) -> None:
    """Note something for the team. Not on a company's list, and not where it reads no names."""
    booking, seen = await _reached(request, state, registration_id)
    if not seen.with_names:
        raise InvalidFields.one("note", "the team reads no names at this event", "nameless")
    await state.bookings.team_notes.write(booking, data.note, by=seen.note)


async def _reached(
    request: AnyRequest, state: State, registration_id: UUID
) -> tuple[Booking, Seen]:
    desk: Desk = state.desk
    principal = await bearer(request)
    booking: Booking = await state.bookings.reading.booking(registration_id)
    return booking, await desk.see(principal, booking.event_id, PLANS)


routes: list[Any] = [read_note, write_note]
