"""One process of a service: web server, relay, consumers and workers, which live and end together.

`python -m services.registration [all|api|relay|consumers|workers]`
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import uvicorn
import uvloop

from shared.log import configure, log
from shared.messaging.consumer import Consumer
from shared.messaging.relay import Relay
from shared.worker import Worker, run_worker

ROLES = ("api", "relay", "consumers", "workers")
GRACEFUL_SECONDS = 3
TASKS_SECONDS = 4.0
CLOSE_SECONDS = 1.0
GC_ALLOCATIONS = 20_000


async def _nothing() -> None:
    return None


@dataclass
class Service:
    """What a service is made of; `app` is any ASGI application, `close` lets go of pools."""

    name: str
    app: Any
    host: str
    port: int
    relay: Relay | None = None
    consumers: list[Consumer] = field(default_factory=list)
    workers: list[Worker] = field(default_factory=list)
    close: Callable[[], Awaitable[None]] = _nothing


class _Server(uvicorn.Server):
    """uvicorn without signal handlers: the process ends as a whole."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone."""
        yield


def run(build: Callable[[], Awaitable[Service]], roles: Sequence[str], *, name: str = "") -> int:
    """Run the given roles (none or `all`: every one) until SIGTERM or SIGINT; the exit status.

    0 after an orderly end, 1 when a part ended by itself: the supervisor starts anew. 2 for an
    unknown role.
    """
    configure(name or "auftakt")
    wanted = set(ROLES) if not roles or "all" in roles else set(roles)
    if wanted - set(ROLES):
        log.error("unknown role", roles=sorted(wanted - set(ROLES)), known=[*ROLES, "all"])
        return 2
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_run(build, wanted))


async def _run(build: Callable[[], Awaitable[Service]], roles: set[str]) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    started = time.monotonic()
    service = await build()
    _settle_garbage_collection()
    configure(service.name)
    log.info("starting", roles=sorted(roles), build_ms=round((time.monotonic() - started) * 1000))
    server = _server(service) if "api" in roles else None
    tasks = _tasks(service, roles)
    if server is not None:
        tasks.append(asyncio.create_task(server.serve(), name="api"))
    waiter = asyncio.create_task(stop.wait(), name="stop")
    await asyncio.wait([waiter, *tasks], return_when=asyncio.FIRST_COMPLETED)
    failed = not stop.is_set()
    if failed:
        _say_what_ended(tasks)
    waiter.cancel()
    await _end(server, tasks)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(CLOSE_SECONDS):
            await service.close()
    log.info("ended", status=int(failed))
    return int(failed)


def _settle_garbage_collection() -> None:
    """What lives as long as the process is not looked at again; the rest less often.

    A batch of requests makes thousands of short-lived objects: with the default threshold the
    collector would run in the middle of it and find nothing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_ALLOCATIONS, *gc.get_threshold()[1:])


def _server(service: Service) -> _Server:
    return _Server(
        uvicorn.Config(
            service.app,
            host=service.host,
            port=service.port,
            http="httptools",
            loop="none",
            lifespan="on",
            access_log=False,
            log_config=None,
            server_header=False,
            date_header=True,
            proxy_headers=False,
            timeout_graceful_shutdown=GRACEFUL_SECONDS,
            backlog=4096,
        )
    )


def _tasks(service: Service, roles: set[str]) -> list[asyncio.Task[None]]:
    tasks: list[asyncio.Task[None]] = []
    if "relay" in roles and service.relay is not None:
        tasks.append(asyncio.create_task(service.relay.run(), name="relay"))
    if "consumers" in roles:
        tasks += [
            asyncio.create_task(consumer.run(), name=consumer.subscription.group)
            for consumer in service.consumers
        ]
    if "workers" in roles:
        tasks += [
            asyncio.create_task(run_worker(worker, service.name), name=worker.name)
            for worker in service.workers
        ]
    return tasks


def _say_what_ended(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        if task.done():
            error = None if task.cancelled() else task.exception()
            log.error("a part of the process ended", part=task.get_name(), exc_info=error)


async def _end(server: _Server | None, tasks: Sequence[asyncio.Task[None]]) -> None:
    """The server drains while the others end; whoever takes too long is left behind."""
    if server is not None:
        server.should_exit = True
    for task in tasks:
        if task.get_name() != "api":
            task.cancel()
    _, late = await asyncio.wait(tasks, timeout=TASKS_SECONDS)
    for task in late:
        log.warning("a part didn't end in time", part=task.get_name())
        task.cancel()
