"""The supervisor over real servers: nothing lost, nothing left, nothing in anyone's way."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.local.processes import descendants, wait_gone
from tests.stack import Stack, free_port_base, running_stack

PARTS = ("postgres", "kafka", "caddy")
GONE_SECONDS = 15.0


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The servers of a stack, without the services."""
    with running_stack(tmp_path_factory.mktemp("stack"), "--without-services") as running:
        yield running


def auftakt_up(home: Path, port_base: int) -> subprocess.CompletedProcess[str]:
    """Start another stack and wait for its refusal."""
    program = str(Path(sys.executable).with_name("auftakt"))
    command = [program, "up", "--home", str(home), "--port-base", str(port_base)]
    return subprocess.run(
        [*command, "--without-services"], capture_output=True, text=True, timeout=30, check=False
    )


def base_of(servers: Stack) -> int:
    """The first port of a stack."""
    return int(servers.ready.url.rsplit(":", 1)[1])


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_ends_is_started_again_and_said_so(servers: Stack, part: str) -> None:
    """kill -9 of a server: a new process, a line that says so, a fresh ready file."""
    old = servers.kill(part)
    servers.wait_restarted(part, old)
    assert f"{part} ended (SIGKILL)" in servers.output()
    assert f"{part} answers again (process {servers.ready.pids[part]})" in servers.output()
    assert servers.ready_file.stat().st_mode & 0o777 == 0o600


def test_a_second_stack_runs_beside_the_first(servers: Stack, tmp_path: Path) -> None:
    """Own home, own ports, own cookies; ends without touching the first."""
    with running_stack(tmp_path, "--without-services") as second:
        assert base_of(second) != base_of(servers)
        assert not set(second.ready.pids.values()) & set(servers.ready.pids.values())
        theirs = descendants(second.process.pid)
    assert not wait_gone(theirs, GONE_SECONDS)
    assert all(Path(f"/proc/{pid}").exists() for pid in servers.ready.pids.values())


def test_ports_in_use_are_named(servers: Stack, tmp_path: Path) -> None:
    """A clash of ports is told in one sentence, not as a traceback of a server."""
    refused = auftakt_up(tmp_path, base_of(servers))
    assert refused.returncode == 1
    assert f"{base_of(servers) + 10} (postgres)" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_home_is_used_once_at_a_time(servers: Stack) -> None:
    """Two stacks on the same data would destroy it."""
    refused = auftakt_up(servers.home / "data", base_of(servers) + 20)
    assert refused.returncode == 1
    assert f"already running in {servers.home / 'data'}" in refused.stderr
    assert servers.ready.pids


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    """The server's own words instead of a traceback; the others are stopped again."""
    data = tmp_path / "kafka" / "data"
    data.mkdir(parents=True)
    data.joinpath("meta.properties").write_text("version=none\n")
    refused = auftakt_up(tmp_path, free_port_base())
    assert refused.returncode == 1
    assert "Error: kafka ended with status 1" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert "nothing is left running" in refused.stdout


def test_a_home_without_its_secrets_is_left_alone(tmp_path: Path) -> None:
    """New passwords would lock everyone out of the old data: say what is missing instead."""
    tmp_path.joinpath("postgres", "data").mkdir(parents=True)
    refused = auftakt_up(tmp_path, free_port_base())
    assert refused.returncode == 1
    assert "has data but no secrets.json" in refused.stderr
    assert not tmp_path.joinpath("secrets.json").exists()
