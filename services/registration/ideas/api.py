"""JSON routes of ideas: the team's with its bearer token, the room's with a device's."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, get, patch, post, put
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody

from services.registration.access.client import address_of
from services.registration.ideas.bodies import (
    CollectionBody,
    CollectionView,
    DeviceBody,
    DeviceView,
    IdeaBody,
    IdeaPatch,
    PointsBody,
    PointsView,
    RoomAnswer,
    RoomIdea,
    TeamIdea,
    TeamIdeas,
    collection_view,
    room_answer,
    room_idea,
    team_idea,
    team_ideas,
)
from services.registration.ideas.devices import Device
from services.registration.ideas.domain import Order
from services.registration.ideas.organizer_export import csv_file, xlsx_file
from services.registration.ideas.room import Room
from services.registration.ideas.use_cases import Ideas
from shared.errors import NotFound, NotSignedIn
from shared.spreadsheets import CSV_MEDIA_TYPE, XLSX_MEDIA_TYPE
from shared.web.principal import bearer, bearer_token

AnyRequest = Request[Any, Any, Any]
IDEAS = "/api/v1/events/{event_id:uuid}/ideas"
IDEA = f"{IDEAS}/{{idea_id:uuid}}"
DEVICE = "manage-token"
"""No role decides: what counts is the token that a phone got for the code on the screen."""
Key = Annotated[str | None, HeaderParameter(name="Idempotency-Key")]


def _ideas(state: State) -> Ideas:
    ideas: Ideas = state.ideas
    return ideas


def _room(state: State) -> Room:
    room: Room = state.room
    return room


# --- the team ---


@post(f"{IDEAS}/open", status_code=200, opt={"access": "organizer"})
async def open_collection(
    request: AnyRequest, state: State, event_id: FromPath[UUID], data: JSONBody[CollectionBody]
) -> CollectionView:
    """Open the collection of an event, or open it again: `{}` begins with the usual headings."""
    principal = await bearer(request)
    collection = await _ideas(state).open(principal, event_id, data.plan())
    return collection_view(collection, request.app.state.web.settings.base_url)


@post(f"{IDEAS}/close", status_code=200, opt={"access": "organizer"})
async def close_collection(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> CollectionView:
    """Take no more ideas and points; safe to repeat."""
    principal = await bearer(request)
    collection = await _ideas(state).close(principal, event_id)
    return collection_view(collection, request.app.state.web.settings.base_url)


@get(f"{IDEAS}/collection", opt={"access": "watching"})
async def find_collection(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> CollectionView:
    """How ideas are collected, and the code."""
    principal = await bearer(request)
    collection = await _ideas(state).collection(principal, event_id)
    return collection_view(collection, request.app.state.web.settings.base_url)


@patch(f"{IDEAS}/collection", opt={"access": "organizer"})
async def change_collection(
    request: AnyRequest, state: State, event_id: FromPath[UUID], data: JSONBody[CollectionBody]
) -> CollectionView:
    """Change headings, points or how long ideas are kept."""
    principal = await bearer(request)
    collection = await _ideas(state).change(principal, event_id, data.plan())
    return collection_view(collection, request.app.state.web.settings.base_url)


@get(IDEAS, opt={"access": "watching"})
async def list_ideas(
    request: AnyRequest,
    state: State,
    event_id: FromPath[UUID],
    order: FromQuery[Order] = Order.WEIGHT,
) -> TeamIdeas:
    """All ideas by weight or by time, hidden ones last; merged ones stand beneath their idea."""
    principal = await bearer(request)
    found = await _ideas(state).overview(principal, event_id, order)
    return team_ideas([*found.ideas, *found.hidden], found.counts)


@patch(IDEA, opt={"access": "organizer"})
async def curate_idea(
    request: AnyRequest,
    state: State,
    event_id: FromPath[UUID],
    idea_id: FromPath[UUID],
    data: JSONBody[IdeaPatch],
) -> TeamIdea:
    """Reword, move, hide, show, merge or take apart. Hiding gives points back to the phones."""
    principal = await bearer(request)
    done = await _ideas(state).curate(principal, event_id, idea_id, data.curation())
    return team_idea(done)


@get(f"{IDEAS}/export.csv", opt={"access": "watching"}, media_type=CSV_MEDIA_TYPE)
async def export_csv(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[bytes]:
    """The list by weight as CSV; no text in it runs as a formula."""
    principal = await bearer(request)
    return csv_file(await _ideas(state).overview(principal, event_id))


@get(f"{IDEAS}/export.xlsx", opt={"access": "watching"}, media_type=XLSX_MEDIA_TYPE)
async def export_xlsx(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[bytes]:
    """The list by weight as XLSX."""
    principal = await bearer(request)
    return xlsx_file(await _ideas(state).overview(principal, event_id))


# --- the room ---


@post(f"{IDEAS}/devices", status_code=201, opt={"access": "public"})
async def come_in(
    request: AnyRequest, state: State, event_id: FromPath[UUID], data: JSONBody[DeviceBody]
) -> DeviceView:
    """Come in with the code on the screen: gives a token for this device. It names nobody."""
    room, network = _room(state), address_of(request)
    if await room.event_of_code(data.code, network) != event_id:
        raise NotFound
    return DeviceView(device=room.come_in("", network).secret)


@get(f"{IDEAS}/room", opt={"access": DEVICE})
async def look(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> RoomAnswer:
    """The ideas as this device sees them, the first sent first."""
    device = _device(request, state)
    return room_answer(await _room(state).look(event_id, device))


@post(IDEAS, status_code=201, opt={"access": DEVICE})
async def send_idea(
    request: AnyRequest,
    state: State,
    event_id: FromPath[UUID],
    data: JSONBody[IdeaBody],
    idempotency_key: Key = None,
) -> RoomIdea:
    """Send an idea. With an `Idempotency-Key` the same idea may be sent again: it is kept once."""
    device = _device(request, state)
    idea = await _room(state).send(
        event_id,
        device,
        data.category_id,
        data.text,
        key=idempotency_key,
        network=address_of(request),
    )
    return room_idea(idea, closed=False)


@put(f"{IDEA}/points", opt={"access": DEVICE})
async def give_points(
    request: AnyRequest,
    state: State,
    event_id: FromPath[UUID],
    idea_id: FromPath[UUID],
    data: JSONBody[PointsBody],
) -> PointsView:
    """This device has so many points on the idea from now on; 0 takes them back."""
    device = _device(request, state)
    network = address_of(request)
    left = await _room(state).give(event_id, device, idea_id, data.points, network=network)
    return PointsView(left=left)


def _device(request: AnyRequest, state: State) -> Device:
    secret = bearer_token(request)
    device = _room(state).devices.read(secret) if secret else None
    if device is None:
        raise NotSignedIn("This needs the token of a device; come in with the code first.")
    return device


routes = [
    open_collection,
    close_collection,
    find_collection,
    change_collection,
    list_ideas,
    curate_idea,
    export_csv,
    export_xlsx,
    come_in,
    look,
    send_idea,
    give_points,
]
