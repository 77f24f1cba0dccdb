"""One child process: spawned so that it dies with us, watched without a thread.

Every child gets a session of its own (Ctrl-C in the terminal reaches the supervisor only, which
then stops the children in order) and a parent-death signal (`prctl(2)`, PR_SET_PDEATHSIG), so that
nothing is left running even when the supervisor is killed with SIGKILL.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import pwd
import signal
import subprocess
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
LOG_MAX_BYTES = 8 * 1024 * 1024
STOP_SECONDS = 10.0
POLL_SECONDS = 0.05

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class User:
    """An unprivileged user that a child runs as when the supervisor is root."""

    uid: int
    gid: int

    @classmethod
    def unprivileged(cls) -> User | None:
        """`nobody` when we are root; None (stay who we are) otherwise."""
        if os.geteuid() != 0:
            return None
        try:
            entry = pwd.getpwnam("nobody")
        except KeyError:
            return cls(65534, 65534)
        return cls(entry.pw_uid, entry.pw_gid)


class ProcessFailed(Exception):  # noqa: N818 - reads as the sentence it is
    """A child ended, or never became ready; carries the last lines it wrote."""


@dataclass(slots=True)
class Process:
    """A child with its log file. `spawn` must be called from the main thread: the parent-death
    signal belongs to the thread that forked."""

    name: str
    argv: Sequence[str]
    log: Path
    env: Mapping[str, str] | None = None
    cwd: Path | None = None
    user: User | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGKILL
    _popen: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def pid(self) -> int:
        """The process id of the present run; 0 before the first."""
        return self._popen.pid if self._popen else 0

    @property
    def running(self) -> bool:
        """Whether it runs at this moment."""
        return self._popen is not None and self._popen.poll() is None

    @property
    def returncode(self) -> int | None:
        """Exit status of the last run, None while it runs or before it ran."""
        return self._popen.poll() if self._popen else None

    def spawn(self) -> None:
        """Start it and return at once."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        _rotate(self.log)
        self.log.touch(mode=0o600)
        with self.log.open("ab") as log:
            self._popen = subprocess.Popen(  # noqa: S603 - our own argv, no shell
                list(self.argv),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=None if self.env is None else dict(self.env),
                cwd=self.cwd,
                start_new_session=True,
                preexec_fn=_prepare(self.user, self.death_signal),  # noqa: PLW1509 - no threads fork
            )

    async def wait(self) -> int:
        """The exit status, once it has ended."""
        popen = self._popen
        if popen is None:
            raise ProcessFailed(f"{self.name} was never started")
        if popen.poll() is None:
            await _ended(popen.pid)
        return popen.wait()

    async def run(self) -> None:
        """Run to its end; raises ProcessFailed with its last lines unless it succeeded."""
        self.spawn()
        try:
            status = await self.wait()
        except BaseException:
            await self.kill()
            raise
        if status != 0:
            raise ProcessFailed(f"{self.name} ended with status {status}:\n{self.last_lines()}")

    async def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Ask it to end; after `seconds` make it end. Returns when it is gone."""
        if not self.running:
            return
        self.signal(self.stop_signal)
        try:
            await asyncio.wait_for(self.wait(), seconds)
        except TimeoutError:
            await self.kill()

    async def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        if self.running:
            self.signal(signal.SIGKILL)
            await self.wait()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal; nothing happens when it is already gone."""
        if self._popen is not None:
            self._popen.send_signal(number)

    def last_lines(self, count: int = 12) -> str:
        """The end of its log, for an error message."""
        try:
            text = self.log.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
        return "\n".join(text.splitlines()[-count:])


async def until_ready(
    process: Process, probe: Callable[[], Awaitable[bool]], *, seconds: float
) -> None:
    """Poll `probe` until it says yes; raises ProcessFailed when the process ends or time is up."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not await probe():
        if not process.running:
            raise ProcessFailed(
                f"{process.name} ended with status {process.returncode}:\n{process.last_lines()}"
            )
        if asyncio.get_running_loop().time() > deadline:
            raise ProcessFailed(
                f"{process.name} isn't ready after {seconds:g} s:\n{process.last_lines()}"
            )
        await asyncio.sleep(POLL_SECONDS)


async def accepts_tcp(port: int, host: str = "127.0.0.1") -> bool:
    """Whether something accepts connections there."""
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    return True


async def _ended(pid: int) -> None:
    """Wait for the end of a child through its pidfd."""
    loop = asyncio.get_running_loop()
    fd = os.pidfd_open(pid)
    done = asyncio.Event()
    loop.add_reader(fd, done.set)
    try:
        await done.wait()
    finally:
        loop.remove_reader(fd)
        os.close(fd)


def _prepare(user: User | None, death_signal: signal.Signals) -> Callable[[], None]:
    """What the forked child does before it becomes the program."""
    parent = os.getpid()

    def prepare() -> None:
        if user is not None:
            os.setgroups([])
            os.setgid(user.gid)
            os.setuid(user.uid)
        # After setuid, which would clear it.
        _libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return prepare


def _rotate(log: Path) -> None:
    """Keep one older log file, so that logs can't fill the disk."""
    if log.exists() and log.stat().st_size > LOG_MAX_BYTES:
        log.replace(log.with_suffix(".old.log"))
