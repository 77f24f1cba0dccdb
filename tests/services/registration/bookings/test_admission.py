"""The queue in front of the transaction; what it writes to is replaced by a list."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import UUID

import asyncpg
import pytest

from services.registration.bookings.admission import Admission
from services.registration.bookings.domain.admission import Admitted, Decision
from services.registration.bookings.domain.booking import Status
from services.registration.bookings.domain.request import BookingRequest, PersonRequest
from shared.errors import InvalidFields, Unavailable
from shared.ids import new_id

HOT, QUIET = new_id(), new_id()


class Ledger:
    """Stands for the transaction: holds each batch back until it is let go."""

    def __init__(self) -> None:
        self.batches: list[tuple[UUID, int]] = []
        self.written: set[UUID] = set()
        self.bad: UUID | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.entered = asyncio.Event()

    async def write(self, event_id: UUID, requests: Sequence[BookingRequest]) -> list[Decision]:
        """Write a batch, or refuse all of it when the bad request is in it."""
        self.entered.set()
        await self.gate.wait()
        if any(r.id == self.bad for r in requests):
            raise asyncpg.DataError("invalid input")
        self.batches.append((event_id, len(requests)))
        self.written.update(r.id for r in requests)
        return [Admitted(r, [Status.CONFIRMED]) for r in requests]


def request() -> BookingRequest:
    """One person, no session."""
    return BookingRequest(new_id(), (PersonRequest(new_id()),))


async def hold(ledger: Ledger, admission: Admission) -> asyncio.Task[Decision]:
    """A first request that is in its transaction and stays there."""
    ledger.gate.clear()
    first = asyncio.create_task(admission.submit(HOT, request()))
    await ledger.entered.wait()
    return first


async def test_a_batch_is_what_arrived_while_the_last_one_was_written() -> None:
    """No artificial delay: one alone, then all that came meanwhile, up to the bound."""
    ledger = Ledger()
    admission = Admission(ledger.write, batch_max=10)
    first = await hold(ledger, admission)
    rest = [asyncio.create_task(admission.submit(HOT, request())) for _ in range(25)]
    await asyncio.sleep(0)
    ledger.gate.set()
    await asyncio.gather(first, *rest)
    assert [size for _, size in ledger.batches] == [1, 10, 10, 5]


async def test_a_full_queue_answers_at_once_that_it_is_full() -> None:
    """Bounded depth: 503 with Retry-After instead of memory without end."""
    ledger = Ledger()
    admission = Admission(ledger.write, queue_max=3)
    first = await hold(ledger, admission)
    waiting = [asyncio.create_task(admission.submit(HOT, request())) for _ in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(Unavailable) as refusal:
        await admission.submit(HOT, request())
    assert refusal.value.retry_after_seconds
    ledger.gate.set()
    await asyncio.gather(first, *waiting)


async def test_a_client_that_has_gone_is_not_registered() -> None:
    """Cancelled while queued: nothing is written for it, the others are served."""
    ledger = Ledger()
    admission = Admission(ledger.write)
    first = await hold(ledger, admission)
    gone, kept = request(), request()
    leaving = asyncio.create_task(admission.submit(HOT, gone))
    staying = asyncio.create_task(admission.submit(HOT, kept))
    await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.sleep(0)
    ledger.gate.set()
    await asyncio.gather(first, staying)
    assert kept.id in ledger.written
    assert gone.id not in ledger.written


async def test_a_hot_event_does_not_keep_a_quiet_one_waiting() -> None:
    """Fairness: batches take turns, the quiet event is served before the hot queue is empty."""
    ledger = Ledger()
    admission = Admission(ledger.write, batch_max=1)
    admission._turns = asyncio.Semaphore(1)
    first = await hold(ledger, admission)
    hot = [asyncio.create_task(admission.submit(HOT, request())) for _ in range(20)]
    quiet = asyncio.create_task(admission.submit(QUIET, request()))
    await asyncio.sleep(0)
    ledger.gate.set()
    await asyncio.gather(first, quiet, *hot)
    assert [event_id for event_id, _ in ledger.batches].index(QUIET) <= 2


async def test_shutting_down_answers_those_who_wait_and_takes_no_more() -> None:
    """A deployment loses no request that was queued."""
    ledger = Ledger()
    admission = Admission(ledger.write)
    first = await hold(ledger, admission)
    waiting = asyncio.create_task(admission.submit(HOT, request()))
    await asyncio.sleep(0)
    closing = asyncio.create_task(admission.close())
    await asyncio.sleep(0)
    with pytest.raises(Unavailable):
        await admission.submit(HOT, request())
    ledger.gate.set()
    await closing
    assert isinstance(await first, Admitted)
    assert isinstance(await waiting, Admitted)


async def test_the_bad_request_is_found_by_halving() -> None:
    """One that can't be stored fails alone, in about 2 log n transactions."""
    ledger = Ledger()
    admission = Admission(ledger.write)
    first = await hold(ledger, admission)
    batch = [request() for _ in range(64)]
    ledger.bad = batch[37].id
    answers = [asyncio.create_task(admission.submit(HOT, r)) for r in batch]
    await asyncio.sleep(0)
    ledger.gate.set()
    await first
    found = await asyncio.gather(*answers, return_exceptions=True)
    assert [i for i, a in enumerate(found) if isinstance(a, InvalidFields)] == [37]
    assert ledger.written >= {r.id for r in batch} - {ledger.bad}
    assert len(ledger.batches) <= 8
