"""JSON routes of series."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, get, patch, post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody, QueryParameter

from services.registration.events.bodies.series import (
    ComingView,
    SeriesBody,
    SeriesDetail,
    SeriesEventView,
    SeriesPage,
    SeriesPatch,
    SeriesView,
)
from services.registration.events.domain.series import Series
from services.registration.events.use_cases import PAGE_MAX, series
from services.registration.events.use_cases.series import SeriesWithEvents
from shared.web.paging import cursor, read_cursor
from shared.web.principal import bearer

AnyRequest = Request[Any, Any, Any]
Limit = Annotated[int, QueryParameter(ge=1, le=PAGE_MAX)]
OF_ORGANISATION = "/api/v1/organisations/{organisation_id:uuid}/series"
ONE = "/api/v1/series/{series_id:uuid}"


@post(OF_ORGANISATION, opt={"access": "organizer", "scope": "events"}, status_code=201)
async def create_series(
    request: AnyRequest, state: State, organisation_id: FromPath[UUID], data: JSONBody[SeriesBody]
) -> SeriesView:
    """Begin a series of events, such as meetings that follow each other."""
    principal = await bearer(request)
    made = await series.create_series(state.pool, principal, state.clock(), organisation_id, data)
    return _view(made)


@get(OF_ORGANISATION, opt={"access": "staff", "scope": "events"})
async def list_series(
    request: AnyRequest,
    state: State,
    *,
    organisation_id: FromPath[UUID],
    cursor_: Annotated[str | None, QueryParameter(name="cursor")] = None,
    limit: Limit = 50,
) -> SeriesPage:
    """Series of an organisation, the latest first."""
    principal = await bearer(request)
    found = await series.list_series(
        state.pool,
        principal,
        state.clock(),
        organisation_id,
        after=read_cursor(cursor_),
        limit=limit + 1,
    )
    more = cursor(found[limit - 1].created_at, found[limit - 1].id) if len(found) > limit else None
    return SeriesPage(items=[_view(each) for each in found[:limit]], next=more)


@get(ONE, opt={"access": "public"})
async def find_series(request: AnyRequest, state: State, series_id: FromPath[UUID]) -> SeriesDetail:
    """A series with its events; drafts are shown to their teams only."""
    principal = await bearer(request) if "authorization" in request.headers else None
    return _detail(await series.find_series(state.pool, principal, state.clock(), series_id))


@patch(ONE, opt={"access": "organizer", "scope": "events"})
async def change_series(
    request: AnyRequest, state: State, series_id: FromPath[UUID], data: JSONBody[SeriesPatch]
) -> SeriesView:
    """Change the title of a series, or when its next event is expected."""
    principal = await bearer(request)
    return _view(await series.change_series(state.pool, principal, state.clock(), series_id, data))


def _view(found: Series) -> SeriesView:
    return SeriesView(
        id=found.id,
        version=found.version,
        organisation_id=found.organisation_id,
        title=found.title,
        titles=dict(found.titles),
        coming=_coming(found),
        created_at=found.created_at,
    )


def _detail(found: SeriesWithEvents) -> SeriesDetail:
    return SeriesDetail(
        id=found.series.id,
        organisation=found.organisation,
        title=found.series.title,
        titles=dict(found.series.titles),
        coming=_coming(found.series),
        events=[
            SeriesEventView(
                id=event.id,
                status=event.stage.value,
                title=event.title,
                starts_at=event.starts_at,
                ends_at=event.ends_at,
                time_zone=event.time_zone,
                venue=event.venue,
            )
            for event in found.events
        ],
    )


def _coming(found: Series) -> ComingView | None:
    coming = found.coming
    if coming is None:
        return None
    return ComingView(label=coming.label, earliest=coming.earliest, latest=coming.latest)


routes: list[Any] = [create_series, list_series, find_series, change_series]
