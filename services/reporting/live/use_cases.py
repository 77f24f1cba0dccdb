"""Watching an event: who may, the figures, the stream."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from uuid import UUID

from services.reporting.facts import store
from services.reporting.facts.counted import EventCount
from services.reporting.live.hub import Hub
from services.reporting.live.snapshot import (
    Attendance,
    Freshness,
    Summaries,
    Summary,
    attendance_of,
    freshness_of,
)
from shared.clock import Clock
from shared.contracts.events import EventChanged
from shared.database.pool import Pool, connection
from shared.errors import NotFound, Refused, Unavailable, WrongRole
from shared.web.principal import AUDITOR, ORGANIZER, ROLES, STEWARD, SUPERVISOR, Principal, require

WATCHING = frozenset({ORGANIZER, SUPERVISOR, STEWARD, AUDITOR})
"""Roles at the organiser that see live figures; partners get reports instead (design §6)."""

HEARTBEAT_SECONDS = 15.0
RECHECK_SECONDS = 10.0
SUMMARIES_MAX = 100
FIRST_LINE = b"retry: 3000\n\n"
HEARTBEAT = b": heartbeat\n\n"

Recheck = Callable[[], Awaitable[None]]
"""Raises what the first check would raise now."""


@dataclass(frozen=True, slots=True)
class StoredFigures:
    """The hub's `Figures`, from PostgreSQL."""

    pool: Pool
    clock: Clock

    async def attendance(self, event_id: UUID) -> Attendance | None:
        """The figures of an event."""
        now = self.clock()
        async with connection(self.pool) as database:
            found = await store.count_event(database, event_id, now)
        return None if found is None else attendance_of(found, now)

    async def changes(self, event_ids: Iterable[UUID]) -> dict[UUID, int]:
        """How often the facts changed."""
        async with connection(self.pool) as database:
            return await store.find_changes(database, event_ids)

    async def freshness(self) -> Freshness:
        """The age of all figures."""
        async with connection(self.pool) as database:
            current_at = await store.find_current(database)
        return freshness_of(current_at, self.clock())


@dataclass(frozen=True, slots=True)
class Live:
    """What can be done with live figures."""

    pool: Pool
    hub: Hub
    clock: Clock

    async def watch(self, principal: Principal, event_id: UUID) -> EventCount:
        """The event with its figures; NotFound for strangers, WrongRole for partners."""
        now = self.clock()
        async with connection(self.pool) as database:
            found = await store.count_event(database, event_id, now)
        if found is None:
            raise NotFound
        require_watching(principal, found.event, now)
        return found

    async def allow(self, principal: Principal, event_id: UUID) -> None:
        """Only the check."""
        async with connection(self.pool) as database:
            event = await store.find_event(database, event_id)
        if event is None:
            raise NotFound
        require_watching(principal, event, self.clock())

    async def summarise(self, principal: Principal, event_ids: Sequence[UUID]) -> Summaries:
        """A line for each event this person may watch; others are left out silently."""
        now = self.clock()
        async with connection(self.pool) as database:
            events = await store.find_events(database, event_ids)
            allowed = [e.id for e in events if may_watch(principal, e, now)]
            found = await store.summarise(database, allowed, now)
            current_at = await store.find_current(database)
        return Summaries(
            as_of=current_at,
            items=tuple(
                Summary(id=s.event_id, registered=s.registered, came=s.came, in_house=s.in_house)
                for s in found
            ),
        )

    def stream(self, event_id: UUID, recheck: Recheck) -> AsyncIterator[bytes]:
        """Server-sent events until the client leaves or may no longer watch.

        Raises TooManyStreams before the first byte.
        """
        self.hub.require_room()
        return _frames(self.hub, event_id, recheck)


def require_watching(principal: Principal, event: EventChanged, now: datetime) -> None:
    """Pass for whoever may see live figures of this event.

    A grant at an organisation that organises it decides. Staff of a partner learn that the event
    exists, but get no live figures: WrongRole; all others NotFound.
    """
    try:
        require(
            principal,
            roles=WATCHING,
            organisation_ids=[event.organiser_id, *event.co_organiser_ids],
            event_id=event.id,
            now=now,
        )
    except NotFound:
        partners = event.partner_ids
        require(principal, roles=ROLES, organisation_ids=partners, event_id=event.id, now=now)
        raise WrongRole("Partners receive the report after the event.") from None


def may_watch(principal: Principal, event: EventChanged, now: datetime) -> bool:
    """`require_watching` as a question."""
    try:
        require_watching(principal, event, now)
    except (NotFound, WrongRole):
        return False
    return True


async def _frames(hub: Hub, event_id: UUID, recheck: Recheck) -> AsyncIterator[bytes]:
    """Opened with the first byte: a generator that never starts would never clean up."""
    stream = hub.open(event_id)
    checked_at = sent_at = monotonic()
    try:
        yield FIRST_LINE
        while not stream.ended:
            rest = max(0.0, HEARTBEAT_SECONDS - (monotonic() - sent_at))
            frame = await stream.next(min(rest, RECHECK_SECONDS))
            now = monotonic()
            if now - checked_at >= RECHECK_SECONDS:
                checked_at = now
                if not await _passes(recheck):
                    return
            if frame is None and now - sent_at >= HEARTBEAT_SECONDS:
                frame = HEARTBEAT
            if frame is not None:
                sent_at = now
                yield frame
    finally:
        hub.close(stream)


async def _passes(recheck: Recheck) -> bool:
    try:
        await recheck()
    except Unavailable:
        return True  # nobody can be checked, and no figures can be read, until it is back
    except Refused:
        return False
    return True
