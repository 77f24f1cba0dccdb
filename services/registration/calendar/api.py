"""The JSON route of calendars."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, QueryParameter

from services.registration.calendar.asked import language_of
from services.registration.calendar.bodies import CalendarPage, entry_view
from services.registration.calendar.caching import keepable
from services.registration.calendar.domain import (
    ON_A_PAGE,
    PAGE_MAX,
    WORDS_MAX_CHARACTERS,
    Wanted,
    search_words,
)
from services.registration.calendar.use_cases import Calendars
from services.registration.events.domain import EventKind
from services.registration.events.views import cursor, read_cursor

CALENDAR = "/api/v1/organisations/{organisation_id:uuid}/calendar"
Limit = Annotated[int, QueryParameter(ge=1, le=PAGE_MAX)]
Words = Annotated[str | None, QueryParameter(name="q", max_length=WORDS_MAX_CHARACTERS)]
OPEN_TO_ALL_SITES = {"access-control-allow-origin": "*"}
"""Public and without cookies: any web site's script may read it."""


@get(
    CALENDAR,
    opt={"access": "public"},
    responses={200: ResponseSpec(CalendarPage, description="A page of the calendar")},
)
async def list_calendar(
    request: Request[Any, Any, Any],
    state: State,
    organisation_id: FromPath[UUID],
    *,
    kind: FromQuery[EventKind | None] = None,
    words: Words = None,
    free: FromQuery[bool] = False,
    cursor_: Annotated[str | None, QueryParameter(name="cursor")] = None,
    limit: Limit = ON_A_PAGE,
) -> Response[bytes]:
    """The public events to come of an organisation and of everything below it.

    `q`: words that must all occur in title, place or organiser. `free`: only such as can be booked
    now. `lang`: language of title and summary.
    """
    calendars: Calendars = state.calendars
    wanted = Wanted(kind=kind, words=search_words(words or ""), free_only=free)
    after = read_cursor(cursor_)
    page = await calendars.page(organisation_id, wanted, after=after, limit=limit)
    base_url, locale = request.app.state.web.settings.base_url, language_of(request)
    items = [entry_view(entry, base_url, locale) for entry in page.entries]
    body = CalendarPage(items=items, next=cursor(*page.next) if page.next else None)
    content = msgspec.json.encode(body)
    return keepable(request, content, "application/json", headers=OPEN_TO_ALL_SITES)


routes = [list_calendar]
