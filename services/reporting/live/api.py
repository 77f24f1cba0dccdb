"""Live figures for programs: JSON and server-sent events, with a bearer token."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from litestar import Request, get
from litestar.datastructures import State
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Stream

from services.reporting.live.snapshot import Attendance, attendance_of
from services.reporting.live.use_cases import Live
from shared.web.principal import bearer

PREFIX = "/reporting/api/v1"
STREAM_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


@get(
    f"{PREFIX}/events/{{event_id:uuid}}/attendance",
    tags=["attendance"],
    opt={"access": "live"},
)
async def attendance(
    request: Request[Any, Any, Any], state: State, event_id: FromPath[UUID]
) -> Attendance:
    """The live figures of an event, in persons."""
    live: Live = state.live
    found = await live.watch(await bearer(request), event_id)
    return attendance_of(found, live.clock())


@get(
    f"{PREFIX}/events/{{event_id:uuid}}/attendance/stream",
    tags=["attendance"],
    media_type="text/event-stream",
    opt={"access": "live"},
)
async def attendance_stream(
    request: Request[Any, Any, Any], state: State, event_id: FromPath[UUID]
) -> Stream:
    """Server-sent events.

    `attendance`: a full snapshot, on connect and after every change. `freshness`: how old the
    figures are, every few seconds. The stream ends when its token does.
    """
    live: Live = state.live

    async def check() -> None:
        ask_anew(request)
        await live.allow(await bearer(request), event_id)

    await check()
    return event_stream(live.stream(event_id, check))


def ask_anew(request: Request[Any, Any, Any]) -> None:
    """Forget who asked: a request remembers it, but a stream outlives sessions and roles."""
    request.scope["state"].pop("principals", None)


def event_stream(frames: AsyncIterator[bytes]) -> Stream:
    """An answer that goes on."""
    return Stream(frames, media_type="text/event-stream", headers=STREAM_HEADERS)


routes: list[HTTPRouteHandler] = [attendance, attendance_stream]
