"""Preview, publish, close: first a page says what will happen and who is told."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath

from services.registration.events import use_cases
from services.registration.events.domain import Event, Status
from services.registration.events.errors import ChangedMeanwhile, EventOver, NotPublished
from services.registration.events.pages.organizer.asking import EVENT, AnyRequest, asked, version_in
from services.registration.events.pages.organizer.editing import step_title
from services.registration.events.pages.organizer.events import event_page_of
from services.registration.events.pages.organizer.standing import gaps, places_words
from services.registration.events.pages.public import base_url_of, shown_to_public
from services.registration.events.policy import ORGANIZING_TEAM
from shared.errors import NotFound
from shared.web.languages import LOCALES, current_locale, locale_named
from shared.web.pages import read_form, redirect, render

Move = Callable[..., Awaitable[Event]]
MOVES: Mapping[str, tuple[Move, frozenset[Status]]] = {
    "publish": (use_cases.publish_event, frozenset({Status.DRAFT})),
    "close": (use_cases.close_event, frozenset({Status.PUBLISHED})),
}
"""What can be done, and in which states."""


@get(f"{EVENT}/preview", opt={"access": "organizing-team"}, include_in_schema=False)
async def preview_page(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[Any]:
    """The page of an event as guests will see it, in any of their languages."""
    who = await asked(request, state, event_id, ORGANIZING_TEAM)
    if language := request.query_params.get("as"):
        current_locale.set(locale_named(language))
    published = dataclasses.replace(who.event, status=Status.PUBLISHED)
    seen = who.event if who.event.is_public else published
    found = dataclasses.replace(who.found, event=seen)
    return render(
        request,
        "events/organizer/preview.html",
        headers={"x-robots-tag": "noindex"},
        own=who.event,
        own_languages=LOCALES,
        written=set(who.event.texts),
        **shown_to_public(found, who.now, base_url_of(request)),
    )


@get(f"{EVENT}/{{move:str}}", opt={"access": "organizer"}, include_in_schema=False)
async def ask_to_move(
    request: AnyRequest, state: State, event_id: FromPath[UUID], move: FromPath[str]
) -> Response[Any]:
    """What will happen, and a button."""
    if move not in MOVES:
        raise NotFound
    who = await asked(request, state, event_id)
    event, now = who.event, who.now
    if event.status not in MOVES[move][1] or (move == "publish" and event.ends_at <= now):
        return event_page_of(request, who, EventOver.problem_type)
    return render(
        request,
        f"events/organizer/life/{move}.html",
        event=event,
        partners=[who.organisations[id_] for id_ in event.partner_ids],
        organiser=who.organisations[event.organiser_id],
        taken=who.taken,
        places_words=places_words(event, who.taken),
        gaps=[(slug, step_title(slug), text) for slug, text in gaps(event).items()],
        now=now,
    )


@post(f"{EVENT}/{{move:str}}", opt={"access": "organizer"}, include_in_schema=False)
async def move_event(
    request: AnyRequest, state: State, event_id: FromPath[UUID], move: FromPath[str]
) -> Response[Any]:
    """Publish or close; not if somebody changed the event since the page was opened."""
    if move not in MOVES:
        raise NotFound
    version = version_in((await read_form(request)).get("version"))
    who = await asked(request, state, event_id)
    if version is not None and version != who.event.version:
        return event_page_of(request, who, ChangedMeanwhile.problem_type)
    try:
        await MOVES[move][0](state.pool, who.principal, who.now, event_id, hooks=state.event_hooks)
    except (EventOver, NotPublished) as refusal:
        again = await asked(request, state, event_id)
        return event_page_of(request, again, refusal.problem_type)
    return redirect(request, f"/organizer/events/{event_id}?done={move}")


routes: list[Any] = [preview_page, ask_to_move, move_event]
