"""registrations_per_s: what HTTP registration costs beyond a no-op POST on the same server.

One hot event; 64 connections; both servers get the same bodies in turn, round by round, while the
rest of the stack (relay, mails, reporting) stands as in production. Between rounds the outbox
drains, so that a round pays for its own work only.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from itertools import count

import asyncpg
import httpx
import msgspec

from bench.load import Answers, closed_loop, request_bytes
from bench.result import ROUNDS, BenchResult, median, ratio_of
from scenarios.client import Client
from tests.journeys.occasions import person, workshop_body
from tests.stack import Stack, free_port_base

NAME = "registrations_per_s"
TARGET = 0.5
REQUESTS = 4_000
CONNECTIONS = 64
DRAIN_SECONDS = 60.0
CREATED = 201


async def bench(stack: Stack) -> BenchResult:
    """Measure; raises AssertionError when a registration was refused."""
    async with Client(stack.ready) as client:
        organiser = await client.organisation("Verein", "association")
        body = workshop_body(organiser)
        body["sessions"][0]["capacity"] = None
        event = await client.event(body)
    path = f"/api/v1/events/{event['id']}/registrations"
    numbers = count()
    async with _noop_server() as noop_url:
        real_url = stack.ready.registration + path
        reference_url = noop_url + path
        session = str(event["sessions"][0]["id"])
        await _round(real_url, _requests(real_url, session, numbers, REQUESTS // 4))
        await _round(reference_url, _requests(reference_url, session, numbers, REQUESTS // 4))
        values, references = [], []
        for _ in range(ROUNDS):
            await _drained(stack)
            answers = await _round(real_url, _requests(real_url, session, numbers, REQUESTS))
            values.append(answers.per_second(CREATED))
            await _drained(stack)
            answers = await _round(
                reference_url, _requests(reference_url, session, numbers, REQUESTS)
            )
            references.append(answers.per_second(CREATED))
    ratio = ratio_of(values, references)
    return BenchResult(
        name=NAME,
        value=median(values),
        unit="registrations/s accepted over HTTP, one hot event, 64 connections",
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


async def _drained(stack: Stack) -> None:
    """Wait until relay, mails and reporting have caught up."""
    queries = {
        "registration": "SELECT count(*) FROM outbox",
        "notifications": "SELECT count(*) FROM deliveries WHERE state IN ('pending', 'sending')",
    }
    async with asyncio.timeout(DRAIN_SECONDS * 3):
        for service, query in queries.items():
            connection = await asyncpg.connect(stack.ready.postgres[service])
            while await connection.fetchval(query):  # noqa: ASYNC110 - no signal to wait for
                await asyncio.sleep(0.2)
            await connection.close()


@contextlib.asynccontextmanager
async def _noop_server() -> AsyncIterator[str]:
    port = free_port_base()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.noop", str(port), stdout=asyncio.subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    try:
        async with httpx.AsyncClient() as http, asyncio.timeout(20):
            while True:
                with contextlib.suppress(httpx.TransportError):
                    await http.get(url + "/health/live")
                    break
                await asyncio.sleep(0.1)
        yield url
    finally:
        process.terminate()
        await process.wait()
