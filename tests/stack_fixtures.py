"""Whole stacks as fixtures: one shared by journeys, fuzzing and browsers, one for kills."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack

import pytest
import pytest_asyncio

from scenarios.client import Client
from tests.side_by_side import ON_THE_KILLED_STACK, ON_THE_STACK, share_of
from tests.stack import Stack, running_stack

_running = {ON_THE_STACK: ExitStack(), ON_THE_KILLED_STACK: ExitStack()}


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A whole stack, without demo data and without public limits; never to be killed."""
    with _running[ON_THE_STACK] as until_last:
        yield until_last.enter_context(running_stack(tmp_path_factory.mktemp("stack")))


@pytest_asyncio.fixture
async def client(stack: Stack) -> AsyncIterator[Client]:
    """A client of the stack's public origin, as administrator."""
    async with Client(stack.ready) as client:
        yield client


@pytest.fixture(scope="session")
def kill_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A whole stack whose parts may be killed."""
    with _running[ON_THE_KILLED_STACK] as until_last:
        yield until_last.enter_context(running_stack(tmp_path_factory.mktemp("kills")))


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """After the last test on a stack nobody needs it, and idle it costs an eighth of a core."""
    share = share_of(item.nodeid)
    if share in _running and (nextitem is None or share_of(nextitem.nodeid) != share):
        _running[share].close()
