"""Commands that need a running stack say so."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.__main__ import main
from local.home import Home


@pytest.mark.parametrize(
    "command", [["token"], ["demo"], ["dead-letters", "list"], ["rebuild", "reporting"]]
)
def test_a_ready_file_that_outlived_its_stack_is_not_believed(
    tmp_path: Path, command: list[str]
) -> None:
    """After kill -9 the file is still there: the lock decides, not the file."""
    home = Home(tmp_path)
    home.make()
    home.ready_file.write_text('{"url": "http://localhost:1"}')
    refused = CliRunner().invoke(main, [*command, "--home", str(tmp_path)])
    assert refused.exit_code == 1
    assert "no stack is running" in refused.output


def test_a_stack_that_is_still_starting_is_told_apart(tmp_path: Path) -> None:
    """The lock is held, the ready file not yet written."""
    home = Home(tmp_path)
    home.make()
    with home.locked():
        refused = CliRunner().invoke(main, ["token", "--home", str(tmp_path)])
    assert refused.exit_code == 1
    assert "still starting" in refused.output


def test_every_command_explains_itself() -> None:
    """`auftakt --help` lists all commands with one line each."""
    output = CliRunner().invoke(main, ["--help"]).output
    for name in ("up", "demo", "doctor", "reset", "mail", "dead-letters", "rebuild", "token"):
        assert name in output
        assert CliRunner().invoke(main, [name, "--help"]).exit_code == 0
