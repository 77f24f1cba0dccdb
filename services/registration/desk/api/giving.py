"""Places given, refused or promised next by staff, by JSON."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Request, post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody

from services.registration.desk.domain import WORDS_MAX_CHARACTERS
from services.registration.desk.use_cases import Desk, Seen
from services.registration.desk.use_cases.giving import Decided, Waits
from services.registration.events.policy import PLANS
from shared.web.principal import bearer

AnyRequest = Request[Any, Any, Any]
DECIDED_MAX = 500
"""People in one request."""


class PlacesBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What becomes of people who wait: `give` places, `decline`, or let them go `first` when the
    next place is free. `words`: in the mail that declines, as the team wrote them."""

    do: Literal["give", "decline", "first"]
    person_ids: Annotated[list[UUID], msgspec.Meta(min_length=1, max_length=DECIDED_MAX)]
    words: Annotated[str, msgspec.Meta(max_length=WORDS_MAX_CHARACTERS)] = ""


class WaitingPerson(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who still waits; the name only where the team may read it."""

    id: UUID
    name: str | None


class StillWaiting(msgspec.Struct, frozen=True, kw_only=True):
    """People of a registration who don't fit."""

    registration_id: UUID
    people: list[WaitingPerson]


class PlacesView(msgspec.Struct, frozen=True, kw_only=True):
    """For how many people it was done, with those who wait together with them; `full`: for whom no
    place was free."""

    people: int
    full: list[StillWaiting]


@post("/api/v1/events/{event_id:uuid}/desk/places", status_code=200, opt={"access": "organizer"})
async def decide_places(
    request: AnyRequest, state: State, event_id: FromPath[UUID], data: JSONBody[PlacesBody]
) -> PlacesView:
    """Decide about people on the waitlist; who doesn't wait (any more) is left out.

    Places go in the order of the waitlist, never more than there are. 409 `nobody-moves-up` for
    `first` where places are given by hand.
    """
    desk: Desk = state.desk
    seen = await desk.see(await bearer(request), event_id, PLANS)
    if data.do == "give":
        done = await desk.giving.give(seen, data.person_ids)
    elif data.do == "first":
        done = await desk.giving.let_first(seen, data.person_ids)
    else:
        done = await desk.giving.decline(seen, data.person_ids, data.words)
    return _view(done, seen)


def _view(done: Decided, seen: Seen) -> PlacesView:
    return PlacesView(people=done.people, full=[_waits(each, seen) for each in done.full])


def _waits(waits: Waits, seen: Seen) -> StillWaiting:
    people = [
        WaitingPerson(id=p.id, name=p.name if seen.with_names else None) for p in waits.people
    ]
    return StillWaiting(registration_id=waits.booking.id, people=people)


routes: list[Any] = [decide_places]
