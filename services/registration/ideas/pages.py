"""The room on a phone: come in by code, send an idea, give points. No account, no name.

Everything works by plain forms; a script brings the list up to date by itself where it runs.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie, State
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from services.registration.access.client import address_of
from services.registration.ideas.devices import Device
from services.registration.ideas.domain import TEXT_MAX_CHARACTERS
from services.registration.ideas.errors import (
    CollectionClosed,
    CollectionFull,
    IdeaGone,
    NoPointsLeft,
    SubmissionReused,
)
from services.registration.ideas.room import Room, RoomView
from shared.errors import InvalidFields, NotFound, NotParsable, Refused, TooManyRequests
from shared.ids import new_id
from shared.web.languages import gettext, mark
from shared.web.pages import Form, make_cookie, read_form, redirect, render

AnyRequest = Request[Any, Any, Any]
ENTRANCE = "/i"
ROOM = "/i/{code:str}"
DEVICE_SECONDS = 30 * 86_400
PART = "list"

REFUSED_TEXTS: dict[type[Refused], str] = {
    CollectionClosed: mark("Die Sammlung ist geschlossen. Vielen Dank fürs Mitmachen!"),
    CollectionFull: mark("Von diesem Gerät können wir keine weiteren Ideen annehmen."),
    NoPointsLeft: mark("Alle Punkte sind vergeben. Nehmen Sie zuerst woanders einen zurück."),
    IdeaGone: mark("Diese Idee steht nicht mehr in der Liste."),
    SubmissionReused: mark("Diese Idee haben Sie schon abgeschickt."),
    TooManyRequests: mark("Das war sehr schnell. Bitte warten Sie einen Moment."),
}


@get(ENTRANCE, include_in_schema=False, opt={"access": "public"})
async def entrance(
    request: AnyRequest, state: State, code: FromQuery[str | None] = None
) -> Response[str] | Redirect:
    """Where the code on the screen is typed in."""
    if code is None:
        return render(request, "ideas/entrance.html", code="", wrong=None)
    wrong, status = (
        mark("Diesen Code kennen wir nicht. Bitte vergleichen Sie ihn noch einmal."),
        422,
    )
    try:
        event_id = await _room(state).event_of_code(code, address_of(request))
        view = await _room(state).look(event_id, None)
        return redirect(request, f"{ENTRANCE}/{view.collection.code}")
    except NotFound:
        pass
    except TooManyRequests:
        wrong, status = REFUSED_TEXTS[TooManyRequests], 429
    return render(
        request, "ideas/entrance.html", status=status, code=code[:24], wrong=gettext(wrong)
    )


@get(ROOM, include_in_schema=False, opt={"access": "public"})
async def room_page(request: AnyRequest, state: State, code: FromPath[str]) -> Response[str]:
    """The room as this phone sees it; `?part=list` is the list alone, 204 where nothing is new."""
    event_id = await _room(state).event_of_code(code, address_of(request))
    device = _device(request, state)
    if request.query_params.get("part") == PART:
        known = request.query_params.get("version")
        if known == str(await _room(state).version(event_id)):
            return Response("", status_code=204)
        return await _page(request, state, event_id, device, template="ideas/_list.html")
    return await _page(request, state, event_id, device)


@post(f"{ROOM}/ideas", include_in_schema=False, status_code=200, opt={"access": "public"})
async def send_idea(
    request: AnyRequest, state: State, code: FromPath[str]
) -> Response[str] | Redirect:
    """Keep an idea; sending the form twice keeps it once."""
    network = address_of(request)
    event_id = await _room(state).event_of_code(code, network)
    device, form = _device(request, state), await read_form(request)
    category_id, key = _id(form.get("category")), f"form-{_id(form.get('submission'))}"
    try:
        await _room(state).send(
            event_id, device, category_id, form.get("text"), key=key, network=network
        )
    except InvalidFields as error:
        return await _page(request, state, event_id, device, form=form, errors=error.errors)
    except tuple(REFUSED_TEXTS) as error:
        return await _page(request, state, event_id, device, form=form, refused=error)
    cookies = [_cookie(request, device)]
    path = f"{ENTRANCE}/{code}?category={category_id}&sent=1"
    return redirect(request, path, cookies=cookies)


@post(f"{ROOM}/points", include_in_schema=False, status_code=200, opt={"access": "public"})
async def give_points(
    request: AnyRequest, state: State, code: FromPath[str]
) -> Response[str] | Redirect:
    """This phone has so many points on an idea from now on; the answer is the list for a script."""
    network = address_of(request)
    event_id = await _room(state).event_of_code(code, network)
    device, form = _device(request, state), await read_form(request)
    idea_id, points = _gift(form.get("give"))
    for_script = request.headers.get("x-part") == PART
    template = "ideas/_list.html" if for_script else "ideas/room.html"
    refused: Refused | None = None
    try:
        await _room(state).give(event_id, device, idea_id, points, network=network)
    except tuple(REFUSED_TEXTS) as error:
        refused = error
    if refused or for_script:
        return await _page(
            request, state, event_id, device, form=form, refused=refused, template=template
        )
    path = f"{ENTRANCE}/{code}?category={_id(form.get('category'))}#idea-{idea_id}"
    return redirect(request, path, cookies=[_cookie(request, device)])


async def _page(
    request: AnyRequest,
    state: State,
    event_id: UUID,
    device: Device,
    *,
    template: str = "ideas/room.html",
    form: Form | None = None,
    errors: Any = (),
    refused: Refused | None = None,
) -> Response[str]:
    view = await _room(state).look(event_id, device)
    wanted = form.get("category") if form else request.query_params.get("category")
    chosen = _chosen(view, wanted)
    return render(
        request,
        template,
        status=refused.status if refused else 422 if errors else 200,
        cookies=[_cookie(request, device)],
        event=view.event,
        collection=view.collection,
        open=view.open,
        left=view.left,
        chosen=chosen,
        counts={c.id: _count(view, c.id) for c in view.collection.categories},
        ideas=[idea for idea in view.ideas if idea.category_id == chosen],
        text=form.get("text") if form else "",
        submission=new_id(),
        errors=list(errors),
        refused=gettext(REFUSED_TEXTS[type(refused)]) if refused else None,
        sent="sent" in request.query_params and form is None,
        text_max=TEXT_MAX_CHARACTERS,
    )


def _chosen(view: RoomView, wanted: str | None) -> UUID:
    known = [category.id for category in view.collection.categories]
    return next((id_ for id_ in known if str(id_) == wanted), known[0])


def _count(view: RoomView, category_id: UUID) -> int:
    return sum(idea.category_id == category_id for idea in view.ideas)


def _gift(text: str) -> tuple[UUID, int]:
    """What a button of the list says: `<idea>:<points>`."""
    id_, _, points = text.partition(":")
    if not points.isascii() or not points.isdigit() or len(points) > 2:
        raise NotParsable("The form can't be read.")
    return _id(id_), int(points)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotParsable("The form can't be read.") from None


def _device(request: AnyRequest, state: State) -> Device:
    secret = request.cookies.get(_cookie_name(request), "")
    return _room(state).come_in(secret, address_of(request))


def _cookie(request: AnyRequest, device: Device) -> Cookie:
    settings = request.app.state.web.settings
    name = _cookie_name(request)
    return make_cookie(settings, name, device.secret, max_age_seconds=DEVICE_SECONDS)


def _cookie_name(request: AnyRequest) -> str:
    return f"{request.app.state.web.settings.instance}_room"


def _room(state: State) -> Room:
    room: Room = state.room
    return room


routes = [entrance, room_page, send_idea, give_points]
