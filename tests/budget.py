"""Seconds per test directory, printed at the end; an overrun fails the run."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

BUDGETS_SECONDS = {
    "tests/shared/database": 20,
    "tests/shared/messaging": 75,
    "tests/shared/contracts": 10,
    "tests/shared/web": 15,
    "tests/shared/access": 10,
    "tests/shared": 15,
    "tests/services/registration": 60,
    "tests/services/notifications": 25,
    "tests/services/reporting": 45,
    "tests/local": 30,
    "tests/cli": 10,
    "tests/journeys": 40,
    "tests/faults": 85,
    "tests/browser": 45,
    "tests/docs": 20,
}
"""One budget per directory (the longest match counts), set-up included; together at most
TOTAL_SECONDS may pass."""
TOTAL_SECONDS = 360
OTHERS = "elsewhere"
OTHERS_SECONDS = 20

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
    if session.exitstatus == 0 and _overrun():
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


def _overrun() -> list[str]:
    over = [
        f"over budget: {directory} took {seconds:.1f} s of {_budget(directory)} s"
        for directory, seconds in sorted(_spent.items())
        if seconds > _budget(directory)
    ]
    total = sum(_spent.values())
    if total > TOTAL_SECONDS:
        over.append(f"over budget: all together took {total:.1f} s of {TOTAL_SECONDS} s")
    return over
