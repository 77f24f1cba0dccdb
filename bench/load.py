"""A small HTTP/1.1 load generator: keep-alive connections, prepared bytes, bounded.

Python's general clients cost more than the server under test; this one writes prepared requests
and reads answers by Content-Length, nothing else. Loopback only.
"""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 30.0


@dataclass(slots=True)
class Answers:
    """What came back: count by status, wall time, latency of each request in seconds.

    `started_at` (perf_counter) is when the first request was due: connections are open by then.
    """

    statuses: Counter[int] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)
    wall_seconds: float = 0.0
    started_at: float = 0.0

    def per_second(self, status: int) -> float:
        """Answers with `status` per second of wall time."""
        return self.statuses[status] / self.wall_seconds if self.wall_seconds else 0.0


def request_bytes(url: str, body: bytes, headers: dict[str, str] | None = None) -> bytes:
    """A whole POST request, ready to be written."""
    parts = urlsplit(url)
    lines = [
        f"POST {parts.path} HTTP/1.1",
        f"Host: {parts.netloc}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in (headers or {}).items()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


async def closed_loop(url: str, requests: Sequence[bytes], connections: int) -> Answers:
    """Send all requests over so many connections, each waiting for its answer."""
    answers = Answers()
    queue = iter(requests)
    started = answers.started_at = time.perf_counter()
    await asyncio.gather(*(_drain(url, queue, answers) for _ in range(connections)))
    answers.wall_seconds = time.perf_counter() - started
    return answers


async def open_loop(
    url: str, requests: Sequence[bytes], per_second: float, connections: int
) -> Answers:
    """Send at a stated rate whatever the answers do; latency counts from the due time."""
    answers = Answers()
    free: asyncio.Queue[_Connection] = asyncio.Queue()
    for _ in range(connections):
        free.put_nowait(await _Connection.open(url))
    started = answers.started_at = time.perf_counter()

    async def one(number: int, request: bytes) -> None:
        due = started + number / per_second
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        connection = await free.get()
        answers.statuses[await connection.send(request)] += 1
        free.put_nowait(connection)
        answers.latencies.append(time.perf_counter() - due)

    await asyncio.gather(*(one(n, request) for n, request in enumerate(requests)))
    answers.wall_seconds = time.perf_counter() - started
    while not free.empty():
        free.get_nowait().close()
    return answers


async def _drain(url: str, queue: Iterator[bytes], answers: Answers) -> None:
    connection = await _Connection.open(url)
    for request in queue:
        sent = time.perf_counter()
        answers.statuses[await connection.send(request)] += 1
        answers.latencies.append(time.perf_counter() - sent)
    connection.close()


class _Connection:
    """One keep-alive connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    @classmethod
    async def open(cls, url: str) -> _Connection:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
            raise ValueError(f"{host}: load goes to loopback addresses only")
        opening = asyncio.open_connection(host, parts.port)
        return cls(*await asyncio.wait_for(opening, CONNECT_SECONDS))

    async def send(self, request: bytes) -> int:
        """Write a request, read its whole answer, return the status."""
        self.writer.write(request)
        head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), ANSWER_SECONDS)
        status = int(head[9:12])
        lowered = head.lower()
        at = lowered.find(b"content-length:")
        if at >= 0:
            length = int(lowered[at + 15 : lowered.index(b"\r\n", at)])
            if length:
                await self.reader.readexactly(length)
        return status

    def close(self) -> None:
        self.writer.close()
