"""Children: watched, stopped, and never left behind."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from local.process import Process, ProcessFailed, until_ready

SUPERVISOR = """
import sys, time
from pathlib import Path
from local.process import Process
child = Process("child", ["sleep", "600"], log=Path(sys.argv[1]))
child.spawn()
print(child.pid, flush=True)
time.sleep(600)
"""


async def gone(pid: int) -> None:
    """Wait for the end of a process that isn't our child."""
    try:
        fd = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    ended = asyncio.Event()
    asyncio.get_running_loop().add_reader(fd, ended.set)
    try:
        await asyncio.wait_for(ended.wait(), 10)
    finally:
        asyncio.get_running_loop().remove_reader(fd)
        os.close(fd)


async def test_a_child_dies_with_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    """Nothing is left running, even after SIGKILL."""
    command = [sys.executable, "-c", SUPERVISOR, str(tmp_path / "log")]
    parent = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = int(await parent.stdout.readline())
    parent.kill()
    await parent.wait()
    await gone(child)


async def test_a_child_that_ignores_the_stop_signal_is_killed(tmp_path: Path) -> None:
    """An orderly stop has a bound."""
    script = "trap '' TERM; echo up; while :; do sleep 0.1; done"
    child = Process("stubborn", ["sh", "-c", script], log=tmp_path / "log")
    child.spawn()

    async def up() -> bool:
        return "up" in child.last_lines()

    await until_ready(child, up, seconds=10)
    await child.stop(0.1)
    assert child.returncode == -signal.SIGKILL


async def test_a_child_that_fails_says_why(tmp_path: Path) -> None:
    """The error shows what the program wrote, not only its status."""
    child = Process("broken", ["sh", "-c", "echo no disk; exit 3"], log=tmp_path / "log")
    with pytest.raises(ProcessFailed, match=r"broken ended with status 3:\nno disk"):
        await child.run()


async def test_waiting_ends_when_the_child_does(tmp_path: Path) -> None:
    """A server that can't start is told at once, not after the time-out."""
    child = Process("brief", ["true"], log=tmp_path / "log")
    child.spawn()

    async def never() -> bool:
        return False

    with pytest.raises(ProcessFailed, match="ended with status 0"):
        await asyncio.wait_for(until_ready(child, never, seconds=60), 10)


async def test_logs_are_private(tmp_path: Path) -> None:
    """What a server writes is for the owner only."""
    child = Process("quiet", ["true"], log=tmp_path / "log")
    child.spawn()
    assert (tmp_path / "log").stat().st_mode & 0o777 == 0o600
    await child.kill()
