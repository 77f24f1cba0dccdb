"""A whole stack for tests: real servers, real services, started as a newcomer would."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from scenarios.ready import Ready, read_ready

START_SECONDS = 90.0
STOP_SECONDS = 20.0
PORTS_OF_A_STACK = 14


class Stack:
    """A running `auftakt up`, and how to be unkind to its parts."""

    def __init__(self, home: Path, process: subprocess.Popen[bytes], ready_file: Path) -> None:
        self.home = home
        self.process = process
        self.ready_file = ready_file

    @property
    def ready(self) -> Ready:
        """Where everything answers, as of now (pids change with each restart)."""
        return read_ready(self.ready_file)

    def kill(self, part: str) -> int:
        """SIGKILL one part by its name in the ready file; returns the pid it had."""
        pid = self.ready.pids[part]
        os.kill(pid, signal.SIGKILL)
        return pid

    def wait_restarted(self, part: str, old_pid: int, seconds: float = 60.0) -> None:
        """Wait until the supervisor reports a new process for a part."""
        self._wait(lambda: self.ready.pids.get(part) != old_pid, seconds, f"{part} restarted")

    def _wait(self, done: Callable[[], bool], seconds: float, what: str) -> None:
        end = time.monotonic() + seconds
        while not done():
            if self.process.poll() is not None:
                raise AssertionError(f"the stack ended while waiting: {what}\n{self.output()}")
            if time.monotonic() > end:
                raise AssertionError(f"not within {seconds:g} s: {what}\n{self.output()}")
            time.sleep(0.05)

    def wait_ready(self) -> None:
        """Wait for the ready file."""
        self._wait(self.ready_file.exists, START_SECONDS, "ready file")

    def output(self, characters: int = 4_000) -> str:
        """The end of what the stack printed."""
        return (self.home / "up.log").read_text(errors="replace")[-characters:]

    def stop(self) -> None:
        """End in order, as Ctrl-C does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.wait(STOP_SECONDS)


def free_port_base() -> int:
    """A base whose ports are all free at the moment, below the ephemeral range."""
    for base in range(21_000 + os.getpid() % 400 * 20, 32_000, 20):
        if all(_free(base + offset) for offset in range(PORTS_OF_A_STACK)):
            return base
    raise AssertionError("no free block of ports between 21000 and 32000")


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


@contextmanager
def running_stack(home: Path, *options: str) -> Iterator[Stack]:
    """Start a stack in `home` without demo data and without public limits; stop it at the end."""
    home.mkdir(parents=True, exist_ok=True)
    ready_file = home / "ready.json"
    command = [
        str(Path(sys.executable).with_name("auftakt")),
        *("up", "--home", str(home / "data"), "--port-base", str(free_port_base())),
        *("--no-demo", "--no-limits", "--ready-file", str(ready_file), *options),
    ]
    with (home / "up.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    stack = Stack(home, process, ready_file)
    try:
        stack.wait_ready()
        yield stack
    finally:
        stack.stop()
