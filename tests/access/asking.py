"""One request to an app, for its status alone: a stream that goes on for ever has one, too."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from typing import Any

import httpx
from litestar import Litestar

from shared.web import csrf
from tests.services.registration.house import BASE_URL

CSRF_SECRET = "a-secret-of-the-browser"
SECONDS_MAX = 30


def request_of(
    method: str, path: str, *, token: str = "", session: str = "", **body: Any
) -> httpx.Request:
    """From a program with a token, or a browser with a session and a form of ours."""
    cookies = {"auftakt_csrf": CSRF_SECRET, "auftakt_session": session}
    headers = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items() if value),
        csrf.HEADER: csrf.make_token(CSRF_SECRET, session),
    }
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return httpx.Request(method, BASE_URL + path, headers=headers, **body)


async def status_of(app: Litestar, request: httpx.Request) -> int:
    """What the app answers; the client leaves as soon as it knows."""
    known: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    body = [request.read()]

    async def receive() -> dict[str, Any]:
        if body:
            return {"type": "http.request", "body": body.pop(), "more_body": False}
        await known
        return {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start" and not known.done():
            known.set_result(message["status"])

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": request.url.path,
        "raw_path": request.url.raw_path.partition(b"?")[0],
        "query_string": request.url.query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 8000),
    }
    asked = asyncio.ensure_future(app(scope, receive, send))  # type: ignore[arg-type]  # Litestar names its own ASGI types
    both: set[asyncio.Future[Any]] = {asked, known}
    done, _ = await asyncio.wait(both, timeout=SECONDS_MAX, return_when=asyncio.FIRST_COMPLETED)
    assert done, f"no answer: {request.method} {request.url}"
    if not asked.done() and request.method == "GET":
        asked.cancel()
    await asyncio.wait({asked})
    if not known.done():
        asked.result()
    return known.result()
