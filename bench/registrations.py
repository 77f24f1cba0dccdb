"""registrations_per_s: what HTTP registration costs beyond a no-op POST on the same server.

One hot event, and so many connections that the server has something to do while a batch commits;
the real and the no-op route of one process get the same bodies in turn, round by round.
PostgreSQL, Kafka and the relay work as in production; notifications and reporting, which have
machines of their own there, rest meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from itertools import count

import asyncpg
import httpx
import msgspec

from bench.load import Answers, closed_loop, request_bytes
from bench.result import ROUNDS, BenchResult, median, ratio_of
from local.home import Home
from local.ports import Ports
from local.secrets import Secrets
from local.services import environment
from scenarios.client import Client
from tests.journeys.occasions import person, workshop_body
from tests.stack import Stack, free_port_base

NAME = "registrations_per_s"
TARGET = 0.5
REQUESTS = 3_000
WARM_UP = 500
CONNECTIONS = 256
DRAIN_SECONDS = 60.0
START_SECONDS = 20.0
CREATED = 201
OUTBOX = "SELECT count(*) FROM outbox"


async def bench(stack: Stack) -> BenchResult:
    """Measure; raises AssertionError when a registration was refused."""
    async with Client(stack.ready) as client:
        organiser = await client.organisation("Verein", "association")
        body = workshop_body(organiser)
        body["sessions"][0]["capacity"] = None
        event = await client.event(body)
    session = str(event["sessions"][0]["id"])
    numbers = count()
    values, references = [], []
    with _resting(stack, "notifications", "reporting"):
        async with _server(stack) as server:
            real = f"{server}/api/v1/events/{event['id']}/registrations"
            reference = f"{server}/api/v1/events/{event['id']}/no-op"
            for url in (real, reference):
                await _round(url, _requests(url, session, numbers, WARM_UP))
            for _ in range(ROUNDS):
                await _relayed(stack)
                answers = await _round(real, _requests(real, session, numbers, REQUESTS))
                values.append(answers.per_second(CREATED))
                await _relayed(stack)
                answers = await _round(reference, _requests(reference, session, numbers, REQUESTS))
                references.append(answers.per_second(CREATED))
    ratio = ratio_of(values, references)
    return BenchResult(
        name=NAME,
        value=median(values),
        unit=f"registrations/s accepted over HTTP, one hot event, {CONNECTIONS} connections",
        reference=median(references),
        ratio=ratio,
        target=f"ratio to a no-op POST on the same server ≥ {TARGET}",
        holds=ratio >= TARGET,
    )


def _requests(url: str, session: str, numbers: count[int], amount: int) -> list[bytes]:
    return [
        request_bytes(url, msgspec.json.encode(person(next(numbers), session)))
        for _ in range(amount)
    ]


async def _round(url: str, requests: list[bytes]) -> Answers:
    answers = await closed_loop(url, requests, CONNECTIONS)
    if set(answers.statuses) != {CREATED}:
        raise AssertionError(f"{url}: {dict(answers.statuses)}")
    return answers


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


async def _relayed(stack: Stack) -> None:
    """Wait until the outbox is empty, so that a round pays for its own work only."""
    connection = await asyncpg.connect(stack.ready.postgres["registration"])
    async with asyncio.timeout(DRAIN_SECONDS):
        while await connection.fetchval(OUTBOX):  # noqa: ASYNC110 - no signal to wait for
            await asyncio.sleep(0.1)
    await connection.close()


@contextlib.asynccontextmanager
async def _server(stack: Stack) -> AsyncIterator[str]:
    """`bench.same_server` on a port of its own, beside the stack's registration."""
    port = free_port_base()
    origin = httpx.URL(stack.ready.url).port or 0
    settings = environment(
        "registration", Ports(origin), Secrets(Home(stack.home / "data").secrets), limits=False
    )
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
