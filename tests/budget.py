"""Seconds per test directory, printed at the end; an overrun fails the run."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

BUDGETS_SECONDS = {
    "tests/shared/database": 6,
    "tests/shared/messaging": 45,
    "tests/shared/contracts": 3,
    "tests/shared/web": 18,
    "tests/shared/access": 3,
    "tests/shared": 10,
    "tests/services/registration": 40,
    "tests/services/notifications": 14,
    "tests/services/reporting": 40,
    "tests/local": 35,
    "tests/cli": 3,
    "tests/docs": 8,
    "tests/fuzz": 14,
    "tests/journeys": 32,
    "tests/faults": 55,
    "tests/browser": 65,
}
"""One budget per directory (the longest match counts), set-up included: seconds on a quiet machine
with 2 cores."""
TOTAL_SECONDS = 360
NOISE = 1.5
"""How much longer a busy machine may take before the run fails; an overrun is always printed."""
OTHERS = "elsewhere"
OTHERS_SECONDS = 5

_spent: defaultdict[str, float] = defaultdict(float)


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
    if session.exitstatus == 0 and _overrun(NOISE):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was spent."""
    if not _spent:
        return
    terminalreporter.section("seconds per directory (budget)")
    for directory, seconds in sorted(_spent.items()):
        terminalreporter.write_line(f"{seconds:7.1f} ({_budget(directory):3d}) {directory}")
    terminalreporter.write_line(f"{sum(_spent.values()):7.1f} ({TOTAL_SECONDS:3d}) total")
    for line in _overrun():
        terminalreporter.write_line(line, red=True)


def _budget(directory: str) -> int:
    return BUDGETS_SECONDS.get(directory, OTHERS_SECONDS)


def _overrun(noise: float = 1.0) -> list[str]:
    over = [
        f"over budget: {directory} took {seconds:.1f} s of {_budget(directory)} s"
        for directory, seconds in sorted(_spent.items())
        if seconds > _budget(directory) * noise
    ]
    total = sum(_spent.values())
    if total > TOTAL_SECONDS * noise:
        over.append(f"over budget: all together took {total:.1f} s of {TOTAL_SECONDS} s")
    return over
