"""scan_to_screen_p99_ms: a scan accepted by HTTP until it stands on an open SSE stream.

Open loop at 200 scans/s, one day of 1,000 visitors a round; each scan is a walk-in, so the n-th
scan is on the screen when the stream shows `came` ≥ n. The reference is a raw round trip through
the same broker at the same rate, measured in turn in the same run.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from bench.load import open_loop, request_bytes
from bench.result import ROUNDS, BenchResult, median, percentile, ratio_of
from local.home import Home
from local.kafka import ADMIN
from local.secrets import Secrets
from scenarios.client import Client
from shared.contracts.dead_letters import DEAD_LETTERS
from shared.messaging.kafka import KafkaSettings
from tests.journeys.occasions import workshop_body
from tests.stack import Stack

NAME = "scan_to_screen_p99_ms"
PER_SECOND = 200
SCANS = 1_000
CONNECTIONS = 32
P99_MAX_MS = 60.0
SETTLE_SECONDS = 10.0
TOPIC = DEAD_LETTERS["reporting"].name
CAME = re.compile(rb'"came":(\d+)')


async def bench(stack: Stack) -> BenchResult:
    """Measure five rounds of five seconds, each followed by a round of the reference."""
    async with Client(stack.ready) as client:
        organiser = await client.organisation("Verein", "association")
        values, references, medians = [], [], []
        for turn in range(ROUNDS + 1):
            event = await client.event(workshop_body(organiser))
            stream_path = f"/reporting/api/v1/events/{event['id']}/attendance/stream"
            url = f"{stack.ready.registration}/api/v1/events/{event['id']}/scans"
            await _known_to_reporting(client, event["id"])
            seen = await _round(stack, url, stream_path)
            raw = await _raw_round_trips(stack)
            if turn:  # the first round warms up
                values.append(percentile(seen, 99))
                medians.append(percentile(seen, 50))
                references.append(percentile(raw, 99))
    ratio = ratio_of(values, references)
    return BenchResult(
        name=NAME,
        value=median(values),
        unit=f"ms at {PER_SECOND} scans/s (p50 {median(medians):.1f})",
        reference=median(references),
        ratio=ratio,
        target=f"p99 ≤ {P99_MAX_MS:g} ms (reference: raw Kafka round trip)",
        holds=median(values) <= P99_MAX_MS,
    )


@dataclass
class _Screen:
    """An open stream, and when it showed each scan."""

    shown: list[float] = field(default_factory=lambda: [0.0] * SCANS)
    upto: int = 0
    listening: asyncio.Event = field(default_factory=asyncio.Event)
    complete: asyncio.Event = field(default_factory=asyncio.Event)

    async def watch(self, stack: Stack, path: str) -> None:
        """Read the stream until cancelled."""
        reader, writer = await _open_stream(stack, path)
        name = b""
        try:
            while line := await reader.readline():
                if line.startswith(b"event:"):
                    name = line[6:].strip()
                elif line.startswith(b"data:") and name == b"attendance":
                    self.listening.set()
                    found = CAME.search(line)
                    self._note(int(found[1]) if found else 0)
        finally:
            writer.close()

    def _note(self, came: int) -> None:
        now = time.perf_counter()
        while self.upto < min(came, SCANS):
            self.shown[self.upto] = now
            self.upto += 1
        if self.upto >= SCANS:
            self.complete.set()


async def _open_stream(
    stack: Stack, path: str
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """An SSE stream read off the socket: a general client costs more than what is measured."""
    address = urlsplit(stack.ready.reporting)
    reader, writer = await asyncio.open_connection(address.hostname, address.port, limit=2**20)
    token = stack.ready.admin_token
    lines = (f"GET {path} HTTP/1.1", f"Host: {address.netloc}", f"Authorization: Bearer {token}")
    writer.write("\r\n".join([*lines, "", ""]).encode())
    head = await reader.readuntil(b"\r\n\r\n")
    if b" 200 " not in head:
        raise AssertionError(head.decode("latin-1"))
    return reader, writer


async def _known_to_reporting(client: Client, event_id: str) -> None:
    async def known() -> bool:
        path = f"/reporting/api/v1/events/{event_id}/attendance"
        found = await client.call("GET", path, expect=(200, 404))
        return "came" in found

    await client.until(known, seconds=SETTLE_SECONDS, what="reporting knows the event")


async def _round(stack: Stack, url: str, stream_path: str) -> list[float]:
    """Milliseconds from each scan's due time until the stream shows it."""
    screen = _Screen()
    reader = asyncio.create_task(screen.watch(stack, stream_path))
    await asyncio.wait_for(screen.listening.wait(), SETTLE_SECONDS)
    headers = {"Authorization": f"Bearer {stack.ready.admin_token}"}
    requests = [request_bytes(url, _body(), headers) for _ in range(SCANS)]
    answers = await open_loop(url, requests, PER_SECOND, CONNECTIONS)
    if set(answers.statuses) != {200}:
        raise AssertionError(dict(answers.statuses))
    await asyncio.wait_for(screen.complete.wait(), SETTLE_SECONDS)
    reader.cancel()
    return [(at - answers.started_at - n / PER_SECOND) * 1_000 for n, at in enumerate(screen.shown)]


def _body() -> bytes:
    scan = {
        "scan_id": str(uuid4()),
        "kind": "in",
        "scanned_at": datetime.now(UTC).isoformat(),
        "device": "bench",
    }
    return json.dumps({"scans": [scan]}).encode()


async def _raw_round_trips(stack: Stack) -> list[float]:
    """Milliseconds from send to receipt at the same rate, acks=all, one partition."""
    secrets = Secrets(Home(stack.home / "data").secrets)
    kafka = KafkaSettings(
        bootstrap=stack.ready.kafka, username=ADMIN, password=secrets.password("kafka.admin")
    )
    producer = AIOKafkaProducer(
        bootstrap_servers=kafka.bootstrap,
        enable_idempotence=True,
        acks="all",
        **kafka.security(),
    )
    consumer = AIOKafkaConsumer(
        bootstrap_servers=kafka.bootstrap, enable_auto_commit=False, **kafka.security()
    )
    await asyncio.gather(producer.start(), consumer.start())
    partition = TopicPartition(TOPIC, 0)
    consumer.assign([partition])
    await consumer.seek_to_end(partition)
    await consumer.position(partition)
    received: list[float] = []

    async def receive() -> None:
        while len(received) < SCANS:
            for batch in (await consumer.getmany(timeout_ms=1_000)).values():
                received.extend([time.perf_counter()] * len(batch))

    receiver = asyncio.create_task(receive())
    started = time.perf_counter()
    due = [started + n / PER_SECOND for n in range(SCANS)]
    for at in due:
        await asyncio.sleep(max(0.0, at - time.perf_counter()))
        await producer.send(TOPIC, b"x" * 400, partition=0)
    await asyncio.wait_for(receiver, SETTLE_SECONDS)
    await asyncio.gather(producer.stop(), consumer.stop())
    return [(at - sent) * 1_000 for at, sent in zip(received, due, strict=False)]
