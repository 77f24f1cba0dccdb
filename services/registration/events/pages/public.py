"""What the public sees: upcoming events, and one event with its programme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath

from services.registration.events import use_cases
from services.registration.events.domain import (
    Availability,
    Event,
    Session,
    SessionKind,
    Text,
)
from services.registration.events.pages.place import place_of
from services.registration.events.pages.programme import slot_counts
from services.registration.events.structured_data import structured_data
from services.registration.events.use_cases import PublicEvent, series
from services.registration.events.views import public_event_view, session_availability
from shared.web.formats import local
from shared.web.localized import paragraphs, said, said_plainly
from shared.web.pages import render

AnyRequest = Request[Any, Any, Any]
SERIES_SHOWN_MAX = 6


@dataclass(frozen=True, slots=True)
class Card:
    """A session as its card shows it."""

    session: Session
    title: str
    summary: str | None
    host: str | None
    availability: Availability | None
    slot_count: int
    day: datetime | None


@get("/", opt={"access": "public"}, include_in_schema=False)
async def start_page(request: AnyRequest, state: State) -> Response[Any]:
    """Upcoming events."""
    now = state.clock()
    events = await use_cases.list_public_events(state.pool, now, state.event_hooks)
    entries = [
        (found.event, localized(found.event.texts, found.event.title), _view(found, now))
        for found in events
    ]
    return render(request, "events/start.html", entries=entries)


@get("/e/{event_id:uuid}", opt={"access": "public"}, include_in_schema=False)
async def event_page(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> Response[Any]:
    """One event for everybody."""
    now = state.clock()
    found = await use_cases.find_public_event(state.pool, event_id, state.event_hooks)
    shown = shown_to_public(found, now, base_url_of(request))
    return render(request, "events/event.html", **shown, series=await _series(state, found.event))


async def _series(state: State, event: Event) -> dict[str, Any] | None:
    """The other events of the series, the latest first, and what is known of the next."""
    if event.series_id is None:
        return None
    now = state.clock()
    found = await series.find_series(state.pool, None, now, event.series_id)
    coming = found.series.coming
    others = [each for each in found.events if each.id != event.id][:SERIES_SHOWN_MAX]
    titles = {code: Text(title=title) for code, title in found.series.titles.items()}
    return {
        "title": said(titles, "title", original=found.series.title),
        "coming": coming if coming and coming.latest >= now.date() else None,
        "others": [(each, said(each.texts, "title", original=each.title)) for each in others],
    }


def base_url_of(request: AnyRequest) -> str:
    """Where this installation is reached."""
    url: str = request.app.state.web.settings.base_url
    return url


def shown_to_public(found: PublicEvent, now: datetime, base_url: str) -> dict[str, Any]:
    """What the page of an event shows; in a preview the same."""
    text, view = localized(found.event.texts, found.event.title), _view(found, now)
    cards = _cards(found)
    return {
        "event": found.event,
        "text": text,
        "view": view,
        "news": paragraphs(said_plainly(found.event.notice)),
        "structured_data": structured_data(found.event, view, text, base_url),
        "calendar_url": f"{base_url}/calendar/{found.event.organiser_id}",
        "place": place_of(found.event),
        "agenda": [card for card in cards if _is_agenda(card.session)],
        "cards": [card for card in cards if not _is_agenda(card.session)],
        "now": now,
    }


def localized(texts: Mapping[str, Text], title: str) -> Text:
    """The texts for the language of this request; the title is always there.

    Each field falls back by itself (a summary may be missing in easy language only) and knows
    then which language it is in: templates show it with `| in_language`.
    """
    return Text(
        title=said(texts, "title", original=title),
        summary=said(texts, "summary"),
        directions=said(texts, "directions"),
    )


def _is_agenda(session: Session) -> bool:
    """Whether it is for everybody who comes."""
    return session.kind is SessionKind.AGENDA_ITEM and not session.takes_bookings


def _view(found: PublicEvent, now: datetime) -> Any:
    return public_event_view(found.event, found.organisations, found.taken, now)


def _cards(found: PublicEvent) -> list[Card]:
    """A card for each session, one field of action after the other, within it by time."""
    event = found.event
    fields = list(dict.fromkeys(s.field_of_action for s in event.sessions if s.field_of_action))
    sessions = [s for s in event.sessions if s.slot_of is None]
    sessions.sort(
        key=lambda s: (
            fields.index(s.field_of_action) if s.field_of_action else len(fields),
            s.starts_at,
        )
    )
    counts = slot_counts(event)
    several_days = _date(event.starts_at, event) != _date(event.ends_at, event)
    return [
        _card(session, found, counts.get(session.id, 0), several_days=several_days)
        for session in sessions
    ]


def _card(session: Session, found: PublicEvent, slot_count: int, *, several_days: bool) -> Card:
    text = localized(session.texts, session.title)
    host_id = session.host_organisation_id
    host = found.organisations.get(host_id) if host_id else None
    return Card(
        session=session,
        title=text.title or session.title,
        summary=text.summary,
        host=host.name if host else None,
        availability=session_availability(session, found.event, found.taken),
        slot_count=slot_count,
        day=session.starts_at if several_days else None,
    )


def _date(instant: datetime, event: Event) -> Any:
    return local(instant, event.time_zone).date()


routes: list[Any] = [start_page, event_page]
