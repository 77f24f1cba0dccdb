"""registrations_per_s and confirmation_p99_ms: one hot event, many people.

What HTTP registration costs beyond a no-op POST on the same server, from one client to a thousand;
and how long a person waits for the confirmation while half of what the server can do arrives.
"""

from __future__ import annotations

from bench.hot_event import CREATED, HotEvent, hot_event, relayed
from bench.result import ROUNDS, BenchResult, median, percentile, ratio_of
from tests.stack import Stack

NAME = "registrations_per_s"
TARGET = 0.5
REQUESTS = 3_000
CONNECTIONS = 256
REQUESTS_BY_CLIENTS = {1: 200, 20: 1_000, 200: 2_000, 1_000: 3_000}
"""How many requests a round of so many clients sends."""
P99_NAME = "confirmation_p99_ms"
P99_MAX_MS = 100.0
P99_SHARE = 0.5
P99_SECONDS = 3.0


async def bench(stack: Stack) -> list[BenchResult]:
    """Measure; raises AssertionError when a registration was refused."""
    async with hot_event(stack) as hot:
        main = await _against_no_op(
            stack, hot, NAME, connections=CONNECTIONS, requests=REQUESTS, target=TARGET
        )
        by_clients = [
            await _against_no_op(
                stack, hot, f"{NAME}_from_{clients}_clients", connections=clients, requests=requests
            )
            for clients, requests in REQUESTS_BY_CLIENTS.items()
        ]
        return [main, *by_clients, await _confirmations(stack, hot, main.value)]


async def _against_no_op(
    stack: Stack,
    hot: HotEvent,
    name: str,
    *,
    connections: int,
    requests: int,
    target: float | None = None,
) -> BenchResult:
    """Accepted registrations per second, and the same requests answered by the no-op."""
    values: list[float] = []
    references: list[float] = []
    for _ in range(ROUNDS):
        await relayed(stack)
        values.append((await hot.rush(hot.real, requests, connections)).per_second(CREATED))
        await relayed(stack)
        references.append((await hot.rush(hot.no_op, requests, connections)).per_second(CREATED))
    ratio = ratio_of(values, references)
    return BenchResult(
        name=name,
        value=median(values),
        unit=f"registrations/s accepted over HTTP, one hot event, {connections} connections",
        reference=median(references),
        ratio=ratio,
        target=f"ratio to a no-op POST on the same server ≥ {target}"
        if target
        else "none of its own (reference: a no-op POST on the same server)",
        holds=target is None or ratio >= target,
    )


async def _confirmations(stack: Stack, hot: HotEvent, capacity: float) -> BenchResult:
    """Milliseconds from the due time of a request to its answer, open loop at half of capacity."""
    per_second = capacity * P99_SHARE
    amount = int(per_second * P99_SECONDS)
    values: list[float] = []
    references: list[float] = []
    for _ in range(ROUNDS):
        for url, into in ((hot.real, values), (hot.no_op, references)):
            await relayed(stack)
            answers = await hot.stream(url, amount, per_second, CONNECTIONS)
            into.append(percentile(answers.latencies, 99) * 1_000)
    return BenchResult(
        name=P99_NAME,
        value=median(values),
        unit=f"ms until the confirmation, {per_second:,.0f} registrations/s on one event",
        reference=median(references),
        ratio=ratio_of(values, references),
        target=f"p99 ≤ {P99_MAX_MS:g} ms at half of the measured capacity (reference: no-op POST)",
        holds=median(values) <= P99_MAX_MS,
    )
