"""Reporting's web server on a real port, over real rows."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest_asyncio
import uvicorn

from services.reporting import service
from services.reporting.facts import store, use_cases
from services.reporting.service import UseCases
from services.reporting.settings import Settings
from shared.contracts.access import Grant
from shared.contracts.topic import Message
from shared.database.pool import Pool, transaction
from shared.web.principal import hash_of

STREAMS_MAX = 3


@dataclass
class Reporting:
    """A running web server of reporting, and the facts behind it."""

    use_cases: UseCases
    http: httpx.AsyncClient
    secrets: dict[str, str] = field(default_factory=dict)

    @property
    def pool(self) -> Pool:
        """Its database."""
        return self.use_cases.pool

    async def learn(self, *messages: Message, wake: bool = True) -> None:
        """Take messages in as the consumer does; `wake` False: as if another process had."""
        async with transaction(self.pool) as database:
            touched = await use_cases.learn(database, messages)
            await store.move_current(database, datetime.now(UTC))
        if wake:
            self.use_cases.live.hub.wake(touched)

    async def staff(self, *grants: Grant, kind: str = "token") -> str:
        """The secret of somebody with these grants."""
        staff_id, secret = uuid4(), f"secret-{uuid4()}"
        async with transaction(self.pool) as database:
            await database.execute(
                "INSERT INTO access_staff (staff_id, version, grants) VALUES ($1, 1, $2)",
                staff_id,
                msgspec.json.encode(grants).decode(),
            )
            await database.execute(
                "INSERT INTO access_sessions (token_hash, staff_id, kind, expires_at)"
                " VALUES ($1, $2, $3, $4)",
                hash_of(secret),
                staff_id,
                kind,
                datetime.now(UTC) + timedelta(hours=1),
            )
        return secret

    async def revoke(self, secret: str) -> None:
        """What the tombstone of a session does."""
        async with transaction(self.pool) as database:
            await database.execute(
                "DELETE FROM access_sessions WHERE token_hash = $1", hash_of(secret)
            )


def bearer(secret: str) -> dict[str, str]:
    """The header of a JSON request."""
    return {"authorization": f"Bearer {secret}"}


def cookie(secret: str) -> dict[str, str]:
    """The header of a page request."""
    return {"cookie": f"auftakt_session={secret}"}


def grant(role: str, organisation_id: UUID | None, event_id: UUID | None = None) -> Grant:
    """A role somewhere."""
    return Grant(role=role, organisation_id=organisation_id, event_id=event_id)


class Events:
    """Reads a stream of server-sent events."""

    def __init__(self, response: httpx.Response) -> None:
        self._lines = response.aiter_lines()

    async def next(self, *names: str, seconds: float = 10) -> dict[str, str]:
        """The next event of one of these names; fails when the stream ends or takes too long."""
        async with asyncio.timeout(seconds):
            while True:
                found = await self._block()
                if found.get("event") in names:
                    return found

    async def ended(self, seconds: float = 10) -> None:
        """Wait for the server to end the stream."""
        async with asyncio.timeout(seconds):
            async for _ in self._lines:
                pass

    async def _block(self) -> dict[str, str]:
        block: dict[str, str] = {}
        async for line in self._lines:
            if not line:
                return block
            name, _, value = line.partition(": ")
            block[name] = value
        raise AssertionError("the stream ended")


async def until(condition: Iterable[bool], seconds: float = 5) -> None:
    """Wait until a generator of observations says yes."""
    async with asyncio.timeout(seconds):
        for holds in condition:
            if holds:
                return
            await asyncio.sleep(0.01)


@pytest_asyncio.fixture
async def reporting(reporting_pool: Pool) -> AsyncIterator[Reporting]:
    """The server, ended with the test."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        settings = Settings(
            database_url="", kafka_bootstrap="", base_url=address, streams_max=STREAMS_MAX
        )
        made = service.make_use_cases(settings, reporting_pool, lambda: datetime.now(UTC))
        app = service.make_web(settings, made)
        config = uvicorn.Config(app, log_config=None, lifespan="on", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve(sockets=[listener]))
        async with httpx.AsyncClient(base_url=address, timeout=10) as http:
            await until(server.started for _ in iter(int, 1))
            yield Reporting(made, http)
        made.live.hub.end_all()
        server.should_exit = True
        await task
