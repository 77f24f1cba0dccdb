"""A client of the public contract, as somebody outside the project would write it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Self

import httpx

from scenarios.ready import Ready

Json = Any
REQUEST_SECONDS = 20.0
RETRIES = 8
BUSY = frozenset({429, 503})


class UnexpectedAnswerError(AssertionError):
    """The product answered something that the scenario did not expect."""


class Client:
    """Calls one stack as administrator, or with another bearer token, or as the public."""

    def __init__(self, ready: Ready) -> None:
        self.ready = ready
        limits = httpx.Limits(max_connections=32, max_keepalive_connections=32)
        self.http = httpx.AsyncClient(base_url=ready.url, timeout=REQUEST_SECONDS, limits=limits)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self.http.aclose()

    async def call(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        token: str | None = None,
        expect: tuple[int, ...] = (200, 201, 204),
        headers: dict[str, str] | None = None,
    ) -> Json:
        """One call; waits and repeats when told to (429, 503). `token=""` calls as the public."""
        bearer = self.ready.admin_token if token is None else token
        sent = dict(headers or {})
        if bearer:
            sent["Authorization"] = f"Bearer {bearer}"
        for _ in range(RETRIES):
            answer = await self.http.request(method, path, json=body, headers=sent)
            if answer.status_code not in BUSY or answer.status_code in expect:
                break
            await asyncio.sleep(min(5.0, float(answer.headers.get("Retry-After", "1"))))
        if answer.status_code not in expect:
            message = f"{method} {path}: {answer.status_code} {answer.text[:500]}"
            raise UnexpectedAnswerError(message)
        if not answer.content:
            return None
        is_json = "json" in answer.headers.get("Content-Type", "")
        return answer.json() if is_json else answer.content

    async def upload(self, path: str, content: bytes) -> Json:
        """Send a file as it is; raises UnexpectedAnswerError unless it is taken."""
        sent = {"Authorization": f"Bearer {self.ready.admin_token}"}
        answer = await self.http.post(path, content=content, headers=sent)
        if answer.status_code != 201:
            message = f"POST {path}: {answer.status_code} {answer.text[:500]}"
            raise UnexpectedAnswerError(message)
        return answer.json()

    async def organisation(self, name: str, kind: str, **more: Json) -> str:
        """Create an organisation; returns its id."""
        body = {"name": name, "kind": kind, **more}
        return str((await self.call("POST", "/api/v1/organisations", body))["id"])

    async def member(self, organisation_id: str, name: str, email: str, role: str) -> None:
        """Make somebody staff of an organisation."""
        body = {"name": name, "email": email, "role": role, "locale": "de"}
        await self.call("POST", f"/api/v1/organisations/{organisation_id}/members", body)

    async def event(self, body: Json) -> Json:
        """Create and publish an event; returns it with its ids."""
        event = await self.call("POST", "/api/v1/events", body)
        await self.call("POST", f"/api/v1/events/{event['id']}/publish")
        return event

    async def register(self, event_id: str, body: Json, *, key: str | None = None) -> Json:
        """Register as the public does."""
        headers = {"Idempotency-Key": key} if key else None
        path = f"/api/v1/events/{event_id}/registrations"
        return await self.call("POST", path, body, token="", headers=headers)

    async def scan(self, event_id: str, scans: list[Json]) -> list[Json]:
        """Deliver scans; returns the result of each."""
        answer = await self.call("POST", f"/api/v1/events/{event_id}/scans", {"scans": scans})
        return list(answer["results"])

    async def attendance(self, event_id: str) -> Json:
        """The live figures."""
        return await self.call("GET", f"/reporting/api/v1/events/{event_id}/attendance")

    async def until(
        self, look: Callable[[], Awaitable[Json]], *, seconds: float, what: str
    ) -> Json:
        """Look again until something is there; raises UnexpectedAnswerError after `seconds`."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while True:
            if found := await look():
                return found
            if loop.time() > end:
                raise UnexpectedAnswerError(f"{what}: not within {seconds:g} s")
            await asyncio.sleep(0.1)
