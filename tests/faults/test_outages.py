"""A part that stays away for a while: people get an answer, and nothing has to be put right."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import httpx
import pytest

from scenarios.client import Client
from tests.invariants import assert_invariants
from tests.journeys.occasions import person, scan, workshop_body
from tests.stack import Stack

ANSWER_SECONDS = 5.5
"""The bound of a request is 5 s; half a second for the way."""
BACK_SECONDS = 15.0
GONE_SECONDS = 10.0
OLD = timedelta(seconds=4)
"""What counts as old here: while Kafka is there, figures are stated anew every two seconds."""
How = Literal["refused", "frozen"]


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that somebody asks for, and the status on a good day."""

    method: str
    path: str
    good: int
    token: str = ""
    body: Any = None
    key: str = ""

    async def of(self, http: httpx.AsyncClient) -> tuple[httpx.Response, float]:
        """Ask; returns the answer and how long it took."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if self.key:  # 503 may mean "unknown": whoever asks again gets the same booking
            headers["Idempotency-Key"] = self.key
        began = time.monotonic()
        answer = await http.request(self.method, self.path, json=self.body, headers=headers)
        return answer, time.monotonic() - began


@asynccontextmanager
async def away(stack: Stack, part: str, how: How) -> AsyncIterator[None]:
    """A part that refuses connections (killed, and nobody starts it again) or that stands still."""
    pid = stack.ready.pids[part]
    if how == "frozen":
        os.kill(pid, signal.SIGSTOP)  # first of all: from now on it makes no more children
        children = _children(pid)
        for each in children:
            os.kill(each, signal.SIGSTOP)
        try:
            yield
        finally:
            for each in (*children, pid):
                os.kill(each, signal.SIGCONT)
        return
    supervisor = stack.process.pid
    os.kill(supervisor, signal.SIGSTOP)
    try:
        await asyncio.to_thread(_kill_with_children, stack, part)
        yield
    finally:
        os.kill(supervisor, signal.SIGCONT)
    await asyncio.to_thread(stack.wait_restarted, part, pid)


def _kill_with_children(stack: Stack, part: str) -> None:
    """Until the last is gone: a server process of PostgreSQL outlives its postmaster a little."""
    children = _children(stack.ready.pids[part])
    stack.kill(part)
    deadline = time.monotonic() + GONE_SECONDS
    for each in children:
        while Path(f"/proc/{each}").exists():
            assert time.monotonic() < deadline, f"{part} left {each} running"
            time.sleep(0.01)


def _children(pid: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in found.stdout.split()]


async def questions(client: Client, event: dict[str, Any]) -> list[Ask]:
    """What the public, participants, stewards, organizers and partners ask for, page and JSON."""
    id_, admin = event["id"], client.ready.admin_token
    mine = await client.register(id_, person(1, event["sessions"][0]["id"]))
    await client.http.get(mine["manage_url"])  # keeps the cookie of the participant's page
    instance = next(iter(client.http.cookies)).removesuffix("_registration")
    client.http.cookies.set(f"{instance}_session", "of-nobody")
    registration = f"/api/v1/events/{id_}/registrations"
    scans = {"scans": [scan("in", ticket=mine["people"][0]["ticket"])]}
    return [
        Ask("GET", "/", 200),
        Ask("GET", f"/e/{id_}", 200),
        Ask("GET", f"/e/{id_}/register", 200),
        Ask("GET", "/my/registration", 200),
        Ask("GET", "/organizer", 401),
        Ask("GET", f"/reporting/events/{id_}/live", 401),
        Ask("GET", f"/api/v1/events/{id_}", 200),
        Ask("POST", registration, 201, "", person(2, event["sessions"][0]["id"]), "again"),
        Ask("GET", f"/api/v1/registrations/{mine['id']}", 200, mine["manage_token"]),
        Ask("POST", f"/api/v1/events/{id_}/scans", 200, admin, scans),
        Ask("GET", "/api/v1/organisations", 200, admin),
        Ask("GET", f"/reporting/api/v1/events/{id_}/attendance", 200, admin),
        Ask("GET", f"/reporting/api/v1/events/{id_}/editions", 200, admin),
        Ask("GET", f"/notifications/api/v1/deliveries?event_id={id_}", 200, admin),
    ]


@pytest.mark.timeout(120)
@pytest.mark.parametrize("how", ["refused", "frozen"])
async def test_without_postgresql_everybody_is_told_to_come_back(
    kill_stack: Stack, how: How
) -> None:
    """503 with Retry-After within 5 s on every page and call; afterwards all works by itself."""
    async with Client(kill_stack.ready) as client:
        organiser = await client.organisation("Verein", "association")
        event = await client.event(workshop_body(organiser))
        asked = await questions(client, event)
        async with away(kill_stack, "postgres", how):
            answers = await asyncio.gather(*(ask.of(client.http) for ask in asked))
        told = {
            ask.path: (answer.status_code, "retry-after" in answer.headers, seconds)
            for ask, (answer, seconds) in zip(asked, answers, strict=True)
        }
        assert {path: got for path, got in told.items() if got[:2] != (503, True)} == {}
        assert max(seconds for _, _, seconds in told.values()) < ANSWER_SECONDS, told
        for ask in asked:

            async def well(ask: Ask = ask) -> bool:
                return (await ask.of(client.http))[0].status_code == ask.good

            await client.until(well, seconds=BACK_SECONDS, what=f"{ask.path} is back")
    await assert_invariants(kill_stack, event["id"])


@pytest.mark.timeout(120)
async def test_without_kafka_registration_goes_on_and_figures_say_how_old_they_are(
    kill_stack: Stack,
) -> None:
    """Accepted is accepted; readiness says degraded; afterwards everything catches up."""
    async with Client(kill_stack.ready) as client:
        organiser = await client.organisation("Verein", "association")
        event = await client.event(workshop_body(organiser))
        station = event["sessions"][1]["id"]
        await client.until(lambda: _shows(client, event, registered=0), seconds=10, what="event")
        async with away(kill_stack, "kafka", "refused"):
            began = datetime.now(UTC)
            for number in range(20):
                made = await client.register(event["id"], person(number, station))
                [result] = await client.scan(
                    event["id"], [scan("in", ticket=made["people"][0]["ticket"])]
                )
                assert result["result"] == "ok"
            for service in ("registration", "notifications", "reporting"):
                url = f"{getattr(kill_stack.ready, service)}/health/ready"
                answer = await client.http.get(url)
                assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
            old = await client.until(lambda: _old(client, event), seconds=10, what="old figures")
            assert datetime.fromisoformat(old["as_of"]) < began + timedelta(seconds=1)
            assert old["registered"] == 0
        await client.until(
            lambda: _shows(client, event, registered=20, came=20, degraded=False),
            seconds=30,
            what="figures caught up",
        )
    await assert_invariants(kill_stack, event["id"])


async def _shows(client: Client, event: dict[str, Any], **figures: Any) -> Any:
    path = f"/reporting/api/v1/events/{event['id']}/attendance"
    found = await client.call("GET", path, expect=(200, 404))
    return found if {name: found.get(name) for name in figures} == figures else None


async def _old(client: Client, event: dict[str, Any]) -> Any:
    found = await client.attendance(event["id"])
    age = datetime.now(UTC) - datetime.fromisoformat(found["as_of"])
    return found if age > OLD else None
