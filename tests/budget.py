"""Seconds per test directory and for the whole run, printed at the end; an overrun fails the run.

Tests run in two processes side by side (`make test`), so the directories add up to about twice the
time on the clock; only the whole run is measured by the clock. Long runs (AUFTAKT_LONG=1) have no
budget.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from pathlib import Path

import pytest

BUDGETS_SECONDS = {
    "tests/shared/database": 2,
    "tests/shared/messaging": 60,
    "tests/shared/contracts": 2,
    "tests/shared/web": 18,
    "tests/shared/access": 1,
    "tests/shared": 8,
    "tests/services/registration": 136,
    "tests/services/notifications": 19,
    "tests/services/reporting": 36,
    "tests/access": 20,
    "tests/local": 62,
    "tests/cli": 2,
    "tests/docs": 9,
    "tests/fuzz": 20,
    "tests/journeys": 45,
    "tests/faults": 86,
    "tests/browser": 190,
}
"""One budget per directory (the longest match counts), set-up included: seconds on a quiet machine
with 2 cores, while another directory's tests run beside it."""
CLOCK_SECONDS = 360
NOISE = 1.5
"""How much longer a busy machine may take before the run fails; an overrun is always printed."""
OTHERS = "elsewhere"
OTHERS_SECONDS = 9

_spent: defaultdict[str, float] = defaultdict(float)
_started = time.monotonic()


def directory_of(path: str) -> str:
    """The budgeted directory a test file belongs to."""
    folder = Path(path).parent
    for candidate in (folder, *folder.parents):
        if str(candidate) in BUDGETS_SECONDS:
            return str(candidate)
    return OTHERS


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up set-up, call and tear-down."""
    _spent[directory_of(report.nodeid.split("::")[0])] += report.duration


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that took longer than its budgets allow."""
    is_one_of_two = hasattr(session.config, "workerinput")
    if not is_one_of_two and session.exitstatus == 0 and _overrun(NOISE):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was spent."""
    if not _spent:
        return
    terminalreporter.section("seconds per directory (budget)")
    for directory, seconds in sorted(_spent.items()):
        terminalreporter.write_line(f"{seconds:7.1f} ({_budget(directory):3d}) {directory}")
    terminalreporter.write_line(f"{sum(_spent.values()):7.1f}       all together")
    terminalreporter.write_line(f"{_clock():7.1f} ({CLOCK_SECONDS:3d}) by the clock")
    for line in _overrun():
        terminalreporter.write_line(line, red=True)


def _budget(directory: str) -> int:
    return BUDGETS_SECONDS.get(directory, OTHERS_SECONDS)


def _overrun(noise: float = 1.0) -> list[str]:
    if os.environ.get("AUFTAKT_LONG"):
        return []
    over = [
        f"over budget: {directory} took {seconds:.1f} s of {_budget(directory)} s"
        for directory, seconds in sorted(_spent.items())
        if seconds > _budget(directory) * noise
    ]
    if _clock() > CLOCK_SECONDS * noise:
        over.append(f"over budget: by the clock {_clock():.1f} s of {CLOCK_SECONDS} s")
    return over


def _clock() -> float:
    return time.monotonic() - _started
