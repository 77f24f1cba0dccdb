"""A stack of its own for kills."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.stack import Stack, running_stack


@pytest.fixture(scope="session")
def kill_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A whole stack whose parts may be killed."""
    with running_stack(tmp_path_factory.mktemp("kills")) as running:
        yield running
