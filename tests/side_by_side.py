"""How the tests are shared between the two processes of `make test`.

A file's tests stay together. All that needs the shared stack runs in one process, all that kills
parts of a stack in one, all that needs a broker alone in one: servers take seconds to start, and
cost time as long as they run. The longest come first, so that no process waits for the other at the
end; a stack is stopped after its last test.
"""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]

ON_THE_STACK = "the shared stack"
ON_THE_KILLED_STACK = "the stack whose parts are killed"
BROKER = "the broker"
TOGETHER = {
    "tests/browser/": ON_THE_STACK,
    "tests/journeys/": ON_THE_STACK,
    "tests/fuzz/test_openapi": ON_THE_STACK,
    "tests/docs/test_readme": ON_THE_STACK,
    "tests/faults/": ON_THE_KILLED_STACK,
    "tests/shared/messaging/": BROKER,
    "tests/services/reporting/facts/test_consumers": BROKER,
    "tests/services/reporting/rebuild/": BROKER,
    "tests/services/registration/events/test_reported": BROKER,
}
LONGEST_FIRST = (*TOGETHER, "tests/local/", "tests/fuzz/")
SHARE_OF_FIXTURE = {
    "stack": ON_THE_STACK,
    "kill_stack": ON_THE_KILLED_STACK,
    "kafka": BROKER,
}


class SideBySide(LoadFileScheduling):  # type: ignore[misc]
    """Gives a process whole files, or all files of a stack."""

    def _split_scope(self, nodeid: str) -> str:
        return share_of(nodeid)


def share_of(nodeid: str) -> str:
    """What stays in one process with this test: its file, or the tests of a stack."""
    for beginning, share in TOGETHER.items():
        if nodeid.startswith(beginning):
            return share
    return nodeid.split("::", 1)[0]


def _turn(nodeid: str) -> int:
    beginnings = enumerate(LONGEST_FIRST)
    return next((i for i, each in beginnings if nodeid.startswith(each)), len(LONGEST_FIRST))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first; within a folder as they stand. Who needs a server is in its share."""
    items.sort(key=lambda item: _turn(item.nodeid))
    for item in items:
        for fixture in set(SHARE_OF_FIXTURE).intersection(getattr(item, "fixturenames", ())):
            if share_of(item.nodeid) != SHARE_OF_FIXTURE[fixture]:
                message = f"{item.nodeid} needs `{fixture}`: name its file in tests/side_by_side.py"
                raise pytest.UsageError(message)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> SideBySide:
    """The shares of this module, whatever `--dist` says."""
    return SideBySide(config, log)
