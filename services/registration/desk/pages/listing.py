"""The list of an event's registrations, its files, and who changed what."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath

from services.registration.access.words import deed_label, fields_said
from services.registration.bookings.pages.shown import names_of_sessions
from services.registration.bookings.use_cases import Bookings
from services.registration.desk.asked import filter_asked, query_of
from services.registration.desk.domain import SEARCH_MAX_CHARACTERS, Count, Filter, entries
from services.registration.desk.download import download
from services.registration.desk.use_cases import ON_A_PAGE, Desk, Seen
from services.registration.desk.words import STATUS_WORDS
from services.registration.events.domain import Promotion
from services.registration.events.policy import PLANS, PRINTS, WATCHES
from shared.errors import InvalidFields
from shared.web.languages import gettext, mark
from shared.web.pages import render
from shared.web.paging import cursor, read_cursor
from shared.web.principal import signed_in

AnyRequest = Request[Any, Any, Any]
OF_EVENT = "/organizer/events/{event_id:uuid}/registrations"


@get(OF_EVENT, include_in_schema=False, opt={"access": "watching"})
async def list_of_event(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[str]:
    """Who is registered: search, filters, pages; names only where the event allows them."""
    desk: Desk = state.desk
    seen = await desk.see(await signed_in(request), event_id, WATCHES)
    return await list_page(request, state, seen)


@get(f"{OF_EVENT}/export.csv", include_in_schema=False, opt={"access": "prints"})
async def export_csv(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[bytes]:
    """What the list shows, as CSV."""
    principal = await signed_in(request)
    return await download(state.desk, principal, event_id, request.query_params.get, "csv")


@get(f"{OF_EVENT}/export.xlsx", include_in_schema=False, opt={"access": "prints"})
async def export_xlsx(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[bytes]:
    """What the list shows, as XLSX."""
    principal = await signed_in(request)
    return await download(state.desk, principal, event_id, request.query_params.get, "xlsx")


@get(f"{OF_EVENT}/history", include_in_schema=False, opt={"access": "overseeing"})
async def history(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> Response[str]:
    """Who changed what at this event and its registrations."""
    desk: Desk = state.desk
    seen = await desk.see(await signed_in(request), event_id, frozenset({"organizer", "auditor"}))
    after = read_cursor(request.query_params.get("cursor"))
    found = await desk.history(seen, after, ON_A_PAGE + 1)
    last = found[ON_A_PAGE - 1][0] if len(found) > ON_A_PAGE else None
    return render(
        request,
        "desk/history.html",
        event=seen.event,
        deeds=found[:ON_A_PAGE],
        deed_label=deed_label,
        fields_said=fields_said,
        next_cursor=cursor(last.at, last.id) if last else None,
    )


async def list_page(
    request: AnyRequest,
    state: State,
    seen: Seen,
    *,
    wrong: str | None = None,
    wrong_code: str | None = None,
    code: str = "",
    status: int = 200,
) -> Response[str]:
    """The page with what its address asks for; `wrong`: what did not work just now,
    `wrong_code`: what is wrong with the booking code typed in."""
    desk: Desk = state.desk
    try:
        wanted = filter_asked(request.query_params.get)
    except InvalidFields:
        wanted = Filter()
    after = read_cursor(request.query_params.get("cursor"))
    found = await desk.page(seen, wanted, after, ON_A_PAGE + 1)
    more = len(found) > ON_A_PAGE
    last = found[ON_A_PAGE - 1] if more else None
    next_cursor = cursor(last.created_at, last.id) if last else None
    organisations = await desk.organisations(seen)
    counts = await desk.counts(seen, wanted)
    event = seen.event
    bookings: Bookings = state.bookings
    return render(
        request,
        "desk/list.html",
        status=status,
        event=event,
        here=f"/organizer/events/{event.id}/registrations",
        entries=entries(found[:ON_A_PAGE], wanted),
        wanted=wanted,
        query=query_of(wanted),
        next_query=query_of(wanted, cursor=next_cursor) if next_cursor else None,
        matching=sum(c.known for s, c in counts.items() if wanted.status in {None, s}),
        calls_owed=await desk.calling.owed(seen) if seen.may(PLANS) else 0,
        waiting=counts.get("waitlisted", Count()).known,
        by_hand=event.promotion is Promotion.BY_HAND,
        offers_open=event.promotion is Promotion.OFFER,
        statuses=_statuses(wanted, counts),
        organisations=organisations,
        organisation_names=dict(organisations),
        titles=names_of_sessions(event),
        sessions=[(str(s.id), s.title) for s in event.sessions if not s.confidential],
        with_names=seen.with_names,
        unknown_visitors=await bookings.reading.visitors_stay_unknown(event),
        may_change=seen.may(PLANS),
        may_take_away=seen.may(PRINTS),
        search_max=SEARCH_MAX_CHARACTERS,
        wrong=wrong,
        wrong_code=wrong_code,
        code=code[:40],
        done=request.query_params.get("done", "")[:20],
        done_count=request.query_params.get("count", "")[:5],
    )


def _statuses(wanted: Filter, counts: dict[str, Count]) -> list[tuple[str, str, int, str]]:
    """Links to each status, the rest of the filter as it is: code, word, people, query."""
    words = {code: gettext(word) for code, word in STATUS_WORDS.items()}
    links = [("", gettext(mark("Alle")), sum(count.people for count in counts.values()))]
    links += [(code, word, counts.get(code, Count()).people) for code, word in words.items()]
    return [
        (code, word, count, query_of(replace(wanted, status=code or None)))
        for code, word, count in links
    ]


routes: list[Any] = [list_of_event, export_csv, export_xlsx, history]
