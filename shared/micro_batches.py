"""Micro-batches: many requests about one thing, one transaction.

Requests queue in this process; a batch is whatever arrived while the one before it was committed,
so a lone request doesn't wait and a crowd shares the commit. No connection is held while a request
waits. The queue is only about speed: what must hold is the work of row locks and constraints in
PostgreSQL, which hold for any number of processes.
"""

from __future__ import annotations

import asyncio
import traceback
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from uuid import UUID

import asyncpg
import structlog

from shared.errors import InvalidFields, Refused, Unavailable

CONCURRENT_BATCHES = 4
"""Batches of different things at a time; the next free turn goes to the one that asked first."""
TRIES = 3
RETRY_AFTER_SECONDS = 1

R = TypeVar("R")
D = TypeVar("D")
NotStorable = Callable[[asyncpg.PostgresError], Refused]

log = structlog.get_logger()


@dataclass(slots=True)
class _Waiter(Generic[R, D]):
    request: R
    answer: asyncio.Future[D]


@dataclass(slots=True)
class _Queue(Generic[R, D]):
    waiters: deque[_Waiter[R, D]] = field(default_factory=deque)
    drainer: asyncio.Task[None] | None = None


class MicroBatches(Generic[R, D]):
    """The queues of one process, one for each thing (an event id).

    `write` decides and writes a batch in one transaction, an answer for each request. `queue_max`
    requests may wait for one thing; above it the answer is 503. `not_storable` says what a request
    is told whose values PostgreSQL refuses. `what` names the requests in logs and answers.
    """

    def __init__(
        self,
        write: Callable[[UUID, Sequence[R]], Awaitable[list[D]]],
        *,
        what: str,
        batch_max: int,
        queue_max: int,
        not_storable: NotStorable | None = None,
    ) -> None:
        self._write = write
        self._what = what
        self._not_storable = not_storable or not_storable_value
        self._batch_max = batch_max
        self._queue_max = queue_max
        self._queues: dict[UUID, _Queue[R, D]] = {}
        self._turns = asyncio.Semaphore(CONCURRENT_BATCHES)
        self._closing = False

    async def submit(self, thing: UUID, request: R) -> D:
        """Queue a request and wait for its decision.

        Raises Unavailable when the queue is full, the process is ending or PostgreSQL is away; in
        the last case the outcome is unknown, and the idempotency key tells it next time. Whoever
        stops waiting (the edge of the app does after 5 s) takes the request out of the queue.
        """
        if self._closing:
            raise Unavailable("This process is ending.", retry_after_seconds=RETRY_AFTER_SECONDS)
        queue = self._queues.setdefault(thing, _Queue())
        if len(queue.waiters) >= self._queue_max:
            raise Unavailable(
                f"Too many {self._what} at once.", retry_after_seconds=RETRY_AFTER_SECONDS
            )
        answer: asyncio.Future[D] = asyncio.get_running_loop().create_future()
        queue.waiters.append(_Waiter(request, answer))
        if queue.drainer is None:
            queue.drainer = asyncio.create_task(self._drain(thing, queue))
        return await answer

    async def close(self) -> None:
        """Take no more requests and answer those that wait."""
        self._closing = True
        drainers = [q.drainer for q in self._queues.values() if q.drainer is not None]
        await asyncio.gather(*drainers, return_exceptions=True)

    async def _drain(self, thing: UUID, queue: _Queue[R, D]) -> None:
        try:
            while queue.waiters:
                async with self._turns:
                    batch = self._next_batch(queue)
                    if batch:
                        await self._run(thing, batch)
        finally:
            queue.drainer = None
            if not queue.waiters:
                self._queues.pop(thing, None)

    def _next_batch(self, queue: _Queue[R, D]) -> list[_Waiter[R, D]]:
        """The longest waiting requests; those whose client has gone are left out."""
        batch: list[_Waiter[R, D]] = []
        while queue.waiters and len(batch) < self._batch_max:
            waiter = queue.waiters.popleft()
            if not waiter.answer.done():
                batch.append(waiter)
        return batch

    async def _run(self, thing: UUID, batch: list[_Waiter[R, D]]) -> None:
        """Write a batch; when a value can't be stored, halve it until the bad one fails alone."""
        try:
            decisions = await self._write_patiently(thing, [w.request for w in batch])
        except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError) as error:
            if len(batch) == 1:
                log.warning("not_storable", what=self._what, fault=type(error).__name__)
                if not batch[0].answer.done():
                    batch[0].answer.set_exception(self._not_storable(error))
                return
            middle = len(batch) // 2
            await self._run(thing, batch[:middle])
            await self._run(thing, batch[middle:])
        except Unavailable as error:
            _fail(batch, error)
        except Exception as error:  # noqa: BLE001 - logged, and told to everyone who waits
            log.error(  # noqa: TRY400 - its text may hold values of a row: only kind and place
                "batch_failed",
                what=self._what,
                fault=type(error).__name__,
                frames=[line.strip() for line in traceback.format_tb(error.__traceback__)[-6:]],
            )
            _fail(batch, Unavailable(retry_after_seconds=RETRY_AFTER_SECONDS))
        else:
            for waiter, decision in zip(batch, decisions, strict=True):
                if not waiter.answer.done():
                    waiter.answer.set_result(decision)

    async def _write_patiently(self, thing: UUID, requests: Sequence[R]) -> list[D]:
        """Try again when PostgreSQL chose this transaction as the victim of a deadlock."""
        for _ in range(TRIES - 1):
            try:
                return await self._write(thing, requests)
            except Unavailable as error:
                if not isinstance(error.__cause__, asyncpg.DeadlockDetectedError):
                    raise
        return await self._write(thing, requests)


def _fail(batch: Sequence[_Waiter[R, D]], error: Unavailable) -> None:
    """Each gets an exception of its own: tracebacks of a shared one would grow without end."""
    for waiter in batch:
        if not waiter.answer.done():
            seconds = error.retry_after_seconds
            waiter.answer.set_exception(Unavailable(error.detail, retry_after_seconds=seconds))


def not_storable_value(error: asyncpg.PostgresError) -> Refused:
    """What a request is told that failed alone because of its values."""
    if isinstance(error, asyncpg.DataError):
        return InvalidFields.one("body", "has a value that can't be stored", "not-storable")
    return Unavailable(retry_after_seconds=RETRY_AFTER_SECONDS)
