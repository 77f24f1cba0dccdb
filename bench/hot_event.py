"""One hot event on a server of its own, with a no-op route beside the real one.

The real and the no-op route of one process get the same bodies in turn. PostgreSQL, Kafka and the
relay work as in production; notifications and reporting, which have machines of their own there,
rest meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

import asyncpg
import httpx
import msgspec

from bench.load import Answers, closed_loop, open_loop, request_bytes
from local.home import Home
from local.ports import Ports
from local.secrets import Secrets
from local.services import environment
from scenarios.client import Client
from tests.journeys.occasions import person, workshop_body
from tests.stack import Stack, free_port_base

WARM_UP = 500
WARM_UP_CONNECTIONS = 64
DRAIN_SECONDS = 60.0
START_SECONDS = 20.0
CREATED = 201
OUTBOX = "SELECT count(*) FROM outbox"


@dataclass
class HotEvent:
    """An event without a limit that everybody registers for."""

    server: str
    event_id: str
    session_id: str
    numbers: count[int] = field(default_factory=count)

    @property
    def real(self) -> str:
        """Where people register."""
        return f"{self.server}/api/v1/events/{self.event_id}/registrations"

    @property
    def no_op(self) -> str:
        """The same body decoded, the same size answered, nothing kept."""
        return f"{self.server}/api/v1/events/{self.event_id}/no-op"

    async def rush(self, url: str, amount: int, connections: int) -> Answers:
        """So many requests over so many connections, each waiting for its answer."""
        return self._all_created(
            url, await closed_loop(url, self._requests(url, amount), connections)
        )

    async def stream(self, url: str, amount: int, per_second: float, connections: int) -> Answers:
        """So many requests at a stated rate, whatever the answers do."""
        return self._all_created(
            url, await open_loop(url, self._requests(url, amount), per_second, connections)
        )

    async def warm_up(self) -> None:
        """Both routes once, unmeasured."""
        for url in (self.real, self.no_op):
            await self.rush(url, WARM_UP, WARM_UP_CONNECTIONS)

    def _requests(self, url: str, amount: int) -> list[bytes]:
        bodies = (person(next(self.numbers), self.session_id) for _ in range(amount))
        return [request_bytes(url, msgspec.json.encode(body)) for body in bodies]

    def _all_created(self, url: str, answers: Answers) -> Answers:
        if set(answers.statuses) != {CREATED}:
            raise AssertionError(f"{url}: {dict(answers.statuses)}")
        return answers


@contextlib.asynccontextmanager
async def hot_event(stack: Stack) -> AsyncIterator[HotEvent]:
    """The event on a stack, its server warmed up, the other services at rest."""
    async with Client(stack.ready) as client:
        body = workshop_body(await client.organisation("Verein", "association"))
        body["sessions"][0]["capacity"] = None
        event = await client.event(body)
    with _resting(stack, "notifications", "reporting"):
        async with server(_environment(stack)) as url:
            hot = HotEvent(url, str(event["id"]), str(event["sessions"][0]["id"]))
            await hot.warm_up()
            yield hot


async def relayed(stack: Stack) -> None:
    """Wait until the outbox is empty, so that a round pays for its own work only."""
    connection = await asyncpg.connect(stack.ready.postgres["registration"])
    async with asyncio.timeout(DRAIN_SECONDS):
        while await connection.fetchval(OUTBOX):  # noqa: ASYNC110 - no signal to wait for
            await asyncio.sleep(0.1)
    await connection.close()


@contextlib.asynccontextmanager
async def server(settings: Mapping[str, str]) -> AsyncIterator[str]:
    """`bench.same_server` with registration's settings, on a port of its own; its address."""
    port = free_port_base()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.same_server"),
        env={**os.environ, **settings, "AUFTAKT_PORT": str(port)},
        stdout=asyncio.subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        async with httpx.AsyncClient() as http, asyncio.timeout(START_SECONDS):
            while True:
                with contextlib.suppress(httpx.TransportError):
                    await http.get(url + "/health/live")
                    break
                await asyncio.sleep(0.1)
        yield url
    finally:
        process.terminate()
        await process.wait()


def _environment(stack: Stack) -> dict[str, str]:
    origin = httpx.URL(stack.ready.url).port or 0
    secrets = Secrets(Home(stack.home / "data").secrets)
    return environment("registration", Ports(origin), secrets, limits=False)


@contextlib.contextmanager
def _resting(stack: Stack, *parts: str) -> Iterator[None]:
    """Hold parts of the stack still."""
    pids = [stack.ready.pids[part] for part in parts]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
