"""One process: ends in order when asked, ends at all when a part of it ends."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

import httpx
import pytest

from local.ports import free_ports

PROGRAM = """
import asyncio, sys
from shared.process import Service, run
from shared.worker import Worker

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    stays = scope["path"] == "/stream"
    await send({"type": "http.response.body", "body": b"here", "more_body": stays})
    if stays:
        await asyncio.sleep(600)

class Ends:
    class subscription:
        group = "test.group"
    async def run(self):
        raise RuntimeError("stuck")

async def close():
    print("closed", flush=True)

async def build():
    consumers = [Ends()] if sys.argv[2] == "crash" else []
    return Service("test", app, "127.0.0.1", int(sys.argv[1]), None, consumers,
                   [Worker("w", lambda: asyncio.sleep(0, 0), 0.1)], close)

sys.exit(run(build, []))
"""


async def _start(folder: Path, port: int, mode: str) -> asyncio.subprocess.Process:
    program = folder / "program.py"
    program.write_text(PROGRAM)
    return await asyncio.create_subprocess_exec(
        sys.executable, str(program), str(port), mode, stdout=asyncio.subprocess.PIPE
    )


async def test_sigterm_ends_all_in_order_within_five_seconds_also_with_an_open_stream(
    tmp_path: Path,
) -> None:
    """Protects: an orderly stop; an open live page doesn't hold the process up."""
    port = free_ports(1)[0]
    process = await _start(tmp_path, port, "fine")
    url = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(transport=httpx.AsyncHTTPTransport(retries=20)) as client:
        async with asyncio.timeout(20):
            while True:
                try:
                    assert (await client.get(url)).text == "here"
                    break
                except httpx.TransportError:
                    await asyncio.sleep(0.1)
        async with client.stream("GET", f"{url}/stream") as stream:
            assert stream.status_code == 200
            process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(5):
                output, _ = await process.communicate()
    assert process.returncode == 0
    assert b"closed" in output


async def test_a_part_that_ends_by_itself_ends_the_process_with_1_and_says_so(
    tmp_path: Path,
) -> None:
    """Protects: nothing hangs half alive; the supervisor restarts the whole."""
    process = await _start(tmp_path, free_ports(1)[0], "crash")
    async with asyncio.timeout(20):
        output, _ = await process.communicate()
    assert process.returncode == 1
    assert b"a part of the process ended" in output
    assert b"test.group" in output


@pytest.mark.parametrize("role", ["everything", "API"])
async def test_an_unknown_role_is_refused(role: str) -> None:
    """Protects: a typing mistake in a deployment is seen at once."""
    program = "import sys; from shared.process import run; sys.exit(run(None, sys.argv[1:]))"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, role, stdout=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(20):
        output, _ = await process.communicate()
    assert process.returncode == 2
    assert b"unknown role" in output
