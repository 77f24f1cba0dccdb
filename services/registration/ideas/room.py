"""What people in the room do with their phones: come in by code, send ideas, give points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registration.events.domain import Event, Status
from services.registration.events.store import read_event
from services.registration.ideas import store
from services.registration.ideas.devices import Device, Devices
from services.registration.ideas.domain import (
    IDEAS_MAX,
    IDEAS_PER_DEVICE_MAX,
    Collection,
    Idea,
    check_points,
    grouped,
    typed_code,
)
from services.registration.ideas.errors import (
    CollectionClosed,
    CollectionFull,
    SubmissionReused,
)
from services.registration.ideas.intake import cleaned_text
from services.registration.ideas.limits import Limits
from shared.clock import Clock
from shared.database.pool import Connection, Pool, connection, transaction
from shared.errors import InvalidFields, NotFound
from shared.ids import new_id

SUBMISSION_MAX_CHARACTERS = 255


@dataclass(frozen=True, slots=True)
class RoomView:
    """What one phone sees: the ideas that are neither hidden nor merged, the first sent first.

    `left`: points this phone can still give. `open`: whether ideas and points are taken now.
    """

    event: Event
    collection: Collection
    ideas: Sequence[Idea]
    left: int
    open: bool


class Room:
    """The participants' use cases, with what they need. One for each process."""

    def __init__(self, pool: Pool, clock: Clock, devices: Devices, limits: Limits) -> None:
        self.clock = clock
        self.devices = devices
        self._limits = limits
        self._pool = pool

    async def event_of_code(self, text: str, network: str | None) -> UUID:
        """The event behind a code as somebody typed it; raises NotFound, TooManyRequests."""
        now = self.clock()
        self._limits.guess(network, now)
        code = typed_code(text)
        if code is not None:
            async with connection(self._pool) as lent:
                event_id = await store.find_by_code(lent, code)
            if event_id is not None:
                return event_id
        self._limits.wrong_guess(network, now)
        raise NotFound

    def come_in(self, secret: str, network: str | None) -> Device:
        """The phone that keeps this secret, else a new one."""
        known = self.devices.read(secret)
        if known is None:
            self._limits.new_device(network, self.clock())
        return known or self.devices.new()

    async def version(self, event_id: UUID) -> int:
        """Rises with every change of what phones see; raises NotFound."""
        async with connection(self._pool) as lent:
            collection = await store.read_collection(lent, event_id)
        if collection is None:
            raise NotFound
        return collection.version

    async def look(self, event_id: UUID, device: Device | None) -> RoomView:
        """The room as this phone sees it; raises NotFound when there is none."""
        async with connection(self._pool) as lent:
            event, collection = await _room(lent, event_id)
            mark = self.devices.hash_at(device, event_id) if device else None
            found = await store.list_ideas(lent, event_id, mark)
        shown = [idea for idea in grouped(found) if not idea.hidden]
        left = collection.points_per_device - sum(idea.mine for idea in found)
        takes = _takes(event, collection, self.clock())
        return RoomView(event, collection, shown, max(0, left), takes)

    async def send(
        self,
        event_id: UUID,
        device: Device,
        category_id: UUID,
        text: str,
        *,
        key: str | None = None,
        network: str | None = None,
    ) -> Idea:
        """Keep an idea; the same `key` with the same idea gives what was kept the first time.

        Raises InvalidFields, CollectionClosed, CollectionFull, SubmissionReused, TooManyRequests.
        """
        now = self.clock()
        mark = self.devices.hash_at(device, event_id)
        cleaned = cleaned_text(text)
        submission = self.devices.submission(event_id, _checked_key(key)) if key else None
        sent = self.devices.sent(mark, category_id, cleaned) if key else None
        async with transaction(self._pool) as tx:
            await store.lock_collection(tx, event_id)
            event, collection = await _room(tx, event_id)
            if submission and (twin := await store.find_submission(tx, event_id, submission)):
                return _same(twin, sent)
            self._limits.idea(mark, network, now)
            if not _takes(event, collection, now):
                raise CollectionClosed
            if collection.category(category_id) is None:
                raise InvalidFields.one("category_id", "is no category here", "choice")
            stored, of_device = await store.count_stored(tx, event_id, mark)
            if stored >= IDEAS_MAX or of_device >= IDEAS_PER_DEVICE_MAX:
                raise CollectionFull
            idea = Idea(new_id(), category_id, cleaned, now, own=True)
            await store.insert_idea(
                tx, event_id, idea, device=mark, submission=submission, sent=sent
            )
            await store.touch(tx, event_id)
            return idea

    async def give(
        self,
        event_id: UUID,
        device: Device,
        idea_id: UUID,
        points: int,
        *,
        network: str | None = None,
    ) -> int:
        """From now on this phone has so many points on this idea; gives how many it has left.

        The number is the whole, not a difference: sending it twice changes nothing. Raises
        NoPointsLeft, IdeaGone, CollectionClosed, TooManyRequests, NotFound.
        """
        now = self.clock()
        mark = self.devices.hash_at(device, event_id)
        self._limits.points(mark, network, now)
        async with transaction(self._pool) as tx:
            await store.lock_collection(tx, event_id)
            event, collection = await _room(tx, event_id)
            if not _takes(event, collection, now):
                raise CollectionClosed
            idea = await store.read_idea(tx, event_id, idea_id)
            if idea is None:
                raise NotFound
            members = await store.group_of(tx, event_id, idea_id)
            given = await store.points_of(tx, event_id, mark)
            budget = collection.points_per_device
            check_points(idea, members, given, points, budget)
            before = sum(n for id_, n in given.items() if id_ in members)
            if before != points:
                await store.set_points(tx, event_id, mark, idea_id, members=members, points=points)
                await store.touch(tx, event_id)
            return budget - (sum(given.values()) - before + points)


async def _room(lent: Connection, event_id: UUID) -> tuple[Event, Collection]:
    event = await read_event(lent, event_id)
    collection = await store.read_collection(lent, event_id)
    if event is None or collection is None or not event.is_public:
        raise NotFound
    return event, collection


def _takes(event: Event, collection: Collection, now: datetime) -> bool:
    """An event that was called off collects nothing any more."""
    return event.status is not Status.CANCELLED and collection.is_open(now)


def _same(twin: tuple[Idea, bytes | None], sent: bytes | None) -> Idea:
    idea, first = twin
    if sent != first:
        raise SubmissionReused
    return idea


def _checked_key(key: str) -> str:
    if len(key) > SUBMISSION_MAX_CHARACTERS or not key.isascii() or not key.isprintable():
        reason = f"1 to {SUBMISSION_MAX_CHARACTERS} printable ASCII characters"
        raise InvalidFields.one("Idempotency-Key", reason)
    return key
