"""The one origin: who gets which request, and what it hides."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from local.caddy import Caddy
from local.ports import Ports
from local.services import SERVICES
from tests.stack import free_port_base


class Upstreams:
    """Three small servers that answer with their name and the request's head, or stream."""

    def __init__(self) -> None:
        self.left = asyncio.Event()
        self.send = asyncio.Event()

    @asynccontextmanager
    async def serving(self, ports: Ports) -> AsyncIterator[None]:
        servers = [
            await asyncio.start_server(self._handler(name), "127.0.0.1", ports[name])
            for name in SERVICES
        ]
        try:
            yield
        finally:
            for server in servers:
                server.close()

    def _handler(self, name: str):  # type: ignore[no-untyped-def] # asyncio's callback
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            if "/stream " in head:
                await self._stream(reader, writer)
            elif "/cut/" in head:
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500000\r\n\r\nbegun")
            else:
                body = f"{name}\n{head}".encode()
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n")
                writer.write(b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            writer.close()

        return answer

    async def _stream(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n")
        await self.send.wait()
        writer.write(b"data: 2\n\n")
        await reader.read()
        self.left.set()


@pytest_asyncio.fixture
async def origin(tmp_path: Path) -> AsyncIterator[tuple[httpx.AsyncClient, Upstreams]]:
    """A client of Caddy before three small servers."""
    ports, upstreams = Ports(free_port_base()), Upstreams()
    caddy = Caddy(tmp_path, ports, tmp_path / "caddy.log")
    async with upstreams.serving(ports):
        await caddy.start()
        async with httpx.AsyncClient(base_url=f"http://localhost:{ports['origin']}") as client:
            yield client, upstreams
        await caddy.stop()
    assert "secret-token" not in (tmp_path / "caddy.log").read_text()


async def test_paths_lead_to_their_service_unchanged(
    origin: tuple[httpx.AsyncClient, Upstreams],
) -> None:
    """One origin: prefixes choose the service and stay in the path."""
    client, _ = origin
    expected = {
        "/": "registration",
        "/api/v1/events": "registration",
        "/reporting": "reporting",
        "/reporting/api/v1/events?x=1": "reporting",
        "/reportings": "registration",
        "/notifications/api/v1/deliveries": "notifications",
        "/m/secret-token": "registration",
    }
    for path, service in expected.items():
        name, request_line = (await client.get(path)).text.splitlines()[:2]
        assert (name, request_line) == (service, f"GET {path} HTTP/1.1")


async def test_the_address_of_the_client_cannot_be_claimed(
    origin: tuple[httpx.AsyncClient, Upstreams],
) -> None:
    """X-Forwarded-For is what Caddy saw: limits per address can't be walked around."""
    client, _ = origin
    claims = {"X-Forwarded-For": "203.0.113.7", "Forwarded": "for=203.0.113.7"}
    answer = await client.get("/", headers=claims)
    assert "X-Forwarded-For: 127.0.0.1" in answer.text
    assert "203.0.113.7" not in answer.text


async def test_what_is_for_operators_is_not_public(
    origin: tuple[httpx.AsyncClient, Upstreams],
) -> None:
    """Health and metrics answer on each service's own port only."""
    client, _ = origin
    for path in ("/metrics", "/health/ready", "/health/live", "/reporting/metrics"):
        for spelled in (path, f"{path}/", f"{path}//", path.replace("e", "%65")):
            assert (await client.get(spelled)).status_code == 404, spelled


async def test_a_service_that_dies_while_answering_leaves_no_address_in_the_log(
    origin: tuple[httpx.AsyncClient, Upstreams], tmp_path: Path
) -> None:
    """Caddy warns of cut answers; which page was asked for, by whom, is not in the warning."""
    client, _ = origin
    headers = {"X-Csrf-Token": "secret-token", "User-Agent": "secret-token"}
    with pytest.raises(httpx.RemoteProtocolError):
        await client.get("/m/cut/secret-token?email=secret-token", headers=headers)
    log = (tmp_path / "caddy.log").read_text()
    assert "incomplete response" in log
    assert "secret-token" not in log
    assert "remote_ip" not in log


async def test_streams_are_passed_on_at_once_and_end_with_the_reader(
    origin: tuple[httpx.AsyncClient, Upstreams],
) -> None:
    """Live figures arrive when they are sent; a closed page leaves no stream behind."""
    client, upstreams = origin
    async with client.stream("GET", "/reporting/stream") as answer:
        assert "content-encoding" not in answer.headers
        lines = answer.aiter_lines()
        assert await asyncio.wait_for(anext(lines), 5) == "data: 1"
        upstreams.send.set()
        assert await asyncio.wait_for(anext(lines), 5) == ""
        assert await asyncio.wait_for(anext(lines), 5) == "data: 2"
    await asyncio.wait_for(upstreams.left.wait(), 5)


async def test_a_service_that_is_away_is_said_to_be_away(tmp_path: Path) -> None:
    """503 with Retry-After and problem details, within 5 seconds."""
    ports = Ports(free_port_base())
    caddy = Caddy(tmp_path, ports, tmp_path / "caddy.log")
    await caddy.start()
    try:
        async with httpx.AsyncClient() as client:
            answer = await client.get(f"http://localhost:{ports['origin']}/", timeout=5)
    finally:
        await caddy.stop()
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 503
