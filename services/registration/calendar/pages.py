"""Pages of calendars: for everybody, for other sites to embed, for organizers who embed it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from babel.dates import format_date
from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath
from markupsafe import escape

from services.registration.calendar.asked import (
    CURSOR,
    KINDS,
    THEME,
    language_of,
    query_of,
    typed_words,
    wanted_by,
)
from services.registration.calendar.caching import FEED_FRESH_SECONDS, FRESH_SECONDS, keepable
from services.registration.calendar.domain import ON_A_PAGE, Entry, Wanted, by_month
from services.registration.calendar.feed import CALENDAR_NAME, write_feed
from services.registration.calendar.use_cases import Calendars, Page
from services.registration.events.domain.mode import attendance_mode
from services.registration.events.views import cursor, read_cursor
from shared.web.edge import EMBED_OPT
from shared.web.formats import local
from shared.web.languages import QUERY_PARAMETER, Locale, current_locale, gettext
from shared.web.localized import said
from shared.web.pages import Web, render
from shared.web.principal import signed_in

AnyRequest = Request[Any, Any, Any]
PATH = "/calendar/{organisation_id:uuid}"
THEMES = frozenset({"light", "dark"})
EMBED_HEIGHT_PIXELS = 640


@get(PATH, opt={"access": "public"}, include_in_schema=False)
async def calendar_page(
    request: AnyRequest, state: State, organisation_id: FromPath[UUID]
) -> Response[Any]:
    """What comes next, month by month."""
    wanted = wanted_by(request)
    page = await _page(request, state, organisation_id, wanted)
    locale = current_locale.get()
    headers = {"vary": "accept-language, cookie"}
    if QUERY_PARAMETER not in request.query_params:  # else it sets a cookie
        headers["cache-control"] = f"public, max-age={FRESH_SECONDS}"
    address = f"{_base_url(request)}/calendar/{organisation_id}"
    return render(
        request,
        "calendar/calendar.html",
        headers=headers,
        **_shown(page, locale),
        address=address,
        feed_url=f"{address}/feed.ics{query_of(_lasting(wanted), locale)}",
        json_url=_json_url(request, organisation_id, wanted, locale),
        next_url=f"{address}{query_of(wanted, cursor=_next(page))}" if page.next else None,
        first_url=f"{address}{query_of(wanted)}" if CURSOR in request.query_params else None,
        wanted=wanted,
        typed=typed_words(request),
        kinds=list(KINDS),
    )


@get(f"{PATH}/feed.ics", opt={"access": "public"}, include_in_schema=False)
async def calendar_feed(
    request: AnyRequest, state: State, organisation_id: FromPath[UUID]
) -> Response[bytes]:
    """The same for calendar programs that subscribe to it."""
    calendars: Calendars = state.calendars
    feed = await calendars.feed(organisation_id, _lasting(wanted_by(request)))
    base_url = _base_url(request)
    content = await asyncio.to_thread(
        write_feed,
        feed,
        url=f"{base_url}/calendar/{organisation_id}",
        base_url=base_url,
        locale=language_of(request),
    )
    return keepable(
        request,
        content,
        "text/calendar",
        fresh_seconds=FEED_FRESH_SECONDS,
        changed_at=max((entry.changed_at for entry in feed.entries), default=None),
        headers={"content-disposition": 'inline; filename="kalender.ics"'},
    )


@get(f"{PATH}/embed", opt={"access": "public", EMBED_OPT: True}, include_in_schema=False)
async def embedded_calendar(
    request: AnyRequest, state: State, organisation_id: FromPath[UUID]
) -> Response[bytes]:
    """The same for a frame in somebody's web site: no cookies, nothing to send."""
    locale = language_of(request)
    current_locale.set(locale)
    wanted = wanted_by(request)
    page = await _page(request, state, organisation_id, wanted)
    theme = request.query_params.get(THEME, "")
    theme = theme if theme in THEMES else ""
    address = f"{_base_url(request)}/calendar/{organisation_id}"
    following = query_of(wanted, locale, cursor=_next(page), theme=theme)
    web: Web = request.app.state.web
    text = web.text(
        "calendar/embed.html",
        {
            **_shown(page, locale),
            "locale": locale,
            "address": f"{address}{query_of(wanted, locale)}",
            "next_url": f"{address}/embed{following}" if page.next else None,
            "theme": theme,
        },
    )
    return keepable(request, text.encode(), "text/html")


@get(
    "/organizer/calendar/{organisation_id:uuid}",
    opt={"access": "organizer"},
    include_in_schema=False,
)
async def organizer_calendar(
    request: AnyRequest, state: State, organisation_id: FromPath[UUID]
) -> Response[Any]:
    """Addresses of the calendar, and what to paste into one's own web site."""
    principal = await signed_in(request)
    calendars: Calendars = state.calendars
    name = await calendars.name_for(principal, organisation_id)
    address = f"{_base_url(request)}/calendar/{organisation_id}"
    everything = Wanted()
    return render(
        request,
        "calendar/organizer.html",
        organisation=name,
        address=address,
        feed_url=f"{address}/feed.ics",
        json_url=_json_url(request, organisation_id, everything, current_locale.get()),
        embed_url=f"{address}/embed",
        snippet=_snippet(name, f"{address}/embed"),
    )


def _snippet(name: str, url: str) -> str:
    """What an organizer pastes into a web site."""
    title = escape(gettext(CALENDAR_NAME, name=name))
    return (
        f'<iframe src="{escape(url)}" title="{title}" width="100%" '
        f'height="{EMBED_HEIGHT_PIXELS}" loading="lazy" style="border: 0"></iframe>'
    )


async def _page(request: AnyRequest, state: State, organisation_id: UUID, wanted: Wanted) -> Page:
    calendars: Calendars = state.calendars
    after = read_cursor(request.query_params.get(CURSOR))
    return await calendars.page(organisation_id, wanted, after=after, limit=ON_A_PAGE)


def _shown(page: Page, locale: Locale) -> dict[str, Any]:
    """What both templates need."""
    return {
        "organisation": page.organisation,
        "months": [
            (_month(month.first_day, locale), [_card(entry, locale) for entry in month.entries])
            for month in by_month(page.entries)
        ],
    }


def _card(entry: Entry, locale: Locale) -> Mapping[str, Any]:
    event = entry.event
    day = local(event.starts_at, event.time_zone).date()
    return {
        "event": event,
        "entry": entry,
        "title": said(event.texts, "title", locale.code, event.title),
        "weekday": format_date(day, "EEE", locale=locale.babel),
        "number": day.day,
        "mode": attendance_mode(event),
    }


def _month(first_day: date, locale: Locale) -> str:
    """Mai 2027."""
    return str(format_date(first_day, "LLLL y", locale=locale.babel))


def _lasting(wanted: Wanted) -> Wanted:
    """Without the filter that changes with each registration: a feed is not read that often."""
    return Wanted(kind=wanted.kind, words=wanted.words)


def _next(page: Page) -> str:
    return cursor(*page.next) if page.next else ""


def _json_url(request: AnyRequest, organisation_id: UUID, wanted: Wanted, locale: Locale) -> str:
    web: Web = request.app.state.web
    path = f"{web.api_prefix}/organisations/{organisation_id}/calendar"
    return f"{web.settings.base_url}{path}{query_of(wanted, locale)}"


def _base_url(request: AnyRequest) -> str:
    return str(request.app.state.web.settings.base_url)


routes: list[Any] = [calendar_page, calendar_feed, embedded_calendar, organizer_calendar]
