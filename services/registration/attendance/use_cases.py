"""What happens at doors and stations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import msgspec

from services.registration.attendance import announce, store
from services.registration.attendance.domain import (
    KEPT,
    Attendee,
    Door,
    Floor,
    Result,
    Scan,
    decide,
    upload_open,
)
from services.registration.attendance.errors import NotYetPublished, UploadOver
from services.registration.attendance.intake import Item, bearer_of, read_item, ticket_of, to_scan
from services.registration.events.cache import EventCache
from services.registration.events.domain import Event, Status
from services.registration.events.store import lock_event, read_event
from shared.clock import Clock
from shared.database.pool import Connection, Pool, connection, transaction
from shared.errors import FieldError, InvalidFields, NotFound
from shared.ids import new_id
from shared.messaging import outbox
from shared.tokens import Keyring, parse_token
from shared.web.principal import ORGANIZER, STEWARD, SUPERVISOR, Principal, require

DOOR_ROLES = frozenset({ORGANIZER, SUPERVISOR, STEWARD})
CARD_ROLES = frozenset({ORGANIZER, SUPERVISOR})


@dataclass(frozen=True, slots=True)
class ScanAnswer:
    """Advice for one scan; `scan_id` None where the device gave none that could be read."""

    scan_id: str | None
    result: Result


@dataclass(frozen=True, slots=True)
class Tally:
    """A device's running total for a confidential session."""

    device: str
    session_id: UUID
    total: int


@dataclass(frozen=True, slots=True)
class Doors:
    """The use cases of this slice, with what they need."""

    pool: Pool
    ticket_keys: Keyring
    clock: Clock
    events: EventCache = field(default_factory=EventCache)

    async def open_door(self, principal: Principal, event_id: UUID) -> Event:
        """The event, for somebody who may work at its doors."""
        async with connection(self.pool) as lent:
            return await self._event(lent, principal, event_id, DOOR_ROLES)

    async def event_of_ticket(self, ticket: str) -> UUID | None:
        """The event a genuine ticket or card is for; None for anything else."""
        parsed = parse_token(ticket)
        if parsed is None:
            return None
        async with connection(self.pool) as lent:
            attendees = {a.id: a for a in await store.known_attendees(lent, [parsed.id])}
        bearer = bearer_of(parsed, attendees, self.ticket_keys)
        return bearer.event_id if bearer else None

    async def take_scans(
        self, principal: Principal, event_id: UUID, scans: Sequence[msgspec.Raw]
    ) -> list[ScanAnswer]:
        """Keep every well-formed scan with a known ticket as a fact, and advise on each."""
        now = self.clock()
        items = [read_item(raw, now) for raw in scans]
        async with transaction(self.pool) as lent:
            event = await self._event(lent, principal, event_id, DOOR_ROLES)
            _check_open(event, now)
            attendees = await self._attendees(lent, items)
            resolved = _resolve(items, attendees, self.ticket_keys, now)
            floor = await _floor(lent, event, [pair for pair in resolved if pair])
            decided = dict(zip(_places(resolved), _decide(floor, resolved), strict=True))
            await _keep(lent, event_id, decided.values(), now)
        return [
            ScanAnswer(item.scan_id, decided[at][1] if at in decided else _without_fact(item))
            for at, item in enumerate(items)
        ]

    async def take_tallies(
        self, principal: Principal, event_id: UUID, tallies: Sequence[Tally]
    ) -> None:
        """Merge running totals of confidential sessions; raises InvalidFields for others."""
        now = self.clock()
        async with transaction(self.pool) as lent:
            event = await self._event(lent, principal, event_id, DOOR_ROLES)
            _check_open(event, now)
            _check_confidential(event, tallies)
            await lock_event(lent, event_id)
            merged = [(tally.session_id, tally.device, tally.total) for tally in tallies]
            await store.raise_tallies(lent, event_id, merged)
            locked = await read_event(lent, event_id)
            if locked is not None and locked.status is Status.CLOSED:
                await publish_totals(lent, event_id, now)

    async def print_cards(self, principal: Principal, event_id: UUID, count: int) -> CardBatch:
        """Make blank visitor cards."""
        batch_id, ids = new_id(), [new_id() for _ in range(count)]
        async with transaction(self.pool) as lent:
            event = await self._event(lent, principal, event_id, CARD_ROLES)
            await store.insert_cards(lent, event_id, batch_id, ids)
        return CardBatch(batch_id, event, [self.ticket_keys.token(id_, 1) for id_ in ids])

    async def cards_of_batch(
        self, principal: Principal, event_id: UUID, batch_id: UUID
    ) -> CardBatch:
        """The cards of one batch again, to print them."""
        async with connection(self.pool) as lent:
            event = await self._event(lent, principal, event_id, CARD_ROLES)
            cards = await store.cards_of_batch(lent, event_id, batch_id)
        if not cards:
            raise NotFound
        return CardBatch(batch_id, event, [self.ticket_keys.token(*card) for card in cards])

    async def _event(
        self, lent: Connection, principal: Principal, event_id: UUID, roles: frozenset[str]
    ) -> Event:
        event = await self.events.read(lent, event_id)
        if event is None:
            raise NotFound
        require(
            principal,
            roles=roles,
            organisation_ids=[event.organiser_id],
            event_id=event_id,
            now=self.clock(),
        )
        return event

    async def _attendees(self, lent: Connection, items: Iterable[Item]) -> dict[UUID, Attendee]:
        tickets = (ticket_of(item.body) for item in items if item.body and item.body.ticket)
        ids = {ticket.id for ticket in tickets if ticket}
        found = await store.known_attendees(lent, list(ids)) if ids else []
        return {attendee.id: attendee for attendee in found}


@dataclass(frozen=True, slots=True)
class CardBatch:
    """A batch of visitor cards: their tickets in print order, and their event."""

    id: UUID
    event: Event
    tickets: list[str]


async def close_attendance(lent: Connection, event: Event, now: datetime) -> None:
    """Hook of closing an event: publish confidential totals, then the barrier with counts."""
    await publish_totals(lent, event.id, now)
    scans, totals = await store.counts_at_close(lent, event.id)
    closed_at = event.closed_at or now
    barrier = announce.attendance_closed(event.id, event.version, closed_at, scans, totals)
    await outbox.put(lent, [barrier], now=now)


async def publish_totals(lent: Connection, event_id: UUID, now: datetime) -> None:
    """Announce totals that changed; the event's row is locked by the caller."""
    changed = await store.publish_totals(lent, event_id)
    messages = [announce.confidential_total(event_id, *each) for each in changed]
    await outbox.put(lent, messages, now=now)


Resolved = tuple[Scan, Attendee | None] | None
"""A scan whose ticket was found (or that has none), or None where there is nothing to keep."""


def _resolve(
    items: Sequence[Item], attendees: dict[UUID, Attendee], keys: Keyring, now: datetime
) -> list[Resolved]:
    resolved: list[Resolved] = []
    for item in items:
        if item.body is None:
            resolved.append(None)
            continue
        bearer = bearer_of(ticket_of(item.body), attendees, keys) if item.body.ticket else None
        known = bearer is not None or item.body.ticket is None
        resolved.append((to_scan(item.body, bearer, now), bearer) if known else None)
    return resolved


def _places(resolved: Sequence[Resolved]) -> list[int]:
    return [at for at, pair in enumerate(resolved) if pair is not None]


def _decide(floor: Floor, resolved: Sequence[Resolved]) -> list[tuple[Scan, Result]]:
    return decide(floor, [pair for pair in resolved if pair is not None])


def _without_fact(item: Item) -> Result:
    return Result.INVALID if item.body is None else Result.UNKNOWN_TICKET


async def _floor(
    lent: Connection, event: Event, resolved: Sequence[tuple[Scan, Attendee | None]]
) -> Floor:
    scans = [scan for scan, _ in resolved]
    in_house = await store.in_house(lent, event.id) if event.capacity is not None else None
    sessions = {session.id: session.confidential for session in event.sessions}
    floor = Floor(Door(event.id, sessions, event.capacity, in_house))
    attendee_ids = [scan.attendee_id for scan in scans if scan.attendee_id]
    floor.take(
        await store.facts_about(lent, event.id, [scan.scan_id for scan in scans], attendee_ids)
    )
    return floor


async def _keep(
    lent: Connection, event_id: UUID, decided: Iterable[tuple[Scan, Result]], now: datetime
) -> None:
    kept = [scan for scan, result in decided if result in KEPT]
    if not kept:
        return
    new = await store.insert_scans(lent, event_id, kept, now)
    fresh = [scan for scan in kept if scan.scan_id in new]
    await outbox.put(lent, announce.scans_recorded(event_id, fresh, now), now=now)


def _check_open(event: Event, now: datetime) -> None:
    if event.status is Status.DRAFT:
        raise NotYetPublished
    if not upload_open(event.ends_at, now):
        raise UploadOver


def _check_confidential(event: Event, tallies: Sequence[Tally]) -> None:
    sessions = {session.id: session.confidential for session in event.sessions}
    errors = [
        FieldError(
            f"tallies[{at}].session_id", "is not a confidential session of this event", "choice"
        )
        for at, tally in enumerate(tallies)
        if not sessions.get(tally.session_id)
    ]
    if errors:
        raise InvalidFields(errors)
