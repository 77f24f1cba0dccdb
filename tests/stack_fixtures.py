"""Whole stacks as fixtures: one shared by journeys, fuzzing and browsers, one for kills."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from scenarios.client import Client
from tests.stack import Stack, running_stack


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A whole stack, without demo data and without public limits; never to be killed."""
    with running_stack(tmp_path_factory.mktemp("stack")) as running:
        yield running


@pytest_asyncio.fixture
async def client(stack: Stack) -> AsyncIterator[Client]:
    """A client of the stack's public origin, as administrator."""
    async with Client(stack.ready) as client:
        yield client


@pytest.fixture(scope="session")
def kill_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A whole stack whose parts may be killed."""
    with running_stack(tmp_path_factory.mktemp("kills")) as running:
        yield running
