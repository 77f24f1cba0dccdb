"""`auftakt reset` deletes a home, and only a home."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.__main__ import main
from local.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home in which a stack once ran."""
    home = Home(tmp_path / "home")
    home.make()
    home.secrets.write_text("{}")
    with home.locked():
        pass
    return home


def reset(folder: Path, answer: str = "y\n", *options: str) -> Result:
    """Run the command with an answer to its question."""
    return CliRunner().invoke(main, ["reset", "--home", str(folder), *options], input=answer)


def test_after_yes_everything_is_gone(home: Home) -> None:
    """Data, mails, logs, secrets."""
    assert reset(home.folder).exit_code == 0
    assert {path.name for path in home.folder.iterdir()} == {"lock"}


def test_after_no_everything_is_there(home: Home) -> None:
    """It asks first."""
    assert reset(home.folder, "n\n").exit_code == 1
    assert home.secrets.exists()


def test_a_running_stack_keeps_its_data(home: Home) -> None:
    """Deleting under a running server would lose acknowledged registrations."""
    with home.locked():
        refused = reset(home.folder)
    assert refused.exit_code == 1
    assert "already running" in refused.output
    assert home.secrets.exists()


def test_a_folder_that_is_no_home_is_left_alone(tmp_path: Path) -> None:
    """A mistyped --home deletes nothing."""
    (tmp_path / "letter.txt").write_text("dear")
    refused = reset(tmp_path, "", "--yes")
    assert refused.exit_code == 1
    assert (tmp_path / "letter.txt").exists()
