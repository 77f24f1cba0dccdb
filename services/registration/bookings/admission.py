"""Micro-batches: many registrations of one event, one transaction.

Requests for an event queue in this process; a batch is whatever arrived while the one before it was
committed, so a lone request doesn't wait and a crowd shares the commit. No connection is held while
a request waits. The queue is only about speed: that nobody oversells is the work of the row lock
and the CHECK in PostgreSQL, which hold for any number of processes.
"""

from __future__ import annotations

import asyncio
import traceback
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import asyncpg
import structlog

from services.registration.bookings.domain import BookingRequest, Decision
from services.registration.bookings.errors import AlreadyRegistered
from shared.errors import InvalidFields, Refused, Unavailable

BATCH_MAX = 500
QUEUE_MAX = 5_000
"""Waiting requests of one event; above it the answer is 503."""
CONCURRENT_BATCHES = 4
"""Batches of different events at a time; the next free turn goes to the event that asked first."""
TRIES = 3
RETRY_AFTER_SECONDS = 1

Write = Callable[[UUID, Sequence[BookingRequest]], Awaitable[list[Decision]]]
"""Decides and writes a batch for one event, in one transaction."""

log = structlog.get_logger()


@dataclass(slots=True)
class _Waiter:
    request: BookingRequest
    answer: asyncio.Future[Decision]


@dataclass(slots=True)
class _Queue:
    waiters: deque[_Waiter] = field(default_factory=deque)
    drainer: asyncio.Task[None] | None = None


class Admission:
    """The queues of one process. `write` holds the transaction."""

    def __init__(self, write: Write, *, batch_max: int = BATCH_MAX, queue_max: int = QUEUE_MAX):
        self._write = write
        self._batch_max = batch_max
        self._queue_max = queue_max
        self._queues: dict[UUID, _Queue] = {}
        self._turns = asyncio.Semaphore(CONCURRENT_BATCHES)
        self._closing = False

    async def submit(self, event_id: UUID, request: BookingRequest) -> Decision:
        """Queue a request and wait for its decision.

        Raises Unavailable when the queue is full, the process is ending or PostgreSQL is away; in
        the last case the outcome is unknown, and the idempotency key tells it next time. Whoever
        stops waiting (the edge of the app does after 5 s) takes the request out of the queue.
        """
        if self._closing:
            raise Unavailable("This process is ending.", retry_after_seconds=RETRY_AFTER_SECONDS)
        queue = self._queues.setdefault(event_id, _Queue())
        if len(queue.waiters) >= self._queue_max:
            raise Unavailable(
                "Too many registrations at once.", retry_after_seconds=RETRY_AFTER_SECONDS
            )
        answer: asyncio.Future[Decision] = asyncio.get_running_loop().create_future()
        queue.waiters.append(_Waiter(request, answer))
        if queue.drainer is None:
            queue.drainer = asyncio.create_task(self._drain(event_id, queue))
        return await answer

    async def close(self) -> None:
        """Take no more requests and answer those that wait."""
        self._closing = True
        drainers = [q.drainer for q in self._queues.values() if q.drainer is not None]
        await asyncio.gather(*drainers, return_exceptions=True)

    async def _drain(self, event_id: UUID, queue: _Queue) -> None:
        try:
            while queue.waiters:
                async with self._turns:
                    batch = self._next_batch(queue)
                    if batch:
                        await self._run(event_id, batch)
        finally:
            queue.drainer = None
            if not queue.waiters:
                self._queues.pop(event_id, None)

    def _next_batch(self, queue: _Queue) -> list[_Waiter]:
        """The longest waiting requests; those whose client has gone are left out."""
        batch: list[_Waiter] = []
        while queue.waiters and len(batch) < self._batch_max:
            waiter = queue.waiters.popleft()
            if not waiter.answer.done():
                batch.append(waiter)
        return batch

    async def _run(self, event_id: UUID, batch: list[_Waiter]) -> None:
        """Write a batch; when a value can't be stored, halve it until the bad one fails alone."""
        try:
            decisions = await self._write_patiently(event_id, [w.request for w in batch])
        except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError) as error:
            if len(batch) == 1:
                log.warning("registration_not_storable", fault=type(error).__name__)
                if not batch[0].answer.done():
                    batch[0].answer.set_exception(_not_storable(error))
                return
            middle = len(batch) // 2
            await self._run(event_id, batch[:middle])
            await self._run(event_id, batch[middle:])
        except Unavailable as error:
            _fail(batch, error)
        except Exception as error:  # noqa: BLE001 - logged, and told to everyone who waits
            log.error(  # noqa: TRY400 - its text may hold values of a row: only kind and place
                "registration_batch_failed",
                fault=type(error).__name__,
                frames=[line.strip() for line in traceback.format_tb(error.__traceback__)[-6:]],
            )
            _fail(batch, Unavailable(retry_after_seconds=RETRY_AFTER_SECONDS))
        else:
            for waiter, decision in zip(batch, decisions, strict=True):
                if not waiter.answer.done():
                    waiter.answer.set_result(decision)

    async def _write_patiently(
        self, event_id: UUID, requests: Sequence[BookingRequest]
    ) -> list[Decision]:
        """Try again when PostgreSQL chose this transaction as the victim of a deadlock."""
        for _ in range(TRIES - 1):
            try:
                return await self._write(event_id, requests)
            except Unavailable as error:
                if not isinstance(error.__cause__, asyncpg.DeadlockDetectedError):
                    raise
        return await self._write(event_id, requests)


def _fail(batch: Sequence[_Waiter], error: Unavailable) -> None:
    """Each gets an exception of its own: tracebacks of a shared one would grow without end."""
    for waiter in batch:
        if not waiter.answer.done():
            seconds = error.retry_after_seconds
            waiter.answer.set_exception(Unavailable(error.detail, retry_after_seconds=seconds))


def _not_storable(error: asyncpg.PostgresError) -> Refused:
    if isinstance(error, asyncpg.UniqueViolationError):
        return AlreadyRegistered()
    if isinstance(error, asyncpg.DataError):
        return InvalidFields.one("body", "has a value that can't be stored", "not-storable")
    return Unavailable(retry_after_seconds=RETRY_AFTER_SECONDS)
