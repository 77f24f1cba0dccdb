"""What the clock and readers can make happen with reports."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
import typst

from services.reporting.editions import access, store
from services.reporting.editions.announce import messages_of
from services.reporting.editions.corrections import may_replace
from services.reporting.editions.disclosure import decide
from services.reporting.editions.document import Document, digest_of, document_of
from services.reporting.editions.domain import (
    BARRIER_WAIT,
    Duty,
    EditionHead,
    State,
    due_at,
    wait_after_failure,
)
from services.reporting.editions.figures import EventFigures
from services.reporting.editions.store import NewEdition, Predecessor, Readers
from services.reporting.facts.store import barriers_folded, figures_of
from shared.clock import Clock, system_clock
from shared.contracts.documents import DOCUMENT_MAX_BYTES
from shared.database.pool import Connection, Pool, connection, transaction
from shared.errors import NotFound
from shared.ids import new_id
from shared.messaging.outbox import put
from shared.web.principal import Principal

log = structlog.get_logger()
ONE_SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"

Render = Callable[[Document], Awaitable[bytes]]


class DocumentTooLarge(Exception):  # noqa: N818 - says what is wrong
    """The PDF is larger than its topic takes."""


def _not_too_large(pdf: bytes) -> bytes:
    if len(pdf) > DOCUMENT_MAX_BYTES:
        raise DocumentTooLarge
    return pdf


class _NotRendered(Exception):  # noqa: N818 - carries the duty out of its transaction
    """The document could not be made; the duty is tried again later."""

    def __init__(self, duty: Duty) -> None:
        super().__init__(str(duty.event_id))
        self.duty = duty


@dataclass(frozen=True, slots=True)
class EditionsOfEvent:
    """The list of reports of an event and what is still to come."""

    readers: Readers
    editions: Sequence[EditionHead]
    due_at: datetime | None
    state: State | None


class Editions:
    """The use cases, with what they need."""

    def __init__(self, pool: Pool, render: Render, clock: Clock = system_clock) -> None:
        self.pool, self.render, self.clock = pool, render, clock

    async def note_closed_events(self) -> int:
        """Note when the reports of newly closed events are due; gives how many."""
        async with transaction(self.pool) as tx:
            return await store.add_duties(tx)

    async def make_due_edition(self) -> int:
        """Look at one event whose time has come; 1 when there was one, else 0.

        A document that can't be made is logged and tried again later; the others go first.
        """
        now = self.clock()
        try:
            async with transaction(self.pool) as tx:
                await tx.execute(ONE_SNAPSHOT)
                duty = await store.claim_duty(tx, now)
                if duty is None:
                    return 0
                await self._look(tx, duty, now)
        except _NotRendered as failure:
            log.exception("edition_not_rendered", failures=failure.duty.failures)
            await self._try_later(failure.duty, now)
        return 1

    async def _look(self, tx: Connection, duty: Duty, now: datetime) -> None:
        figures = None
        if await barriers_folded(tx, duty.event_id) is not None:
            figures = await figures_of(tx, duty.event_id)
        if figures is None:
            await store.postpone(tx, duty.event_id, now + BARRIER_WAIT)
            return
        before = await store.find_predecessor(tx, duty.event_id)
        state = await self._publish(tx, duty, figures, before, now)
        look_at = due_at(now, grace_seconds=figures.grace_seconds, time_zone=figures.time_zone)
        await store.settle(tx, duty, state, look_at=look_at)

    async def _publish(
        self,
        tx: Connection,
        duty: Duty,
        figures: EventFigures,
        before: Predecessor | None,
        now: datetime,
    ) -> State:
        """Publish an edition of the figures if they are new and may be shown beside the last."""
        digest = digest_of(figures)
        if before is not None and digest_of(before.facts) == digest:
            return State.PUBLISHED
        if await store.has_digest(tx, figures.event_id, digest):
            return State.CORRECTIONS_PENDING
        if before is not None and not may_replace(before.pattern, before.facts, figures):
            return State.CORRECTIONS_PENDING
        edition = await self._make(duty, figures, before, digest, now)
        await store.insert(tx, edition)
        await put(tx, messages_of(edition), now=now)
        return State.PUBLISHED

    async def _make(
        self,
        duty: Duty,
        figures: EventFigures,
        before: Predecessor | None,
        digest: str,
        now: datetime,
    ) -> NewEdition:
        id_, number = new_id(), before.number + 1 if before else 1
        pattern = before.pattern if before else decide(figures)
        document = document_of(figures, pattern, id_=id_, number=number, published_at=now)
        try:
            pdf = _not_too_large(await self.render(document))
        except (typst.TypstError, TimeoutError, DocumentTooLarge) as error:
            raise _NotRendered(duty) from error
        return NewEdition(id_, number, digest, document, pdf, figures, pattern, now)

    async def _try_later(self, duty: Duty, now: datetime) -> None:
        async with transaction(self.pool) as tx:
            until = now + wait_after_failure(duty.failures)
            await store.postpone(tx, duty.event_id, until, failures=1)

    async def list_editions(
        self, principal: Principal, event_id: UUID, *, below: int | None = None, limit: int = 50
    ) -> EditionsOfEvent:
        """The reports of an event, newest first; NotFound or WrongRole for who may not read."""
        async with connection(self.pool) as reading:
            readers = await self._readers(reading, principal, event_id)
            duty = await store.find_duty(reading, event_id)
            found = await store.list_editions(reading, event_id, below=below, limit=limit)
        due, state = duty or (None, None)
        return EditionsOfEvent(readers, found, due, state)

    async def find_edition(
        self, principal: Principal, id_: UUID
    ) -> tuple[EditionHead, Document, Readers]:
        """One report; NotFound or WrongRole for who may not read it."""
        async with connection(self.pool) as reading:
            found = await store.find_edition(reading, id_)
            if found is None:
                raise NotFound
            readers = await self._readers(reading, principal, found[0].event_id)
        return (*found, readers)

    async def find_pdf(self, principal: Principal, id_: UUID) -> bytes:
        """The document of a report as it was published."""
        await self.find_edition(principal, id_)
        async with connection(self.pool) as reading:
            pdf = await store.find_pdf(reading, id_)
        if pdf is None:
            raise NotFound
        return pdf

    async def _readers(self, reading: Connection, principal: Principal, event_id: UUID) -> Readers:
        readers = await store.find_readers(reading, event_id)
        if readers is None:
            raise NotFound
        access.require_reader(principal, readers, now=self.clock())
        return readers
