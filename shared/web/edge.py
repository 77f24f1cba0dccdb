"""What holds for every answer, found or not: time bound, headers, language, one log line.

It wraps the whole Litestar app, because Litestar's own middleware does not see unknown addresses.
"""

from __future__ import annotations

import asyncio
from time import perf_counter
from typing import Any, cast

import structlog
from litestar.datastructures import Headers, MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from opentelemetry import propagate, trace

from shared import metrics
from shared.errors import Unavailable
from shared.web import languages
from shared.web.pages import Web
from shared.web.problems import MEDIA_TYPE, encode
from shared.web.unread import Unread

log = structlog.get_logger()
tracer = trace.get_tracer("auftakt.web")

BODILESS = {"GET", "HEAD", "OPTIONS"}
REQUEST_MAX_SECONDS = 5.0
RETRY_AFTER_SECONDS = "2"
CAMERA_OPT = "camera"
EMBED_OPT = "embed"

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'"
)
CAMERA_POLICY = (
    CONTENT_SECURITY_POLICY + "; script-src 'self' 'wasm-unsafe-eval'; media-src 'self' blob:"
)
EMBED_POLICY = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
"""For pages made to stand in a frame of any web site: nothing on them acts for anybody."""
_NO_DEVICES = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
_CAMERA_ONLY = "camera=(self), microphone=(), geolocation=(), payment=(), usb=()"


class Edge:
    """The outermost ASGI layer of a service."""

    def __init__(self, app: ASGIApp, web: Web, service: str) -> None:
        self._app = app
        self._web = web
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and account for it."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        headers = Headers.from_scope(scope)
        token = languages.current_locale.set(self._locale(scope, headers))
        context = propagate.extract({"traceparent": headers.get("traceparent", "")})
        with tracer.start_as_current_span(
            "request", context=context, kind=trace.SpanKind.SERVER
        ) as span:
            try:
                await _Exchange(self, scope, receive, send, span).run()
            finally:
                languages.current_locale.reset(token)

    async def pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Call the Litestar app."""
        if scope["method"] not in BODILESS:  # type: ignore[typeddict-item]  # it is an HTTP scope
            unread = Unread(receive, send)
            receive, send = unread.receive, unread.send
        await self._app(scope, receive, send)

    def finish(self, scope: Scope, status: int, seconds: float) -> None:
        """One log line and one observation for each request; never ids, queries or bodies."""
        route = scope.get("path_template") or "unknown"
        method = scope["method"] if scope["method"].isascii() else "?"  # type: ignore[typeddict-item]
        metrics.requests.labels(self._service, route, method, str(status)).observe(seconds)
        if route in {"/health/live", "/health/ready", "/metrics"} or "/static/" in route:
            return
        log.info(
            "request",
            method=method,
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
            principal=scope.get("state", {}).get("principal_kind", "none"),
        )

    def _locale(self, scope: Scope, headers: Headers) -> languages.Locale:
        query = dict(_pairs(scope.get("query_string", b"").decode("latin-1"), "&"))
        cookies = dict(_pairs(headers.get("cookie", ""), ";"))
        return languages.choose_locale(
            query.get(languages.QUERY_PARAMETER),
            cookies.get(self._web.settings.locale_cookie),
            headers.get("accept-language"),
        )


class _Exchange:
    """One request and its answer; HEAD is answered like GET, without the body."""

    def __init__(
        self, edge: Edge, scope: Scope, receive: Receive, send: Send, span: trace.Span
    ) -> None:
        self._edge, self._receive, self._send = edge, receive, send
        self._head = scope["method"] == "HEAD"  # type: ignore[typeddict-item]  # it is an HTTP scope
        self._scope = cast("Scope", {**scope, "method": "GET"}) if self._head else scope
        self._span = span
        self._started_at = perf_counter()
        self._status = 0
        self._deadline: asyncio.TimerHandle | None = None
        self._apology: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Let the app answer within the bound; else answer for it, whatever its clean-up waits for.

        A cancelled query first asks PostgreSQL to stop it: a server that stands still would keep
        the caller waiting.
        """
        work = asyncio.current_task()
        assert work is not None  # noqa: S101 - a coroutine runs in a task
        loop = asyncio.get_running_loop()
        self._deadline = loop.call_later(REQUEST_MAX_SECONDS, self._give_up, work)
        try:
            await self._edge.pass_on(self._scope, self._receive, self._pass_back)
        except BaseException:
            if self._apology is None:
                raise
            if work.uncancel() > 0:  # somebody else wants this to end as well
                raise
        finally:
            self._deadline.cancel()
        if self._apology is not None:
            await asyncio.shield(self._apology)

    def _give_up(self, work: asyncio.Task[Any]) -> None:
        self._apology = asyncio.create_task(self._too_slow())
        work.cancel()

    async def _pass_back(self, message: Message) -> None:
        """From the app to the caller, unless the caller has an answer already."""
        if self._apology is None:
            await self._answer(message)

    async def _answer(self, message: Message) -> None:
        if message["type"] == "http.response.start" and not self._status:
            self._status = message["status"]
            if self._deadline is not None:
                self._deadline.cancel()  # a stream may go on for as long as it likes
            add_headers(MutableScopeHeaders.from_message(message), self._scope)
            self._span.set_attribute("http.response.status_code", self._status)
            self._span.set_attribute("http.route", self._scope.get("path_template") or "unknown")
            self._edge.finish(self._scope, self._status, perf_counter() - self._started_at)
        if self._head and message["type"] == "http.response.body":
            message["body"] = b""
        await self._send(message)

    async def _too_slow(self) -> None:
        """The work was cancelled (its transaction rolled back); the caller may try again."""
        headers = [
            (b"content-type", MEDIA_TYPE.encode()),
            (b"retry-after", RETRY_AFTER_SECONDS.encode()),
        ]
        start: Any = {"type": "http.response.start", "status": 503, "headers": headers}
        body: Any = {
            "type": "http.response.body",
            "body": encode(Unavailable()),
            "more_body": False,
        }
        await self._answer(start)
        await self._answer(body)


def add_headers(headers: MutableScopeHeaders, scope: Scope) -> None:
    """Headers of every answer.

    A route with `opt={"camera": True}` may use the camera, one with `opt={"embed": True}` may be
    framed by other sites.
    """
    handler: Any = scope.get("route_handler")
    opt: Any = handler.opt if handler is not None else {}
    camera = bool(opt.get(CAMERA_OPT))
    policy = EMBED_POLICY if opt.get(EMBED_OPT) else CONTENT_SECURITY_POLICY
    headers["content-security-policy"] = CAMERA_POLICY if camera else policy
    headers["permissions-policy"] = _CAMERA_ONLY if camera else _NO_DEVICES
    headers["referrer-policy"] = "no-referrer"
    headers["x-content-type-options"] = "nosniff"
    headers["cross-origin-opener-policy"] = "same-origin"
    if "cache-control" not in headers:
        headers["cache-control"] = "no-store"


def _pairs(text: str, separator: str) -> list[tuple[str, str]]:
    parts = (part.strip().partition("=") for part in text.split(separator))
    return [(name, value) for name, _, value in parts]
