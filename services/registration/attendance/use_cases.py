"""What happens at doors and stations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
    upload_open,
)
from services.registration.attendance.errors import NotYetPublished, UploadOver
from services.registration.attendance.intake import (
    Item,
    advise,
    bearer_of,
    places,
    read_item,
    resolve,
    ticket_ids,
    without_fact,
)
from services.registration.events.cache import EventCache
from services.registration.events.domain import Event, Status
from services.registration.events.policy import require_at_event
from services.registration.events.store import lock_event, read_event
from shared.clock import Clock
from shared.database.pool import Connection, Pool, connection, transaction
from shared.errors import FieldError, InvalidFields, NotFound, Refused
from shared.ids import new_id
from shared.messaging import outbox
from shared.micro_batches import MicroBatches
from shared.tokens import Keyring, parse_token
from shared.web.principal import ORGANIZER, STEWARD, SUPERVISOR, Principal

DOOR_ROLES = frozenset({ORGANIZER, SUPERVISOR, STEWARD})
CARD_ROLES = frozenset({ORGANIZER, SUPERVISOR})
UPLOADS_IN_A_BATCH = 32
UPLOADS_WAITING_MAX = 2_000


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
class Upload:
    """What one device delivers in one request."""

    principal: Principal
    items: Sequence[Item]


class Doors:
    """The use cases of this slice, with what they need. One for each process."""

    def __init__(self, pool: Pool, ticket_keys: Keyring, clock: Clock) -> None:
        self.clock = clock
        self._pool = pool
        self._ticket_keys = ticket_keys
        self._events: EventCache[Event] = EventCache(_as_it_is)
        self._uploads: MicroBatches[Upload, list[ScanAnswer] | Refused] = MicroBatches(
            self._take, what="scans", batch_max=UPLOADS_IN_A_BATCH, queue_max=UPLOADS_WAITING_MAX
        )

    async def close(self) -> None:
        """Answer what waits and take no more."""
        await self._uploads.close()

    async def open_door(self, principal: Principal, event_id: UUID) -> Event:
        """The event, for somebody who may work at its doors."""
        async with connection(self._pool) as lent:
            return await self._event(lent, principal, event_id, DOOR_ROLES)

    async def event_for_cards(self, principal: Principal, event_id: UUID) -> Event:
        """The event, for somebody who may make visitor cards; raises NotFound, WrongRole."""
        async with connection(self._pool) as lent:
            return await self._event(lent, principal, event_id, CARD_ROLES)

    async def event_of_ticket(self, ticket: str) -> UUID | None:
        """The event a genuine ticket or card is for; None for anything else."""
        parsed = parse_token(ticket)
        if parsed is None:
            return None
        async with connection(self._pool) as lent:
            attendees = {a.id: a for a in await store.known_attendees(lent, [parsed.id])}
        bearer = bearer_of(parsed, attendees, self._ticket_keys)
        return bearer.event_id if bearer else None

    async def take_scans(
        self, principal: Principal, event_id: UUID, scans: Sequence[msgspec.Raw]
    ) -> list[ScanAnswer]:
        """Keep every well-formed scan with a known ticket as a fact, and advise on each.

        Uploads for one event that arrive together share a transaction.
        """
        now = self.clock()
        upload = Upload(principal, [read_item(raw, now) for raw in scans])
        answer = await self._uploads.submit(event_id, upload)
        if isinstance(answer, Refused):
            raise answer
        return answer

    async def _take(
        self, event_id: UUID, uploads: Sequence[Upload]
    ) -> list[list[ScanAnswer] | Refused]:
        """A batch of uploads: read what bears on it, decide, and keep in one statement.

        An upload that is refused is refused alone. Nothing is locked: advice may be a moment old,
        and what is kept is the same whatever was advised.
        """
        now = self.clock()
        async with connection(self._pool) as lent:
            version, facts = await _facts(lent, event_id, uploads)
            event = await self._events.at(lent, event_id, version)
            refusals = [self._refusal(event, upload.principal, now) for upload in uploads]
            items = [
                item
                for upload, refusal in zip(uploads, refusals, strict=True)
                for item in (() if refusal else upload.items)
            ]
            kept = await self._keep(lent, event, facts, items, now) if event and items else []
        results = iter(kept)
        return [
            refusal or [ScanAnswer(item.scan_id, next(results)) for item in upload.items]
            for upload, refusal in zip(uploads, refusals, strict=True)
        ]

    async def _keep(
        self,
        lent: Connection,
        event: Event,
        facts: Sequence[Scan],
        items: Sequence[Item],
        now: datetime,
    ) -> list[Result]:
        """Decide on items in arrival order and keep what is a fact; the advice for each."""
        attendees = await self._attendees(lent, items)
        resolved = resolve(items, attendees, self._ticket_keys, now)
        floor = await _floor(lent, event, facts)
        decided = dict(zip(places(resolved), advise(floor, resolved), strict=True))
        if kept := [scan for scan, result in decided.values() if result in KEPT]:
            messages = announce.scans_recorded(event.id, kept, now)
            await store.keep_scans(lent, event.id, kept, messages, now)
        return [
            decided[at][1] if at in decided else without_fact(item) for at, item in enumerate(items)
        ]

    def _refusal(self, event: Event | None, principal: Principal, now: datetime) -> Refused | None:
        if event is None:
            return NotFound()
        try:
            require_at_event(principal, event, DOOR_ROLES, now)
            _check_open(event, now)
        except Refused as refusal:
            return refusal
        return None

    async def take_tallies(
        self, principal: Principal, event_id: UUID, tallies: Sequence[Tally]
    ) -> None:
        """Merge running totals of confidential sessions; raises InvalidFields for others."""
        now = self.clock()
        async with transaction(self._pool) as lent:
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
        async with transaction(self._pool) as lent:
            event = await self._event(lent, principal, event_id, CARD_ROLES)
            await store.insert_cards(lent, event_id, batch_id, ids)
        return CardBatch(batch_id, event, [self._ticket_keys.token(id_, 1) for id_ in ids])

    async def cards_of_batch(
        self, principal: Principal, event_id: UUID, batch_id: UUID
    ) -> CardBatch:
        """The cards of one batch again, to print them."""
        async with connection(self._pool) as lent:
            event = await self._event(lent, principal, event_id, CARD_ROLES)
            cards = await store.cards_of_batch(lent, event_id, batch_id)
        if not cards:
            raise NotFound
        return CardBatch(batch_id, event, [self._ticket_keys.token(*card) for card in cards])

    async def _event(
        self, lent: Connection, principal: Principal, event_id: UUID, roles: frozenset[str]
    ) -> Event:
        event = await self._events.read(lent, event_id)
        if event is None:
            raise NotFound
        require_at_event(principal, event, roles, self.clock())
        return event

    async def _attendees(self, lent: Connection, items: Iterable[Item]) -> dict[UUID, Attendee]:
        ids = ticket_ids(items)
        found = await store.known_attendees(lent, ids) if ids else []
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


async def _facts(
    lent: Connection, event_id: UUID, uploads: Sequence[Upload]
) -> tuple[int | None, list[Scan]]:
    """The event's version, and the stored facts about the scans and tickets of a batch."""
    items = [item for upload in uploads for item in upload.items]
    scan_ids = [item.body.scan_id for item in items if item.body]
    return await store.facts_about(lent, event_id, scan_ids, ticket_ids(items))


async def _floor(lent: Connection, event: Event, facts: Sequence[Scan]) -> Floor:
    in_house = await store.in_house(lent, event.id) if event.capacity is not None else None
    sessions = {session.id: session.confidential for session in event.sessions}
    floor = Floor(Door(event.id, sessions, event.capacity, in_house))
    floor.take(facts)
    return floor


def _as_it_is(event: Event) -> Event:
    return event


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
