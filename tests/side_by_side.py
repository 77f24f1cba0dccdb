"""How the tests are shared between the two processes of `make test`.

A file's tests stay together. All that needs the shared stack runs in one process, and all that
kills parts of a stack in one: a stack takes ten seconds to start. The longest come first, so that
no process waits for the other at the end.
"""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]

ON_THE_STACK = "the shared stack"
ON_THE_KILLED_STACK = "the stack whose parts are killed"
TOGETHER = {
    "tests/browser/": ON_THE_STACK,
    "tests/journeys/": ON_THE_STACK,
    "tests/fuzz/test_openapi": ON_THE_STACK,
    "tests/docs/test_readme": ON_THE_STACK,
    "tests/faults/": ON_THE_KILLED_STACK,
}
LONGEST_FIRST = (*TOGETHER, "tests/local/", "tests/fuzz/", "tests/shared/messaging/")


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
    """The longest first; within a folder as they stand."""
    items.sort(key=lambda item: _turn(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> SideBySide:
    """The shares of this module, whatever `--dist` says."""
    return SideBySide(config, log)
