"""The three services as child processes, each with its part of the settings and no more."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from local.ports import DEFAULT_BASE, Ports
from local.process import Process, until_ready
from local.secrets import Secrets

SERVICES = ("registration", "notifications", "reporting")
FIRST_ADMIN_EMAIL = "admin@auftakt.example"
READY_SECONDS = 60.0
PROBE_SECONDS = 2.0
STOP_SECONDS = 8.0
KEYS: Mapping[str, tuple[str, ...]] = {
    "registration": ("manage", "ticket", "sign_in", "lookup", "code"),
    "notifications": ("manage", "ticket", "sign_in", "code"),
    "reporting": (),
}


def instance(ports: Ports) -> str:
    """The name of a stack in its cookies: browsers share cookies between ports of a host."""
    return "auftakt" if ports.base == DEFAULT_BASE else f"auftakt_{ports.base}"


def origin(ports: Ports) -> str:
    """The address people use."""
    return f"http://localhost:{ports['origin']}"


def dsn(service: str, ports: Ports, secrets: Secrets, *, owner: bool = False) -> str:
    """The database of a service, as the service or as the owner of its tables."""
    role = f"{service}_owner" if owner else service
    password = secrets.password(f"postgres.{role}")
    return f"postgresql://{role}:{password}@127.0.0.1:{ports['postgres']}/{service}"


def environment(service: str, ports: Ports, secrets: Secrets, *, limits: bool) -> dict[str, str]:
    """The settings of a service, as its environment."""
    values = {
        "DATABASE_URL": dsn(service, ports, secrets),
        "KAFKA_BOOTSTRAP": f"127.0.0.1:{ports['kafka']}",
        "KAFKA_USERNAME": service,
        "KAFKA_PASSWORD": secrets.password(f"kafka.{service}"),
        "HOST": "127.0.0.1",
        "PORT": str(ports[service]),
        "BASE_URL": origin(ports),
        "INSTANCE": instance(ports),
        **_own(service, ports, limits=limits),
    }
    values |= {f"KEY_{key.upper()}": secrets.key(key) for key in KEYS[service]}
    return {f"AUFTAKT_{name}": value for name, value in values.items()}


def _own(service: str, ports: Ports, *, limits: bool) -> dict[str, str]:
    """What only this service needs."""
    if service == "registration":
        return {
            "LIMITS": "true" if limits else "false",
            "FIRST_ADMIN_EMAIL": FIRST_ADMIN_EMAIL,
            "OPERATOR_NAME": "Auftakt auf diesem Rechner",
            "OPERATOR_ADDRESS": "Musterstraße 1, 07743 Jena",
            "OPERATOR_EMAIL": "kontakt@auftakt.example",
            "OPERATOR_PHONE": "+49 3641 000000",
        }
    if service == "notifications":
        return {
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(ports["smtp"]),
            "MAIL_FROM": "Auftakt <post@auftakt.example>",
        }
    return {}


@dataclass
class Service:
    """One service with all its roles in one process."""

    name: str
    port: int
    settings: Mapping[str, str]
    log: Path
    process: Process = field(init=False)

    def __post_init__(self) -> None:
        inherited = ("PATH", "HOME", "LANG", "TZDIR", "SSL_CERT_FILE", "VIRTUAL_ENV")
        self.process = Process(
            self.name,
            [sys.executable, "-m", f"services.{self.name}", "all"],
            log=self.log,
            env={
                **{name: os.environ[name] for name in inherited if name in os.environ},
                "MALLOC_ARENA_MAX": "2",
                "PYTHONUNBUFFERED": "1",
                **self.settings,
            },
        )

    async def start(self) -> None:
        """Start, and return when it is ready to serve people."""
        self.process.spawn()
        await until_ready(self.process, self.answers, seconds=READY_SECONDS)

    async def stop(self) -> None:
        """Orderly end: requests in work are answered."""
        await self.process.stop(STOP_SECONDS)

    async def answers(self) -> bool:
        """Whether /health/ready says 200."""
        return await http_status(self.port, "/health/ready") == 200


async def http_status(port: int, path: str, headers: Mapping[str, str] | None = None) -> int:
    """The status of a GET on 127.0.0.1; 0 when nobody answers in time."""
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                lines = {"Host": f"localhost:{port}", "Connection": "close", **(headers or {})}
                head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
                writer.write(f"GET {path} HTTP/1.1\r\n{head}\r\n".encode())
                status_line = await reader.readline()
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return 0
    parts = status_line.split()
    return int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 0
