"""`auftakt up` with everything: how fast, how small, and what is left of it afterwards."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.local.processes import (
    descendants,
    machine_ticks,
    processor_ticks,
    proportional_kib,
    wait_gone,
)
from tests.stack import Stack, running_stack

FIRST_START_SECONDS = 12.0
LATER_START_SECONDS = 6.0
IDLE_MEMORY_MIB = 700
GONE_SECONDS = 20.0
PARTS = {"registration", "notifications", "reporting", "postgres", "kafka", "caddy"}


@dataclass(frozen=True, slots=True)
class Start:
    """A start, and how long it took with the processor time that others took given back."""

    stack: Stack
    seconds: float
    others: float

    @property
    def undisturbed_seconds(self) -> float:
        """As on a machine that does nothing else."""
        return self.seconds * (1 - self.others)


@contextmanager
def timed_start(home: Path) -> Iterator[Start]:
    """Start a whole stack; a busy machine's share is measured, not guessed."""
    busy_before, all_before = machine_ticks()
    began = time.monotonic()
    with running_stack(home) as stack:
        seconds = time.monotonic() - began
        family = {stack.process.pid, *descendants(stack.process.pid)}
        busy, everything = machine_ticks()
        foreign = busy - busy_before - processor_ticks(family)
        yield Start(stack, seconds, max(0.0, foreign / max(1, everything - all_before)))


def end(stack: Stack, how: signal.Signals) -> None:
    """End the supervisor, and see that its whole family is gone."""
    family = {stack.process.pid, *descendants(stack.process.pid)}
    assert len(family) > len(PARTS)
    os.kill(stack.process.pid, how)
    stack.process.wait(GONE_SECONDS)
    left = wait_gone(family, GONE_SECONDS)
    assert not left


async def test_a_stack_starts_fast_stays_small_keeps_its_data_and_leaves_nothing(
    tmp_path: Path,
) -> None:
    """First start ≤ 12 s, later ≤ 6 s, idle ≤ 700 MB; no process outlives SIGTERM or SIGKILL."""
    with timed_start(tmp_path) as first:
        assert first.undisturbed_seconds <= FIRST_START_SECONDS
        ready = first.stack.ready
        assert set(ready.pids) == PARTS
        assert first.stack.ready_file.stat().st_mode & 0o777 == 0o600
        organisation = {"name": "Netzwerk", "kind": "network"}
        headers = {"Authorization": f"Bearer {ready.admin_token}"}
        async with httpx.AsyncClient(base_url=ready.url, headers=headers) as client:
            made = await client.post("/api/v1/organisations", json=organisation)
        assert made.status_code == 201, made.text
        end(first.stack, signal.SIGTERM)
        assert "nothing is left running" in first.stack.output()
        assert not first.stack.ready_file.exists()
    with timed_start(tmp_path) as later:
        assert later.undisturbed_seconds <= LATER_START_SECONDS
        ready = later.stack.ready
        headers = {"Authorization": f"Bearer {ready.admin_token}"}
        async with httpx.AsyncClient(base_url=ready.url, headers=headers) as client:
            kept = await client.get("/api/v1/organisations")
        assert [item["name"] for item in kept.json()["items"]] == ["Netzwerk"]
        family = {later.stack.process.pid, *descendants(later.stack.process.pid)}
        assert proportional_kib(family) / 1024 <= IDLE_MEMORY_MIB
        end(later.stack, signal.SIGKILL)
