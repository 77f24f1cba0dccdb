"""Is the process alive, and can it serve people?

PostgreSQL decides: without it the answer is 503. Everything else (Kafka, consumer lag, depth of
the outbox) is reported as degraded and changes no status, for people can still be served.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog

log = structlog.get_logger()
CHECK_MAX_SECONDS = 2.0
RETRY_AFTER_SECONDS = 2

Probe = Callable[[], Awaitable[Any]]


class Pool(Protocol):
    """The part of an asyncpg pool that is needed here."""

    def fetchval(self, query: str, *, timeout: float) -> Awaitable[Any]:
        """Run a statement, give its first value."""
        ...


@dataclass(frozen=True, slots=True)
class Finding:
    """What a probe saw: `ok` False makes the service degraded."""

    ok: bool
    value: Any = None


@dataclass(frozen=True, slots=True)
class Health:
    """`probes` give a Finding each, or any other value, which counts as ok."""

    pool: Pool | None
    probes: Mapping[str, Probe] = field(default_factory=dict)

    async def report(self) -> tuple[bool, dict[str, Any]]:
        """Whether people can be served, and what each part says."""
        postgresql = await self._postgresql()
        findings = {name: await _tried(probe) for name, probe in self.probes.items()}
        parts: dict[str, Any] = {name: _shown(finding) for name, finding in findings.items()}
        degraded = sorted(name for name, finding in findings.items() if not finding.ok)
        status = "unavailable" if not postgresql else "degraded" if degraded else "ready"
        up = "up" if postgresql else "down"
        return postgresql, {"status": status, "postgresql": up, "degraded": degraded, **parts}

    async def _postgresql(self) -> bool:
        if self.pool is None:
            return True
        try:
            async with asyncio.timeout(CHECK_MAX_SECONDS):
                await self.pool.fetchval("SELECT 1", timeout=CHECK_MAX_SECONDS)
        except Exception as error:  # noqa: BLE001 - whatever is wrong, the answer is "not ready"
            log.warning("postgresql not reachable", error=type(error).__name__)
            return False
        return True


async def _tried(probe: Probe) -> Finding:
    try:
        async with asyncio.timeout(CHECK_MAX_SECONDS):
            found = await probe()
    except Exception as error:  # noqa: BLE001 - a probe that fails is a finding
        return Finding(ok=False, value=type(error).__name__)
    return found if isinstance(found, Finding) else Finding(ok=True, value=found)


def _shown(finding: Finding) -> Any:
    if finding.value is None:
        return "up" if finding.ok else "down"
    return finding.value
