"""`auftakt doctor` finds what is wrong and says what to do."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.__main__ import main
from local import jars
from local.ports import Ports
from tests.stack import free_port_base


def doctor(home: Path, base: int) -> tuple[int, str]:
    """Status and output."""
    result = CliRunner().invoke(main, ["doctor", "--home", str(home), "--port-base", str(base)])
    return result.exit_code, result.output


def test_a_taken_port_is_found(tmp_path: Path) -> None:
    """Status 1, the port by number and purpose, and a way out."""
    ports = Ports(free_port_base())
    with socket.socket() as other:
        other.bind(("127.0.0.1", ports["smtp"]))
        other.listen()
        status, output = doctor(tmp_path, ports.base)
    assert status == 1
    assert f"taken: {ports['smtp']} (smtp)" in output
    assert "--port-base" in output


def test_a_changed_jar_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The jars are compared byte by byte with the lock."""
    monkeypatch.setattr(jars, "verified", lambda jar, _: jar.artifact != "kafka-clients")
    status, output = doctor(tmp_path, free_port_base())
    assert status == 1
    assert "missing or changed: kafka-clients; run `make setup`" in output
