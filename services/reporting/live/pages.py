"""The live page of an event, its stream, and the figures in an organizer's list of events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream

from services.reporting.facts.counted import EventCount
from services.reporting.live.api import ask_anew, event_stream
from services.reporting.live.snapshot import (
    Attendance,
    SessionAttendance,
    Withheld,
    attendance_of,
    zone_of,
)
from services.reporting.live.use_cases import SUMMARIES_MAX, Live
from shared.contracts.events import EventChanged, SessionState
from shared.errors import InvalidFields
from shared.web.languages import current_locale
from shared.web.pages import render
from shared.web.principal import signed_in

PREFIX = "/reporting/events"
IDS_MAX_CHARACTERS = SUMMARIES_MAX * 37
AGENDA_ITEM = "agenda_item"


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session as the page shows it; `visits` None: withheld.

    `full` is the bar's whole length: those registered, or without booking the busiest station.
    """

    id: UUID
    title: str
    field_of_action: str | None
    confidential: bool
    drop_in: bool
    capacity: int | None
    registered: int
    visits: int | None
    full: int


@get(f"{PREFIX}/{{event_id:uuid}}/live", include_in_schema=False, opt={"access": "live"})
async def live_page(
    request: Request[Any, Any, Any], state: State, event_id: FromPath[UUID]
) -> Response[str]:
    """The page, complete without a script; with one it follows the stream."""
    live: Live = state.live
    found = await live.watch(await signed_in(request), event_id)
    now = live.clock()
    figures = attendance_of(found, now)
    return render(
        request,
        "live/page.html",
        event=found.event,
        title=title_of(found.event),
        zone=str(zone_of(found.event)),
        figures=figures,
        snapshot=msgspec.json.encode(figures).decode(),
        lines=lines_of(found, figures),
        expected=figures.registered - (figures.came - figures.walk_ins),
        started=now >= found.event.starts_at,
        closed=found.event.status == "closed",
        min_cell=found.event.report.min_cell,
    )


@get(
    f"{PREFIX}/{{event_id:uuid}}/live/stream",
    include_in_schema=False,
    media_type="text/event-stream",
    opt={"access": "live"},
)
async def live_stream(
    request: Request[Any, Any, Any], state: State, event_id: FromPath[UUID]
) -> Stream:
    """The same events as the JSON API's stream, for the page's cookie session."""
    live: Live = state.live

    async def check() -> None:
        ask_anew(request)
        await live.allow(await signed_in(request), event_id)

    await check()
    return event_stream(live.stream(event_id, check))


@get(f"{PREFIX}/summary", include_in_schema=False, opt={"access": "staff"})
async def summary(
    request: Request[Any, Any, Any],
    state: State,
    ids: Annotated[str, QueryParameter(name="ids", max_length=IDS_MAX_CHARACTERS)],
) -> Response[bytes]:
    """Registered, came and in the house for a list of events: `?ids=<id>,<id>`, at most 100."""
    live: Live = state.live
    principal = await signed_in(request)
    found = await live.summarise(principal, ids_of(ids))
    return Response(msgspec.json.encode(found), media_type="application/json")


def ids_of(text: str) -> list[UUID]:
    """Ids between commas; raises InvalidFields."""
    parts = [part for part in text.split(",") if part]
    if len(parts) > SUMMARIES_MAX:
        raise InvalidFields.one("ids", f"at most {SUMMARIES_MAX} ids", "too-long")
    try:
        return list(dict.fromkeys(UUID(part) for part in parts))
    except ValueError:
        raise InvalidFields.one("ids", "must be ids between commas") from None


def title_of(event: EventChanged) -> str:
    """The title in the language of the page, where there is one."""
    texts = event.texts.get(current_locale.get().code)
    return (texts.title if texts else None) or event.title


def lines_of(found: EventCount, figures: Attendance) -> list[SessionLine]:
    """The programme in its order; time slots are shown within their session.

    What nobody is counted at is left out: breaks and other items of the agenda are for everybody.
    """
    by_id = {session.id: session for session in figures.sessions}
    own = sorted(
        (s for s in found.event.sessions if s.slot_of is None and _is_counted(s, by_id[s.id])),
        key=lambda s: (s.confidential, s.starts_at, s.title),
    )
    busiest = max(
        (v for s in own if s.drop_in and isinstance(v := by_id[s.id].visits, int)), default=0
    )
    lines = []
    for session in own:
        figure = by_id[session.id]
        visits = None if isinstance(figure.visits, Withheld) else figure.visits
        lines.append(
            SessionLine(
                id=session.id,
                title=_session_title(session),
                field_of_action=session.field_of_action,
                confidential=session.confidential,
                drop_in=session.drop_in,
                capacity=_capacity(session, found.event.sessions),
                registered=figure.registered,
                visits=visits,
                full=max(busiest if session.drop_in else figure.registered, 1),
            )
        )
    return lines


def _is_counted(session: SessionState, figure: SessionAttendance) -> bool:
    """Whether it is booked or counted apart; registration decides the same (`takes_bookings`)."""
    for_everybody = session.kind == AGENDA_ITEM and session.capacity is None
    return not for_everybody or session.confidential or bool(figure.registered or figure.visits)


def _session_title(session: SessionState) -> str:
    texts = session.texts.get(current_locale.get().code)
    return (texts.title if texts else None) or session.title


def _capacity(session: SessionState, sessions: Sequence[SessionState]) -> int | None:
    """Of the session, or of all its time slots together."""
    slots = [s.capacity for s in sessions if s.slot_of == session.id]
    if session.capacity is not None or not slots or None in slots:
        return session.capacity
    return sum(capacity for capacity in slots if capacity is not None)


routes: list[HTTPRouteHandler] = [live_page, live_stream, summary]
