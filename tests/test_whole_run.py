"""What holds for the run of all tests: bounded in time, nothing skipped, the same for everybody."""

from __future__ import annotations

import re
import time
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests import budget

ROOT = Path(__file__).parent.parent
AVOIDING = re.compile(
    r"pytest\.(skip|importorskip|xfail)\b|pytest\.mark\.(skip|xfail)|unittest\.skip"
)
MINUTES_MAX = 6


def exit_status(spent: dict[str, float], *, seconds: float = 0, is_one_of_two: bool = False) -> int:
    """The exit status of a run that spent this by directory, and so many seconds by the clock."""
    config = SimpleNamespace(**({"workerinput": {}} if is_one_of_two else {}))
    session: Any = SimpleNamespace(config=config, exitstatus=0)
    with pytest.MonkeyPatch.context() as patch:  # this very run is measured by the same module
        patch.setattr(budget, "_spent", spent)
        patch.setattr(budget, "_started", time.monotonic() - seconds)
        budget.pytest_sessionfinish(session)
    return int(session.exitstatus)


def test_a_run_that_takes_too_long_fails() -> None:
    """`make test` takes six minutes by the clock, on a quiet machine; then it fails."""
    assert budget.CLOCK_SECONDS <= MINUTES_MAX * 60
    too_long = budget.CLOCK_SECONDS * budget.NOISE + 1
    assert exit_status({}, seconds=budget.CLOCK_SECONDS) == 0
    assert exit_status({}, seconds=too_long) == pytest.ExitCode.TESTS_FAILED
    assert exit_status({}, seconds=too_long, is_one_of_two=True) == 0, "only the whole counts"


def test_a_directory_that_takes_too_long_fails_the_run() -> None:
    """Who makes one corner slow learns it, although the whole still fits."""
    allowed = budget.BUDGETS_SECONDS["tests/cli"]
    assert exit_status({"tests/cli": allowed}) == 0
    too_long = {"tests/cli": allowed * budget.NOISE + 1}
    assert exit_status(too_long) == pytest.ExitCode.TESTS_FAILED


def test_two_processes_can_keep_all_budgets_within_the_clock() -> None:
    """Otherwise each corner could keep its budget while the whole run doesn't."""
    assert sum(budget.BUDGETS_SECONDS.values()) <= 2 * budget.CLOCK_SECONDS


def test_every_folder_of_tests_has_a_budget() -> None:
    """Nobody's time is unaccounted for."""
    folders = {path.parent.relative_to(ROOT) for path in (ROOT / "tests").rglob("test_*.py")}
    without = {f for f in folders if budget.directory_of(str(f / "test_x.py")) == budget.OTHERS}
    assert without <= {Path("tests"), Path("tests/architecture"), Path("tests/services")}


def test_nothing_is_skipped() -> None:
    """A missing server fails the tests; no test looks the other way."""
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in (ROOT / "tests").rglob("*.py")
        if path != Path(__file__)
        for line in path.read_text(encoding="utf-8").splitlines()
        if AVOIDING.search(line)
    ]
    assert found == []


def test_without_a_browser_only_what_needs_one_is_left_out() -> None:
    """The Makefile names every file of tests that starts Chromium."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    [named] = re.findall(r"^SEEN_BY_A_BROWSER = (.+)$", makefile, re.MULTILINE)
    left_out = [ROOT / name for name in named.split()]
    for path in (ROOT / "tests").rglob("test_*.py"):
        if re.search(r"\bbrowser: Browser\b|\bchromium\(\)", path.read_text(encoding="utf-8")):
            assert any(path.is_relative_to(each) for each in left_out), path


def test_continuous_integration_runs_what_the_readme_says() -> None:
    """One command for everybody."""
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert script[-2:] == ["make check", "make test"]
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
    assert "\nmake test " in (ROOT / "README.md").read_text(encoding="utf-8")


def test_what_others_made_comes_with_its_licence() -> None:
    """Apache-2.0 for ours; each vendored thing is named and has its licence beside it."""
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] == "Apache-2.0"
    for vendor in (ROOT / "shared" / "web" / "static" / "vendor", ROOT / "tests" / "vendor"):
        named = (vendor / "THIRD_PARTY.md").read_text(encoding="utf-8")
        for thing in (path for path in vendor.iterdir() if path.is_dir()):
            assert thing.name in named
            assert any(re.match(r"(?i)(licen[cs]e|ofl|copying)", f.name) for f in thing.iterdir())
    assert (ROOT / "shared" / "typesetting" / "fonts" / "OFL.txt").is_file()
