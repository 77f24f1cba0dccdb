"""What facts, parts that arrive, erasure and the clock can make of mails."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog

from services.notifications.deliveries import announce, metrics, store
from services.notifications.deliveries.domain import (
    LEASE,
    SEND_WITHIN,
    Change,
    Compose,
    Delivery,
    Letter,
    Missing,
    Requirement,
    State,
    Verdict,
    failed,
    suppressed,
    wait_for_part,
)
from services.notifications.deliveries.postman import Postman
from shared import metrics as counters
from shared.clock import Clock
from shared.database.pool import Connection, Pool, connection, transaction
from shared.errors import NotFound, Unavailable
from shared.messaging.outbox import put

CLAIMED_AT_ONCE = 40
FINISH_SECONDS = 2.5
KEEP_PAUSES_SECONDS = (0.2, 1.0, 2.0, 4.0)
log = structlog.get_logger()

Gather = Callable[[Connection, Sequence[Delivery]], Awaitable[Compose]]
"""Reads all that the wording of these mails needs, at once."""


async def require(
    connection: Connection, requirements: Sequence[Requirement], now: datetime
) -> None:
    """Keep the mails that facts require, once each, and say so."""
    if requirements:
        await _announce(connection, await store.require(connection, requirements, now), now)


async def arrived(connection: Connection, part: str, ids: Sequence[UUID], now: datetime) -> None:
    """A contact, event or document is here: mails that lack it are due."""
    if ids:
        await _announce(connection, await store.wake(connection, ids, part, now), now)


async def contact_known(connection: Connection, ids: Sequence[UUID], now: datetime) -> None:
    """Coordinates have arrived."""
    await arrived(connection, "contact", ids, now)


async def person_erased(connection: Connection, ids: Sequence[UUID], now: datetime) -> None:
    """Nothing that is queued for an erased person goes out."""
    await _announce(connection, await store.suppress_people(connection, ids, "erased"), now)


async def _announce(connection: Connection, changes: Sequence[Change], now: datetime) -> None:
    await put(connection, announce.changed(changes), now=now)
    for change in changes:
        counters.deliveries.labels(change.kind, change.state).inc()


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Takes due mails to the mail server.

    A mail is claimed with a lease, handed in, then settled in a transaction of its own. A crash
    between the server's 250 and that commit repeats at most the mails then on their way (one for
    each of `lines`), with the same Message-ID, after the lease: at least once, never lost.
    """

    pool: Pool
    postman: Postman
    gather: Gather
    sender: str
    lines: int
    clock: Clock

    async def run_once(self) -> int:
        """Send what is due, up to a bound; returns how many mails were taken up."""
        if not await self.postman.reachable():
            return 0
        until = self.clock() + LEASE
        async with transaction(self.pool) as opened:
            claimed = await store.claim(opened, self.clock(), until, CLAIMED_AT_ONCE)
        if not claimed:
            return 0
        async with connection(self.pool) as opened:
            compose = await self.gather(opened, claimed)
        queue = list(reversed(claimed))
        late: list[UUID] = []
        lines = (self._work(queue, compose, until, late) for _ in range(self.lines))
        try:
            faults = await asyncio.gather(*lines, return_exceptions=True)
        finally:
            await self._release([*late, *(delivery.id for delivery in queue)])
        for fault in faults:
            if fault is not None:
                raise fault
        return len(claimed)

    async def _work(
        self, queue: list[Delivery], compose: Compose, until: datetime, late: list[UUID]
    ) -> None:
        while queue:
            delivery = queue.pop()
            if self.clock() > until - SEND_WITHIN or not await self.postman.reachable():
                late.append(delivery.id)
                continue
            await self._finish(asyncio.create_task(self._deliver(delivery, compose)))

    async def _finish(self, mail: asyncio.Task[None]) -> None:
        """An orderly end lets the mail on its way arrive and be kept: no repeat after a restart."""
        try:
            await asyncio.shield(mail)
        except asyncio.CancelledError:
            await asyncio.wait({mail}, timeout=FINISH_SECONDS)
            mail.cancel()
            raise

    async def _release(self, ids: Sequence[UUID]) -> None:
        """Claimed and untried: others may take them at once."""
        if ids:
            async with transaction(self.pool) as opened:
                await store.release(opened, ids, self.clock())

    async def _deliver(self, delivery: Delivery, compose: Compose) -> None:
        composed = _composed(delivery, compose, self.clock())
        if isinstance(composed, Letter):
            composed = await self.postman.send(delivery, composed, self.sender)
        await self._keep(delivery, composed)

    async def _keep(self, delivery: Delivery, outcome: Missing | Verdict) -> None:
        """Commit what became of a mail; a short absence of PostgreSQL must not repeat the mail."""
        for pause in (*KEEP_PAUSES_SECONDS, None):
            try:
                async with transaction(self.pool) as opened:
                    now = self.clock()
                    if isinstance(outcome, Missing):
                        await self._wait(opened, delivery, outcome, now)
                    else:
                        await self._settle(opened, delivery, outcome, now)
            except Unavailable:
                if pause is None:
                    raise
                await asyncio.sleep(pause)
            else:
                return

    async def _wait(
        self, opened: Connection, delivery: Delivery, missing: Missing, now: datetime
    ) -> None:
        verdict = wait_for_part(delivery, missing, now)
        if verdict.retry_after is None:
            await self._settle(opened, delivery, verdict, now)
        else:
            await store.park(opened, delivery.id, missing.part, now + verdict.retry_after)

    async def _settle(
        self, opened: Connection, delivery: Delivery, verdict: Verdict, now: datetime
    ) -> None:
        await _announce(opened, await store.settle(opened, delivery.id, verdict, now), now)


def _composed(delivery: Delivery, compose: Compose, now: datetime) -> Letter | Missing | Verdict:
    """One mail that can't be worded fails visibly and alone."""
    if delivery.expires_at is not None and now >= delivery.expires_at:
        return suppressed("expired")
    try:
        return compose(delivery)
    except Exception as fault:  # noqa: BLE001 - whatever it is, the next mail must go out
        log.warning("mail can't be worded", delivery=str(delivery.id), fault=type(fault).__name__)
        return failed("not_composable")


async def measure(pool: Pool, now: datetime) -> None:
    """Show operators how many mails are in which state, and the age of the queue."""
    async with connection(pool) as opened:
        found = await store.count_states(opened, now)
    for state in State:
        metrics.mails.labels(state.value).set(found.get(state, (0, 0.0))[0])
    oldest = max((age for state, (_, age) in found.items() if state.is_open), default=0.0)
    metrics.mails_oldest_open_seconds.set(oldest)


@dataclass(frozen=True, slots=True)
class Lists:
    """What staff may see of mails. `organisers_of` finds whose event it is, nobody if unknown."""

    pool: Pool
    organisers_of: Callable[[Connection, UUID], Awaitable[list[UUID]]]

    async def organisers(self, event_id: UUID) -> list[UUID]:
        """Whose event it is; raises NotFound."""
        async with connection(self.pool) as opened:
            ids = await self.organisers_of(opened, event_id)
        if not ids:
            raise NotFound
        return ids

    async def of_event(self, event_id: UUID, after: int, limit: int) -> list[store.Listed]:
        """A page of the mails about an event, oldest first."""
        async with connection(self.pool) as opened:
            return await store.of_event(opened, event_id, after, limit)
