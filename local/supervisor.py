"""Starts the stack in order, keeps it running, ends it in order.

Start: PostgreSQL, Kafka, the mail sink and Caddy side by side; schema and topics as soon as their
server answers; then the three services side by side. A child that ends is started again after a
back-off, and said so; the ready file is written again with the new process ids.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from local import jars
from local.caddy import Caddy
from local.home import Home
from local.kafka import ADMIN, Kafka
from local.mail_sink import MailSink
from local.ports import Ports
from local.postgres import Postgres
from local.process import Process, ProcessFailed
from local.secrets import Secrets, write_private
from local.services import (
    FIRST_ADMIN_EMAIL,
    SERVICES,
    Service,
    dsn,
    environment,
    http_status,
    origin,
)

BACK_OFF_FIRST_SECONDS = 0.1
BACK_OFF_MAX_SECONDS = 5.0
HEALTHY_SECONDS = 20.0
TOKEN_PROBE = "/api/v1/organisations"  # noqa: S105 - a path
NO_EVENT = "00000000-0000-4000-8000-000000000000"
REPLICA_PROBES = (
    ("reporting", f"/reporting/api/v1/events/{NO_EVENT}/attendance"),
    ("notifications", f"/notifications/api/v1/deliveries?event_id={NO_EVENT}"),
)
REPLICA_SECONDS = 15.0
REPLICA_POLL_SECONDS = 0.05

Say = Callable[[str], None]


class Server(Protocol):
    """A part of the stack that is a process."""

    process: Process

    async def start(self) -> None:
        """Start, and return when it answers."""

    async def stop(self) -> None:
        """Ask it to end; return when it is gone."""


@dataclass(frozen=True, slots=True)
class Options:
    """What `auftakt up` was asked for."""

    home: Path
    port_base: int
    limits: bool = True
    services: bool = True
    ready_file: Path | None = None


@dataclass
class Supervisor:
    """One running stack."""

    options: Options
    say: Say
    when_ready: Callable[[], Coroutine[Any, Any, None]] | None = None
    first_start: bool = field(default=False, init=False)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    def __post_init__(self) -> None:
        self.home = Home(self.options.home.absolute())
        self.ports = Ports(self.options.port_base)

    async def run(self) -> None:
        """Start everything, stay until SIGINT or SIGTERM, end everything.

        Raises HomeInUseError, PortTakenError, JarsError, ProcessFailed; nothing is left running.
        """
        with self.home.locked():
            self.ports.require_free()
            self._drop_ready_files()
            self._build()
            with self._signals():
                try:
                    await self._until_stopped(self._start())
                    await self._until_stopped(self._keep_all())
                finally:
                    await self._stop()

    def stop(self) -> None:
        """Begin the orderly end; a second call ends without order."""
        if self._stopping.is_set():
            for server in self._servers.values():
                server.process.signal(signal.SIGKILL)
        self._stopping.set()

    @property
    def pids(self) -> dict[str, int]:
        """Process ids of the parts, as in the ready file."""
        return {name: server.process.pid for name, server in self._servers.items()}

    def _build(self) -> None:
        self.home.make()
        self.first_start = not self.home.secrets.exists()
        if self.first_start and (self.home.folder / "postgres" / "data").exists():
            raise ProcessFailed(
                f"{self.home.folder} has data but no {self.home.secrets.name}, so nobody can open "
                "it. Put the file back, or delete all with `auftakt reset`."
            )
        self.secrets = secrets = Secrets(self.home.secrets)
        folder = self.home.folder
        self.postgres = Postgres(
            folder / "postgres", self.ports["postgres"], secrets.password("postgres.superuser")
        )
        self.kafka = Kafka(
            folder / "kafka",
            self.ports["kafka"],
            self.ports["kafka_controller"],
            secrets.password("kafka.admin"),
            {service: secrets.password(f"kafka.{service}") for service in SERVICES},
        )
        self.caddy = Caddy(folder / "caddy", self.ports, self.home.log("caddy"))
        self.mail_sink = MailSink(self.home.mail, self.ports["smtp"])
        wanted = SERVICES if self.options.services else ()
        self.services = {name: self._service(name) for name in wanted}
        self._servers: dict[str, Server] = {
            **self.services,
            "postgres": self.postgres,
            "kafka": self.kafka,
            "caddy": self.caddy,
        }

    def _service(self, name: str) -> Service:
        settings = environment(name, self.ports, self.secrets, limits=self.options.limits)
        return Service(name, self.ports[name], settings, self.home.log(name))

    async def _start(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self.mail_sink.start())
            group.create_task(self._step("Caddy", self.caddy.start()))
            group.create_task(self._start_database())
            group.create_task(self._start_messaging())
        async with asyncio.TaskGroup() as group:
            for name, service in self.services.items():
                group.create_task(self._step(name, service.start()))
        if self.services:
            await self._issue_admin_token()
            await asyncio.gather(*(self._until_token_known(*probe) for probe in REPLICA_PROBES))
        self._write_ready()

    async def _until_token_known(self, service: str, path: str) -> None:
        """The token travels to the other services through Kafka: ready means they know it, too."""
        headers = {"Authorization": f"Bearer {self.secrets.get('admin_token')}"}
        try:
            async with asyncio.timeout(REPLICA_SECONDS):
                while await http_status(self.ports[service], path, headers) in {0, 401}:  # noqa: ASYNC110 - another process
                    await asyncio.sleep(REPLICA_POLL_SECONDS)
        except TimeoutError:
            raise ProcessFailed(
                f"{service} doesn't learn from Kafka who may do what; see its log"
            ) from None

    async def _start_database(self) -> None:
        await self._step("PostgreSQL", self.postgres.start())
        await self.postgres.create_databases(
            {
                service: (
                    self.secrets.password(f"postgres.{service}_owner"),
                    self.secrets.password(f"postgres.{service}"),
                )
                for service in SERVICES
            }
        )
        await self._step("schema", self._migrate())

    async def _migrate(self) -> None:
        from shared.database.migrate import MigrationFailed, migrate

        owners = {name: dsn(name, self.ports, self.secrets, owner=True) for name in SERVICES}
        try:
            await asyncio.gather(
                *(asyncio.to_thread(migrate, name, address) for name, address in owners.items())
            )
        except MigrationFailed as failed:
            raise ProcessFailed(f"the schema can't be brought up to date: {failed}") from failed

    async def _start_messaging(self) -> None:
        await self._step("Kafka", self.kafka.start())
        wanted = provisioning_digest()
        stamp = self.home.folder / "kafka" / "provisioned"
        if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
            return
        await self._step("topics and rights", self._provision())
        stamp.write_text(wanted, encoding="utf-8")

    async def _provision(self) -> None:
        process = Process(
            "provisioning",
            [sys.executable, "-m", "shared.messaging.provisioning"],
            log=self.home.log("provisioning"),
            env={
                "AUFTAKT_KAFKA_BOOTSTRAP": self.kafka.bootstrap,
                "AUFTAKT_KAFKA_USERNAME": ADMIN,
                "AUFTAKT_KAFKA_PASSWORD": self.secrets.password("kafka.admin"),
            },
        )
        await process.run()

    async def _step(self, what: str, work: Awaitable[None]) -> None:
        began = time.monotonic()
        await work
        now = time.monotonic()
        self.say(f"  {what:<18} ready after {now - began:4.1f} s")

    async def _issue_admin_token(self) -> None:
        """A token of the first administrator for the ready file; the kept one while it works."""
        token = self.secrets.get("admin_token")
        if token is not None:
            headers = {"Authorization": f"Bearer {token}"}
            if await http_status(self.ports["registration"], TOKEN_PROBE, headers) == 200:
                return
        issued = await issue_token(
            dsn("registration", self.ports, self.secrets),
            FIRST_ADMIN_EMAIL,
            "administrator",
            label="auftakt up",
        )
        self.secrets.keep("admin_token", issued)

    async def _keep_all(self) -> None:
        async with asyncio.TaskGroup() as group:
            for name, server in self._servers.items():
                group.create_task(self._keep(name, server))
            if self.when_ready is not None:
                group.create_task(self.when_ready())

    async def _keep(self, name: str, server: Server) -> None:
        """Start a part again whenever it ends."""
        delay = BACK_OFF_FIRST_SECONDS
        while True:
            began = time.monotonic()
            status = await server.process.wait()
            if time.monotonic() - began > HEALTHY_SECONDS:
                delay = BACK_OFF_FIRST_SECONDS
            self.say(f"{name} ended ({_reason(status)}); starting it again in {delay:g} s")
            await asyncio.sleep(delay)
            delay = min(delay * 2, BACK_OFF_MAX_SECONDS)
            try:
                await server.start()
            except ProcessFailed as failed:
                self.say(str(failed))
                await server.process.kill()
                continue
            self.say(f"{name} answers again (process {server.process.pid})")
            self._write_ready()

    async def _stop(self) -> None:
        """End in the order of the data's way: origin, services, then what they stand on."""
        self._drop_ready_files()
        self.say("Stopping …")
        await self._stop_together(self.caddy)
        await self._stop_together(*self.services.values())
        await self._stop_together(self.kafka, self.postgres)
        await self.mail_sink.stop()
        self.say("Stopped; nothing is left running.")

    async def _stop_together(self, *servers: Server) -> None:
        await asyncio.gather(*(server.stop() for server in servers))

    async def _until_stopped(self, work: Awaitable[None]) -> None:
        """Do `work` unless a signal comes first; raises what the work raises."""
        if self._stopping.is_set():
            return
        task = asyncio.ensure_future(work)
        stop = asyncio.ensure_future(self._stopping.wait())
        await asyncio.wait((task, stop), return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if task.done():
            task.result()
            return
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self.stop)
        try:
            yield
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                loop.remove_signal_handler(number)

    def _write_ready(self) -> None:
        text = json.dumps(
            {
                "url": origin(self.ports),
                **{name: f"http://127.0.0.1:{self.ports[name]}" for name in SERVICES},
                "kafka": self.kafka.bootstrap,
                "postgres": {name: dsn(name, self.ports, self.secrets) for name in SERVICES},
                "mail_dir": str(self.home.mail),
                "admin_token": self.secrets.get("admin_token") or "",
                "pids": self.pids,
            },
            indent=1,
        )
        for path in self._ready_files():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_private(path, text)

    def _drop_ready_files(self) -> None:
        for path in self._ready_files():
            path.unlink(missing_ok=True)

    def _ready_files(self) -> list[Path]:
        given = self.options.ready_file
        return [self.home.ready_file, *([given.absolute()] if given else [])]


def provisioning_digest() -> str:
    """Changes whenever topics or rights could: then they are applied again."""
    root = Path(__file__).resolve().parent.parent / "shared"
    files = [*sorted((root / "contracts").glob("*.py")), root / "messaging" / "provisioning.py"]
    digest = hashlib.sha256(jars.lock_digest().encode())
    for path in files:
        if path.exists():
            digest.update(path.read_bytes())
    return digest.hexdigest()


async def issue_token(
    address: str, email: str, role: str, organisation_id: str | None = None, label: str = ""
) -> str:
    """A bearer token for the staff member with this address; made when there is none."""
    from uuid import UUID

    import asyncpg

    from services.registration.access import administration

    pool = await asyncpg.create_pool(address, min_size=1, max_size=1)
    try:
        organisation = UUID(organisation_id) if organisation_id else None
        now = datetime.now(UTC)
        return await administration.issue_token(pool, email, role, organisation, now, label=label)
    finally:
        await pool.close()


def _reason(status: int) -> str:
    """How a process ended, for people."""
    if status < 0:
        return signal.Signals(-status).name
    return f"status {status}"
