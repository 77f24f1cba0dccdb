"""JSON routes of answers. `opt["access"]` says whom a route is for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, patch
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody

from services.registration.answers.bodies import (
    AnswersPatch,
    NeedsView,
    OwnAnswersView,
    TalliesView,
    needs_view,
    own_view,
    tallies_view,
)
from services.registration.answers.export import download
from services.registration.answers.use_cases import Answers
from services.registration.bookings.domain.booking import Booking
from services.registration.bookings.use_cases import Bookings
from services.registration.events.policy import WATCHES
from shared.errors import NotFound, NotSignedIn
from shared.tokens import parse_token
from shared.web.principal import bearer, bearer_token

AnyRequest = Request[Any, Any, Any]
OWN = "/api/v1/registrations/{registration_id:uuid}/answers"
OF_EVENT = "/api/v1/events/{event_id:uuid}/answers"


@get(OWN, opt={"access": "manage-token"})
async def read_own_answers(
    request: AnyRequest, state: State, registration_id: FromPath[UUID]
) -> OwnAnswersView:
    """What the people of a registration answered and agreed to; only with its manage token."""
    answers: Answers = state.answers
    return own_view(await answers.own(await own_booking(request, state, registration_id)))


@patch(OWN, opt={"access": "manage-token"})
async def change_own_answers(
    request: AnyRequest,
    state: State,
    registration_id: FromPath[UUID],
    data: JSONBody[AnswersPatch],
) -> OwnAnswersView:
    """Answer anew, or take answers and consents back (null); only with the manage token.

    With a consent goes what was asked because of it. After the event answers can only be taken
    back (409 `registration-closed` otherwise).
    """
    answers: Answers = state.answers
    booking = await own_booking(request, state, registration_id)
    await answers.change(booking.id, data.sent(), data.support())
    return own_view(await answers.own(booking))


@get(OF_EVENT, opt={"access": "watching"})
async def read_answers(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> TalliesView:
    """How each question was answered, for the team; what people wrote, for those who plan.

    409 `answers-withheld` at open days of a job centre, agency or insurer.
    """
    answers: Answers = state.answers
    seen = await answers.see(await bearer(request), event_id, WATCHES)
    people, found = await answers.counted(seen)
    return tallies_view(people, found, await answers.needs_counted(seen))


@get(f"{OF_EVENT}/export.csv", opt={"access": "organizer"})
async def export_csv(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[bytes]:
    """Answers of each person as CSV; names only where the event allows them."""
    return await download(state.answers, await bearer(request), event_id, "csv")


@get(f"{OF_EVENT}/export.xlsx", opt={"access": "organizer"})
async def export_xlsx(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[bytes]:
    """Answers of each person as XLSX."""
    return await download(state.answers, await bearer(request), event_id, "xlsx")


@get("/api/v1/events/{event_id:uuid}/support-needs", opt={"access": "named"})
async def read_support_needs(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> NeedsView:
    """Who needs what support: for the two people whom the event names, and nobody else."""
    answers: Answers = state.answers
    _, found = await answers.needs(await bearer(request), event_id)
    return needs_view(found)


async def own_booking(request: AnyRequest, state: State, registration_id: UUID) -> Booking:
    """The booking that the manage token opens; raises NotSignedIn, NotFound for another one."""
    bookings: Bookings = state.bookings
    secret = bearer_token(request)
    token = parse_token(secret) if secret else None
    booking = await bookings.reading.for_token(token) if token else None
    if booking is None:
        raise NotSignedIn
    if booking.id != registration_id:
        raise NotFound
    return booking


routes: list[Any] = [
    read_own_answers,
    change_own_answers,
    read_answers,
    read_support_needs,
    export_csv,
    export_xlsx,
]
